/** Rebuilds the registry from the folders of the models when no sound state of it is left. */
import { draftDifferences } from '../../../audit/draft.js';
import { RegistryError } from '../../../domain/errors.js';
import { groupBy } from '../../../domain/lists.js';
import type { Entry } from '../../../domain/model.js';
import { userWords } from '../../../domain/persisted.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { operation, option, wording, wordPlainly } from '../../../domain/wording.js';
import { isFolderName, idKey } from '../../../domain/archive-names.js';
import { createLazySpool, type LazySpool } from '../../../files/spool.js';
import { commit } from '../../../pipeline/commit.js';
import { spoolModel } from '../../../pipeline/read-specs.js';
import type { Loaded, Salvage } from '../../../store/port.js';
import type { WrittenModel } from '../../../version/plan-model.js';
import { rebuildEntry } from '../../../version/replay-versions.js';
import type { RecoveredVersion } from '../../../version/replay-versions.js';
import { createAssessBytes, openSpecFiles } from '../../queries/content.js';
import { defineRun } from '../../operation.js';
import type { RebuildInput, RebuildOutput } from '../../generated/shapes.js';
import { isIdFinding } from '../context-findings.js';
import { requireMaintenance, type Workplace } from '../../workplace.js';
import { recoverModel } from './found-model.js';
import type { FolderVersion, RecoveredModel, RecoveryContext } from './found-model.js';
import type { SkippedItem } from './archives.js';
import { keepUserMetadata, readKnownModels } from './user-metadata.js';

/**
 * Rebuilds the registry from the archived sources and the metadata of the models. Files that it replaces
 * are quarantined. If `mode` is not `write`, nothing is written.
 *
 * @param force - rebuild even if a sound registry exists
 * @throws RegistryError `registry-sound` if it is not needed; `registry-missing` if there is nothing to
 *   rebuild it from; `registry-unreadable`, `lock-busy`, `output-unwritable`
 */
export async function rebuildRegistry(place: Workplace, force: boolean): Promise<RebuildOutput> {
  const { options } = place;
  const maintenance = requireMaintenance(place.store);
  const first = await loadToReplace(place, force);
  if (options.mode !== 'write') return (await planRebuild(place, first)).rebuilt;
  // Before the lock, which would create the folder.
  const salvage = await maintenance.salvage();
  if (salvage.ids.length === 0) throw describeNoArchives(salvage);
  const load = (): Promise<Loaded> => loadToReplace(place, force);
  const spool = createLazySpool();
  try {
    const { rebuilt, state } = await commit(
      { ...place, env: silenceNotices(place), seen: undefined, load, durableArchives: true },
      async (loaded) => {
        const planned = await planRebuild(place, loaded, spool);
        const { models } = planned.state;
        const drafts = draftDifferences(loaded.state.models, models, { action: 'rebuild' });
        return { ...planned, changed: true, drafts };
      },
    );
    await maintenance.quarantineReplaced();
    return { ...rebuilt, generation: state.generation };
  } finally {
    spool.close();
  }
}

/** Suppresses notices about the state that is replaced, since nothing of it stays. */
function silenceNotices({ env: { signal } }: Workplace): Pick<Workplace['env'], 'signal'> {
  return signal === undefined ? {} : { signal };
}

/** Loads the state to replace. @throws RegistryError `registry-sound` */
async function loadToReplace({ store }: Workplace, force: boolean): Promise<Loaded> {
  const { loaded, isCorrupt } = await requireMaintenance(store).loadDamaged();
  if (isCorrupt || !loaded.isThere || force) return loaded;
  throw new RegistryError(
    'registry-sound',
    `${store.name} has a sound state (generation ${loaded.state.generation}), so it need not be rebuilt.`,
    wording`${operation('verify', option('repair'))} repairs what is damaged; ${option('force')} rebuilds it anyway.`,
  );
}

interface RebuildPlan {
  readonly rebuilt: RebuildOutput;
  readonly state: RegistryState;
  readonly written: WrittenModel[];
}

/** @param spool - holds what will be written; undefined if nothing will be */
async function planRebuild(
  place: Workplace,
  loaded: Loaded,
  spool?: LazySpool,
): Promise<RebuildPlan> {
  const salvage = await requireMaintenance(place.store).salvage();
  const { models: known, purged, isSure } = await readKnownModels(loaded, place);
  const remnants = await salvage.remnants();
  const context: RecoveryContext = {
    place,
    salvage,
    specs: openSpecFiles(place, [...known.values()]),
    assess: createAssessBytes(place),
    remnants,
    remnantsByFolder: groupBy([...remnants.values()].flat(), ({ source }) =>
      source?.slice(0, source.indexOf('/')),
    ),
    known,
    purged: isSure ? purged : {},
  };
  const now = place.env.now().toISOString();
  const rebuiltEntries = new Map<string, Entry>();
  const files: WrittenModel[] = [];
  const skipped: SkippedItem[] = [];
  const keys = new Map<string, string>();
  for (const id of salvage.ids) {
    place.env.signal?.throwIfAborted();
    if (isSure && Object.hasOwn(purged, id) && !known.has(id)) {
      skipped.push({
        path: id,
        reason: wordPlainly(
          wording`the model was deleted permanently; ${operation('gc')} removes it`,
        ),
      });
      continue;
    }
    const other = keys.get(idKey(id));
    if (!isFolderName(id) || other !== undefined) {
      const reason =
        other === undefined
          ? 'its name is not a valid id'
          : `its id differs from ${other} only in letter case`;
      skipped.push({ path: id, reason });
      continue;
    }
    const found = await recoverModel(id, context, skipped);
    const rebuilt = await rebuildModel(found, context, now);
    if (rebuilt === undefined) {
      skipped.push({ path: id, reason: 'none of its versions can be recovered' });
      continue;
    }
    keys.set(idKey(id), id);
    rebuiltEntries.set(id, rebuilt.entry);
    if (rebuilt.isStale && spool !== undefined) files.push(keepApart(rebuilt.written, spool));
  }
  const models = keepUserMetadata(rebuiltEntries, known);
  const written = files.map((it) => ({ ...it, entry: models.get(it.entry.model_id) ?? it.entry }));
  skipped.push(...listLost(loaded, models));
  if (models.size + Object.keys(purged).length === 0) throw describeNoArchives(salvage);
  const { generation } = loaded.state;
  const userFields = userWords('registry', loaded.state);
  // The numbers of a purged model are never assigned again.
  const purgedModels = Object.keys(purged).length === 0 ? {} : { purged };
  return {
    state: { generation, updatedAt: now, models, ...userFields, ...purgedModels },
    written,
    rebuilt: {
      models: [...models.values()].map((it) => ({
        model_id: it.model_id,
        version: it.version,
        versions: Object.keys(it.versions),
        file_path: it.file_path,
      })),
      not_taken: skipped,
      generation: null,
    },
  };
}

/** What is written later would take much memory until then. */
function keepApart({ accepted, ...written }: WrittenModel, spool: LazySpool): WrittenModel {
  return structuredClone({ ...written, accepted: spoolModel(accepted, spool.open()) });
}

interface RebuiltModel {
  readonly entry: Entry;
  readonly written: WrittenModel;
  /** Its metadata file must be written. */
  readonly isStale: boolean;
}

async function rebuildModel(
  { id, metadata, versions }: RecoveredModel,
  search: RecoveryContext,
  now: string,
): Promise<RebuiltModel | undefined> {
  const isOwn = ({ version, accepted }: FolderVersion | RecoveredVersion): boolean =>
    metadata?.version === version && metadata.hash === accepted.hash;
  const packed = new Map<string, string>();
  const rebuilt = await rebuildEntry(notePacked(versions, packed), {
    id,
    current: metadata?.version,
    aboutId: (it) => (isOwn(it) ? (metadata?.diagnostics.filter(isIdFinding) ?? []) : []),
    now,
  });
  if (rebuilt === undefined) return undefined;
  const { current, diagnostics } = rebuilt;
  const { accepted, archive } = current;
  const entry = await withRollback(withPacked(rebuilt.entry, packed), search);
  return {
    entry,
    written: { entry, accepted, diagnostics, archive },
    isStale: !isOwn(current) || metadata?.semantic_hash !== accepted.semanticHash,
  };
}

async function* notePacked(
  versions: AsyncIterable<FolderVersion>,
  packed: Map<string, string>,
): AsyncGenerator<FolderVersion> {
  for await (const found of versions) {
    if (found.archivedAt !== undefined) packed.set(found.version, found.archivedAt);
    yield found;
  }
}

/** @param packed - when the bytes of versions were packed */
function withPacked(entry: Entry, packed: ReadonlyMap<string, string>): Entry {
  const versions = { ...entry.versions };
  for (const [version, archived_at] of packed) {
    const one = versions[version];
    if (one !== undefined) versions[version] = { ...one, archived_at };
  }
  return { ...entry, versions };
}

/**
 * A version with the content of an earlier one is the result of a rollback. If the spec file still
 * contains another version, that is the one that was rolled back, and runs ignore it.
 */
async function withRollback(entry: Entry, { specs }: RecoveryContext): Promise<Entry> {
  const current = entry.versions[entry.version];
  if (entry.file_path === '' || (current?.same_content_as ?? null) === null) return entry;
  const hashesInFile = await specs.modelsIn(entry.file_path);
  if (hashesInFile.some((it) => it === entry.hash)) return entry;
  const from = Object.values(entry.versions).findLast(({ hash }) =>
    hashesInFile.some((it) => it === hash),
  );
  if (from === undefined || from.hash === null) return entry;
  return { ...entry, rolled_back_from: { version: from.version, hash: from.hash } };
}

/** Lists what the replaced registry had and the folders do not contain. */
function listLost({ state }: Loaded, models: ReadonlyMap<string, Entry>): SkippedItem[] {
  return [...state.models.values()].flatMap(({ model_id: id, versions }) => {
    const made = models.get(id);
    if (made === undefined)
      return { path: id, reason: 'the previous registry had it, but its folder has no versions' };
    const gone = Object.keys(versions).filter((it) => !Object.hasOwn(made.versions, it));
    return gone.map((it) => ({ path: id, reason: `the bytes of version ${it} are missing` }));
  });
}

function describeNoArchives({ location: place }: Salvage): RegistryError {
  return new RegistryError(
    'registry-missing',
    `There is no archived source of any model below ${place}, so nothing can be rebuilt.`,
    wording`Run ${operation('run')} to register the specs, or give the location of the output with ${option('output_dir')}.`,
  );
}

export const REBUILD = defineRun({
  run: async (place, { dry_run: isDry, force = false }: RebuildInput) => {
    const mode = isDry === true ? ('dry-run' as const) : ('write' as const);
    const options = { ...place.options, mode };
    const rebuilt = await rebuildRegistry({ ...place, options }, force);
    return { rebuilt, registry: place.store.name };
  },
  present: ({ rebuilt }): RebuildOutput => rebuilt,
  hand: ({ rebuilt }) => rebuilt,
  isWarning: ({ rebuilt }) => rebuilt.not_taken.length > 0,
});

/** The registry made anew from the folders of the models, when no sound state of it is left. */
import type { Diagnostic } from '../../../domain/diagnostics.js';
import { draftDifferences } from '../../../audit/draft.js';
import { RegistryError } from '../../../domain/errors.js';
import type { Entry } from '../../../domain/model.js';
import { userWords } from '../../../domain/persisted.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { operation, option, wording, wordPlainly } from '../../../domain/wording.js';
import { isFolderName, idKey } from '../../../domain/archive-names.js';
import { commit } from '../../../pipeline/commit.js';
import type { Loaded, Salvage } from '../../../store/port.js';
import type { WrittenModel } from '../../../version/plan-model.js';
import { rebuildEntry } from '../../../version/replay-versions.js';
import { createAssessBytes, openSpecFiles } from '../../queries/content.js';
import { defineRun } from '../../operation.js';
import type { RebuildInput, RebuildOutput } from '../../generated/shapes.js';
import { isAboutId } from '../id-findings.js';
import type { Workplace } from '../../workplace.js';
import { maintenanceOf } from '../../workplace.js';
import type { FoundModel, NotTaken, Search, TakenVersion } from './found-model.js';
import { findModel } from './found-model.js';
import { keepSaid } from './keep-said.js';

export type { NotTaken } from './found-model.js';

/** A registry that was made anew, or would be. */
export interface Rebuilt {
  /** In the order of their ids. */
  readonly models: readonly {
    readonly model_id: string;
    readonly version: string;
    readonly versions: readonly string[];
    readonly file_path: string;
  }[];
  /** What could not be taken, and why. */
  readonly not_taken: readonly NotTaken[];
  /** The generation of the new registry; null where nothing was written. */
  readonly generation: number | null;
}

/**
 * Makes the registry anew from the archived sources and the metadata of the models. What is in its
 * place is kept aside. With `mode` other than `write` nothing is written.
 *
 * @param force - also where a sound registry is there
 * @throws RegistryError `registry-sound` where it is not needed; `registry-missing` where there is
 *   nothing to make it from; `registry-unreadable`, `lock-busy`, `output-unwritable`
 */
export async function rebuildRegistry(place: Workplace, force: boolean): Promise<Rebuilt> {
  const { options } = place;
  const maintenance = maintenanceOf(place.store);
  const first = await loadToReplace(place, force);
  if (options.mode !== 'write') return (await plan(place, first)).rebuilt;
  // Before the lock, which would make the folder.
  const salvage = await maintenance.salvage();
  if (salvage.ids.length === 0) throw describeNothing(salvage);
  const load = (): Promise<Loaded> => loadToReplace(place, force);
  const { rebuilt, state } = await commit(
    { ...place, env: quiet(place), seen: undefined, load, durableArchives: true },
    async (loaded) => {
      const planned = await plan(place, loaded);
      const { models } = planned.state;
      const drafts = draftDifferences(loaded.state.models, models, { action: 'rebuild' });
      return { ...planned, changed: true, drafts };
    },
  );
  await maintenance.clearAway();
  return { ...rebuilt, generation: state.generation };
}

/** What is replaced is not told of: nothing of it stays. */
function quiet({ env: { signal } }: Workplace): Pick<Workplace['env'], 'signal'> {
  return signal === undefined ? {} : { signal };
}

/** What is in the registry's place. @throws RegistryError `registry-sound` */
async function loadToReplace({ store }: Workplace, force: boolean): Promise<Loaded> {
  const { loaded, isCorrupt } = await maintenanceOf(store).loadDamaged();
  if (isCorrupt || !loaded.isThere || force) return loaded;
  throw new RegistryError(
    'registry-sound',
    `A sound state of ${store.name} is there (generation ${loaded.state.generation}): it need not be made anew.`,
    wording`${operation('verify', option('repair'))} mends what is damaged; ${option('force')} makes it anew all the same.`,
  );
}

interface Planned {
  readonly rebuilt: Rebuilt;
  readonly state: RegistryState;
  readonly written: WrittenModel[];
}

async function plan(place: Workplace, loaded: Loaded): Promise<Planned> {
  const salvage = await maintenanceOf(place.store).salvage();
  const search: Search = {
    place,
    salvage,
    specs: openSpecFiles(place),
    assess: createAssessBytes(place),
    remnants: await salvage.remnants(),
  };
  const now = place.env.now().toISOString();
  const made = new Map<string, Entry>();
  const files: WrittenModel[] = [];
  const notTaken: NotTaken[] = [];
  const keys = new Map<string, string>();
  const { purged = {} } = loaded.state;
  for (const id of salvage.ids) {
    place.env.signal?.throwIfAborted();
    if (Object.hasOwn(purged, id) && !loaded.state.models.has(id)) {
      notTaken.push({
        path: id,
        reason: wordPlainly(wording`the model was deleted for good; ${operation('gc')} removes it`),
      });
      continue;
    }
    const other = keys.get(idKey(id));
    if (!isFolderName(id) || other !== undefined) {
      const reason =
        other === undefined
          ? 'its name is no id'
          : `its id is that of ${other}, but for letter case`;
      notTaken.push({ path: id, reason });
      continue;
    }
    const found = await findModel(id, search);
    notTaken.push(...found.notTaken);
    const one = await makeEntry(found, search, now);
    if (one === undefined) {
      notTaken.push({ path: id, reason: 'no version of it can be taken' });
      continue;
    }
    keys.set(idKey(id), id);
    made.set(id, one.entry);
    if (one.isStale) files.push(one.written);
  }
  const models = await keepSaid(made, loaded, place);
  const written = files.map((it) => ({ ...it, entry: models.get(it.entry.model_id) ?? it.entry }));
  notTaken.push(...lostOf(loaded, models));
  if (models.size === 0) throw describeNothing(salvage);
  const generation = loaded.state.generation + 1;
  const said = userWords('registry', loaded.state);
  // No number of a model that is gone for good is given again.
  const gone = loaded.state.purged === undefined ? {} : { purged };
  return {
    state: { generation, updatedAt: now, models, ...said, ...gone },
    written,
    rebuilt: {
      models: [...models.values()].map((it) => ({
        model_id: it.model_id,
        version: it.version,
        versions: Object.keys(it.versions),
        file_path: it.file_path,
      })),
      not_taken: notTaken,
      generation: null,
    },
  };
}

interface Made {
  readonly entry: Entry;
  readonly written: WrittenModel;
  /** Its metadata file has to be written. */
  readonly isStale: boolean;
}

async function makeEntry(
  { id, metadata, versions }: FoundModel,
  search: Search,
  now: string,
): Promise<Made | undefined> {
  const [first, ...later] = versions;
  if (first === undefined) return undefined;
  const current = versions.find((it) => it.version === metadata?.version) ?? later.at(-1) ?? first;
  const isOwn = metadata?.version === current.version && metadata.hash === current.accepted.hash;
  const aboutId: Diagnostic[] = isOwn ? metadata.diagnostics.filter(isAboutId) : [];
  const about = { id, current: current.version, aboutId, now };
  const { entry: plain, diagnostics } = rebuildEntry([first, ...later], about);
  const entry = await withRollback(withPacked(plain, versions), search);
  const { accepted, archive } = current;
  return {
    entry,
    written: { entry, accepted, diagnostics, archive },
    isStale: !isOwn || metadata.semantic_hash !== accepted.semanticHash,
  };
}

/** The entry with those of its versions marked whose bytes stand packed. */
function withPacked(entry: Entry, found: readonly TakenVersion[]): Entry {
  const versions = { ...entry.versions };
  for (const { version, archivedAt } of found) {
    const one = versions[version];
    if (one !== undefined && archivedAt !== undefined) {
      versions[version] = { ...one, archived_at: archivedAt };
    }
  }
  return { ...entry, versions };
}

/**
 * A version with the content of an earlier one was rolled back to; where the spec file still holds
 * another of the versions, that is the one that was rolled back, and runs leave it alone.
 */
async function withRollback(entry: Entry, { specs }: Search): Promise<Entry> {
  const current = entry.versions[entry.version];
  if (entry.file_path === '' || (current?.same_content_as ?? null) === null) return entry;
  const held = await specs.modelsIn(entry.file_path);
  if (held.some((it) => it === entry.hash)) return entry;
  const from = Object.values(entry.versions).findLast(({ hash }) => held.some((it) => it === hash));
  if (from === undefined || from.hash === null) return entry;
  return { ...entry, rolled_back_from: { version: from.version, hash: from.hash } };
}

/** What a registry that is replaced by force knew, and the folders do not tell. */
function lostOf({ state }: Loaded, models: ReadonlyMap<string, Entry>): NotTaken[] {
  return [...state.models.values()].flatMap(({ model_id: id, versions }) => {
    const made = models.get(id);
    if (made === undefined)
      return { path: id, reason: 'the registry before had it; its folder tells nothing' };
    const gone = Object.keys(versions).filter((it) => !Object.hasOwn(made.versions, it));
    return gone.map((it) => ({ path: id, reason: `the bytes of version ${it} are not there` }));
  });
}

function describeNothing({ place }: Salvage): RegistryError {
  return new RegistryError(
    'registry-missing',
    `There is no archived source of any model below ${place}: nothing tells what was registered.`,
    wording`Run ${operation('run')} to register the specs, or say where the output is with ${option('output_dir')}.`,
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

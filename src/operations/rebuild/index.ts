/** The registry made anew from the folders of the models, when no sound state of it is left. */
import { join } from 'node:path';
import type { Diagnostic } from '../../domain/diagnostics.js';
import { draftDifferences } from '../../audit/draft.js';
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording, wordPlainly } from '../../domain/wording.js';
import { applyPlan } from '../../pipeline/apply.js';
import { moveAside } from '../../store/file/quarantine.js';
import { moveDamagedAside } from '../../store/file/generations.js';
import { isFolderName } from '../../store/file/layout.js';
import type { LoadedRegistry } from '../../store/file/load.js';
import { loadRegistry } from '../../store/file/load.js';
import { loadCorrupt } from '../../store/file/open-corrupt.js';
import { withLock } from '../../store/file/lock.js';
import { readRemnants } from '../../store/file/salvage.js';
import { listFolder, surveyRegistry } from '../../store/file/inspect-output.js';
import { idKey } from '../../version/model-id.js';
import type { WrittenModel } from '../../version/plan-model.js';
import { retraceEntry } from '../../version/replay-versions.js';
import { createAssessBytes, openSpecFiles } from '../content.js';
import { defineRun } from '../definition.js';
import type { RebuildInput, RebuildOutput } from '../generated/shapes.js';
import { isAboutId } from '../id-findings.js';
import type { Workplace } from '../operation.js';
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

/** How often it is made again because another run was faster. */
const ATTEMPTS = 10;

/**
 * Makes the registry anew from the archived sources and the metadata of the models. What is in its
 * place is kept aside. With `mode` other than `write` nothing is written.
 *
 * @param force - also where a sound registry is there
 * @throws RegistryError `registry-sound` where it is not needed; `registry-missing` where there is
 *   nothing to make it from; `registry-unreadable`, `lock-busy`, `output-unwritable`
 */
export async function rebuildRegistry(place: Workplace, force: boolean): Promise<Rebuilt> {
  const { options, env, layout } = place;
  const first = await loadToReplace(place, force);
  if (options.mode !== 'write') return (await plan(place, first)).rebuilt;
  // Before the lock, which would make the folder.
  if ((await modelFolders(place)).length === 0) throw describeNothing(place);
  const { onNotice, signal } = env;
  const lock = {
    enabled: options.settings.registry_lock,
    timeoutMs: options.lockTimeout * 1000,
    ...(onNotice && { onNotice }),
    ...(signal && { signal }),
  };
  return withLock(layout.registry, lock, async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const loaded = await loadToReplace(place, force);
      const { rebuilt, state, written } = await plan(place, loaded);
      signal?.throwIfAborted();
      const drafts = draftDifferences(loaded.state.models, state.models, { action: 'rebuild' });
      const changes = { state, changed: true, written, drafts };
      const done = await applyPlan(changes, loaded, { ...place, durableArchives: true });
      if (done === undefined) continue;
      await clearAway(place);
      return { ...rebuilt, generation: done.state.generation };
    }
    throw new RegistryError(
      'lock-busy',
      `Other runs changed ${layout.registryShown} each time that it was to be written.`,
      'Wait until they are done, and try again.',
    );
  });
}

/** What is in the registry's place. @throws RegistryError `registry-sound` */
async function loadToReplace({ layout, env }: Workplace, force: boolean): Promise<LoadedRegistry> {
  let loaded: LoadedRegistry;
  try {
    loaded = await loadRegistry(layout, env.now());
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') {
      return loadCorrupt(layout, env.now());
    }
    throw error;
  }
  if (!loaded.isThere || force) return loaded;
  throw new RegistryError(
    'registry-sound',
    `A sound state of ${layout.registryShown} is there (generation ${loaded.state.generation}): it need not be made anew.`,
    wording`${operation('verify', option('repair'))} mends what is damaged; ${option('force')} makes it anew all the same.`,
  );
}

interface Planned {
  readonly rebuilt: Rebuilt;
  readonly state: RegistryState;
  readonly written: WrittenModel[];
}

async function plan(place: Workplace, loaded: LoadedRegistry): Promise<Planned> {
  const search: Search = {
    place,
    specs: openSpecFiles(place),
    assess: createAssessBytes(place),
    remnants: await readRemnants(place.layout),
  };
  const now = place.env.now().toISOString();
  const made = new Map<string, Entry>();
  const files: WrittenModel[] = [];
  const notTaken: NotTaken[] = [];
  const keys = new Map<string, string>();
  const { purged = {} } = loaded.state;
  for (const id of await modelFolders(place)) {
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
  if (models.size === 0) throw describeNothing(place);
  const generation = loaded.state.generation + 1;
  const bare = loaded.state.purged === undefined ? { generation } : { generation, purged };
  return {
    // No number of a model that is gone for good is given again.
    state: { ...bare, updatedAt: now, models },
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

/** The names of the folders that may be those of models. */
async function modelFolders({ layout }: Workplace): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await listFolder(layout.root)) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    const inside = await listFolder(join(layout.root, name));
    if (inside.some((it) => it.name === 'versions' && it.kind === 'folder')) found.push(name);
  }
  return found;
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
  const { entry: plain, diagnostics } = retraceEntry([first, ...later], about);
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
function lostOf({ state }: LoadedRegistry, models: ReadonlyMap<string, Entry>): NotTaken[] {
  return [...state.models.values()].flatMap(({ model_id: id, versions }) => {
    const made = models.get(id);
    if (made === undefined)
      return { path: id, reason: 'the registry before had it; its folder tells nothing' };
    const gone = Object.keys(versions).filter((it) => !Object.hasOwn(made.versions, it));
    return gone.map((it) => ({ path: id, reason: `the bytes of version ${it} are not there` }));
  });
}

/** Moves damaged files out of the way that the new registry has taken the place of. */
async function clearAway({ layout, env }: Workplace): Promise<void> {
  const now = env.now();
  await moveDamagedAside(layout, now);
  const { backup } = await surveyRegistry(layout, now);
  if (backup?.kind === 'damaged') moveAside(layout.backup, layout.backup, now);
}

function describeNothing({ layout }: Workplace): RegistryError {
  return new RegistryError(
    'registry-missing',
    `There is no archived source of any model below ${layout.root}: nothing tells what was registered.`,
    wording`Run ${operation('run')} to register the specs, or say where the output is with ${option('output_dir')}.`,
  );
}

export const REBUILD = defineRun({
  run: async (place, { dry_run: isDry, force = false }: RebuildInput) => {
    const mode = isDry === true ? ('dry-run' as const) : ('write' as const);
    const options = { ...place.options, mode };
    const rebuilt = await rebuildRegistry({ ...place, options }, force);
    return { rebuilt, registry: place.layout.registryShown };
  },
  present: ({ rebuilt }): RebuildOutput => rebuilt,
  hand: ({ rebuilt }) => rebuilt,
  isWarning: ({ rebuilt }) => rebuilt.not_taken.length > 0,
});

import { MEGABYTE } from '../domain/limits.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { withEntries } from '../domain/models.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { dropEvents, keepEvents } from '../store/file/audit-log.js';
import { secureArchives } from '../store/file/archives.js';
import type { Layout } from '../store/file/layout.js';
import type { LoadedRegistry } from '../store/file/load.js';
import {
  prepareRegistry,
  restoreRegistry,
  saveRegistry,
  sweepOutput,
} from '../store/file/registry.js';
import type { WrittenModel } from '../version/plan-model.js';
import { addToLog, openLog, withHead } from './audit.js';
import type { FileWork, Relocation } from './file-work.js';
import { moveArchives, planFileWork, removeReleased } from './file-work.js';
import type { Plan } from '../version/plan.js';
import { bytesOf, writeModel } from './write-model.js';

/** What of a plan is written. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'written' | 'drafts'> & {
  /** The models whose archived files are packed, unpacked or removed as their entries say now. */
  readonly follows?: readonly string[];
};

/** What writing a plan needs besides it. */
export interface ApplyContext {
  readonly options: Pick<StepOptions, 'settings' | 'jobs'>;
  readonly env: Pick<Environment, 'now' | 'actor' | 'onNotice' | 'onProgress' | 'signal'>;
  readonly layout: Layout;
  /** The archives must be on the disk: the bytes of the specs may be nowhere else. */
  readonly durableArchives?: boolean;
}

/**
 * Writes what a plan says: the models' files first, so that the registry never names one that is
 * not there, then the registry, which decides.
 *
 * @param loaded - the registry that the plan was made on
 * @returns the plan with the state that was written; undefined where another run has changed the
 *   registry meanwhile: then it is to be loaded and planned on again
 */
export async function applyPlan<P extends Changes>(
  plan: P,
  loaded: LoadedRegistry,
  context: ApplyContext,
): Promise<P | undefined> {
  const { layout, env, options } = context;
  const { settings } = options;
  const prepare = (state: RegistryState): Buffer =>
    prepareRegistry(layout, state, settings.max_registry_size * MEGABYTE);
  const saving = { now: env.now(), onNotice: env.onNotice, backup: settings.registry_backup };
  const generation = loaded.state.generation + 1;
  const due = plan.changed ? 'commit' : loaded.due;
  // Before anything is written: a registry over the limit leaves all as it is.
  const log = due === 'commit' ? await openLog(layout, loaded, env) : undefined;
  const sealed = log && log.seal(plan.drafts, plan.state);
  const bytes = sealed && prepare({ ...withHead(plan.state, sealed), generation });

  await sweepOutput(
    layout,
    plan.written.map(({ entry }) => entry.model_id),
  );
  await secure(superseded(plan, loaded.state), context);
  const files = planFileWork(loaded.state.models, plan.state.models, plan.follows ?? []);
  const moved = await placeModels(plan, files, context);

  if (moved.length === 0 && bytes === undefined) {
    if (due === 'publish') await restoreRegistry(layout, loaded, saving);
    return plan;
  }
  env.signal?.throwIfAborted();
  const events =
    moved.length === 0 && sealed !== undefined
      ? sealed
      : (log ?? (await openLog(layout, loaded, env))).seal(
          draftsWithSources(plan, moved),
          plan.state,
        );
  const state = { ...withHead(withSources(plan, moved), events), generation };
  const text = moved.length === 0 && bytes !== undefined ? bytes : prepare(state);
  await keepEvents(layout, events);
  let isSaved = false;
  try {
    isSaved = await saveRegistry(layout, loaded, text, saving);
  } finally {
    // Also on a disk that is full, which they would fill.
    if (!isSaved) dropEvents(layout, events);
  }
  if (!isSaved) return undefined;
  await addToLog(layout, events, env);
  await removeReleased(layout, files, generation, env.onNotice);
  return { ...plan, state };
}

/** Writes the files of new versions, and packs and unpacks the archives of old ones. */
async function placeModels(
  { state, written }: Changes,
  { moves }: FileWork,
  context: ApplyContext,
): Promise<Relocation[]> {
  const versionOf = ({ entry }: WrittenModel): VersionEntry | undefined =>
    state.models.get(entry.model_id)?.versions[entry.version];
  const isPacked = (it: WrittenModel): boolean => versionOf(it)?.archived_at !== undefined;
  // Planned in one go, a version may have lost its bytes again.
  const isPlain = (it: WrittenModel): boolean =>
    !isPacked(it) && versionOf(it)?.deleted_at === undefined;
  const relocated = await writeModels(written, isPlain, context);
  // A packed version that is looked at again must not get a second, plain archive.
  const again = written.filter(isPacked).flatMap(({ entry: { model_id: modelId, version } }) => {
    const one = state.models.get(modelId)?.versions[version];
    const isMoving = moves.some((it) => it.modelId === modelId && it.version === version);
    if (isMoving || one === undefined || one.source === null || one.hash === null) return [];
    const { source: path, hash } = one;
    return { modelId, version, from: path, to: path, hash, how: 'pack' as const };
  });
  const all = { moves: [...moves, ...again] };
  if (all.moves.length === 0) return relocated;
  const pending = new Map(written.map((it) => [it.accepted.hash, bytesOf(it)]));
  const moved = await moveArchives(context.layout, all, pending, context.env.signal);
  return [...relocated, ...moved];
}

/** Writes the archives and the metadata of models. */
async function writeModels(
  written: readonly WrittenModel[],
  isPlain: (model: WrittenModel) => boolean,
  { layout, options, env, durableArchives: durable = false }: ApplyContext,
): Promise<Relocation[]> {
  const relocated: Relocation[] = [];
  for (const [index, model] of written.entries()) {
    env.signal?.throwIfAborted();
    const withMetadata = options.settings.extract_metadata;
    const how = { withArchive: isPlain(model), withMetadata, durable };
    const actual = await writeModel(layout, model, how);
    env.onProgress?.({ stage: 'write', done: index + 1, total: written.length });
    if (actual === model.archive) continue;
    const { model_id: modelId, version } = model.entry;
    relocated.push({ modelId, version, planned: model.archive, actual });
  }
  return relocated;
}

/** Makes the archives of models safe whose specs no longer hold their bytes, and tells what is lost. */
export async function secure(
  entries: readonly Entry[],
  { layout, options, env }: ApplyContext,
): Promise<void> {
  for (const lost of await secureArchives(layout, entries, options.jobs)) {
    const what = lost.problem === 'missing' ? 'is missing' : 'holds other bytes';
    env.onNotice?.(
      `The archive ${lost.path} ${what}: the content of version ${lost.version} of ${lost.modelId} is in no other place.`,
    );
  }
}

/** The models, as they were, that get a new version. */
function superseded({ written }: Changes, before: RegistryState): Entry[] {
  return written.flatMap(({ entry }) => {
    const known = before.models.get(entry.model_id);
    return known === undefined || known.version === entry.version ? [] : known;
  });
}

/** The state with the archives where they are: a name that was taken by other bytes stays theirs. */
function withSources({ state, written }: Changes, moved: readonly Relocation[]): RegistryState {
  if (moved.length === 0) return state;
  const ids = new Set(moved.map(({ modelId }) => modelId));
  const entries = [...ids].flatMap((id) => {
    const known = state.models.get(id);
    return known === undefined ? [] : withSource(known, written, moved);
  });
  return { ...state, models: withEntries(state.models, entries) };
}

/** What is told of the changes, with the archives where they are. */
function draftsWithSources(
  { drafts, written }: Changes,
  moved: readonly Relocation[],
): DraftEvent[] {
  return drafts.map((draft) => {
    if ('values' in draft) return draft;
    const [before, after] = [draft.before, draft.after].map(
      (it) => it && withSource(it, written, moved),
    );
    return { ...draft, before, after };
  });
}

function withSource(
  known: Entry,
  written: Changes['written'],
  moved: readonly Relocation[],
): Entry {
  return moved.reduce((entry, { modelId, version, planned, actual }) => {
    const one = entry.model_id === modelId ? entry.versions[version] : undefined;
    // An entry that was changed by hand may name another place.
    const isWritten = written.some(({ entry: it }) => it.versions[version] === one);
    if (one === undefined || (one.source !== planned && !isWritten)) return entry;
    return { ...entry, versions: { ...entry.versions, [version]: { ...one, source: actual } } };
  }, known);
}

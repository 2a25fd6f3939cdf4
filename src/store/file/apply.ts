import { FORMAT, type FreshEvents, type RegistryState } from '../../domain/registry-state.js';
import type { Purged } from '../../audit/purges.js';
import { PURGE } from '../../audit/words.js';
import { RegistryError } from '../../domain/errors.js';
import type { FileBytes } from '../../domain/file-bytes.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { MEGABYTE } from '../../domain/limits.js';
import type { Models } from '../../domain/models.js';
import { discardPendingEvents, savePendingEvents } from './audit-log.js';
import { createModelFolder, secureArchives, writeArchive, writeArtifact } from './archives.js';
import type { LostArchive } from './archives.js';
import { getMetadataPath } from './layout.js';
import { purgingMark, setMark } from './marks.js';
import { writeGitFiles } from './git-files.js';
import type { LoadedRegistry } from './load.js';
import { noteCommitted } from './committed.js';
import {
  noteInView,
  prepareParts,
  restoreRegistry,
  saveRegistry,
  sweepOutput,
} from './registry.js';
import { addToLog, openLog, withHead } from './audit.js';
import { withErrorPath } from '../../files/atomic.js';
import { givenBy, type Given } from '../../files/permissions.js';
import { noteEvents } from './sealed-last.js';
import { findLost, listReleased, moveArchives, removeReleased } from './file-work.js';
import type { Output } from './output.js';
import { createOutput } from './shared-output.js';
import { writeMissing } from './write-missing.js';
import { planFileWork, type FileWork } from '../planned-bytes.js';
import type { Changes, NewVersion } from '../port.js';
import { draftsWithSources, withSources, type Relocation } from '../relocations.js';

/** How to write changes. */
interface ApplyContext extends Output {
  /** The archives must be durable, since the bytes of the specs may be stored nowhere else. */
  readonly durable: boolean;
}

/** What the output gives to new files and folders, which is looked up once. */
interface WriteContext extends ApplyContext {
  readonly given: Given;
}

/**
 * Writes changes, as `commit` of the port: first the models' files, so that the registry never refers to
 * a missing file, then the registry itself, which is the commit.
 */
export async function applyChanges(
  changes: Changes,
  loaded: LoadedRegistry,
  context: ApplyContext,
): Promise<RegistryState | 'overtaken'> {
  // The same changes may have renamed or purged a model that they registered.
  const isThere = ({ entry }: NewVersion): boolean => changes.state.models.has(entry.model_id);
  const plan = { ...changes, written: changes.written.filter(isThere) };
  const { layout, env, options } = context;
  const { settings } = options;
  if (changes.replaces === true && !isNewestGeneration(loaded)) {
    // No generation has what is in view, so that becomes one first.
    const present = { state: loaded.state, changed: true, written: [], drafts: [] };
    await applyChanges(present, loaded, context);
    return 'overtaken';
  }
  const prepare = (state: RegistryState): FileBytes =>
    prepareParts(layout, state, settings.max_registry_size * MEGABYTE);
  const { replaces } = changes;
  const backup = settings.registry_backup;
  const saving = { now: env.now(), onNotice: env.onNotice, backup, replaces };
  const generation = loaded.state.generation + 1;
  const { isOldFormat = false } = loaded;
  const due = plan.changed || isOldFormat ? 'commit' : loaded.due;
  // Before anything is written, so that a registry over the limit changes nothing.
  const seal = due === 'commit' ? await openLog(layout, loaded, env) : undefined;
  const sealed = seal?.(plan.drafts, plan.state);
  const bytes = sealed && prepare({ ...withHead(plan.state, sealed), generation });

  const given = withErrorPath(layout.root, () => {
    createOutput(layout);
    return givenBy(layout.root);
  });
  if (!loaded.isThere) await writeGitFiles(layout);
  // A move that was killed may have left something in the folder of any model.
  const swept = isOldFormat
    ? [...plan.state.models.keys()]
    : plan.written.map(({ entry }) => entry.model_id);
  await sweepOutput({ layout, env }, swept);
  await secure(findSuperseded(plan, loaded.state), context);
  const files = planFileWork(loaded.state.models, plan.state.models, plan.follows ?? []);
  if (isOldFormat) {
    const { moveMetadata } = await import('./old-format.js');
    await moveMetadata(context, plan.state.models);
  }
  const moved = await writeModelFiles(plan, files, { ...context, given });

  if (moved.length === 0 && bytes === undefined) {
    if (due === 'publish') await restoreRegistry(layout, loaded, saving);
    noteInView(layout, loaded);
    return plan.state;
  }
  env.signal?.throwIfAborted();
  const sealMoved = async (): Promise<FreshEvents> => {
    const sealNow = seal ?? (await openLog(layout, loaded, env));
    return sealNow(draftsWithSources(plan, moved), plan.state);
  };
  const events = moved.length === 0 && sealed !== undefined ? sealed : await sealMoved();
  const state = { ...withHead(withSources(plan, moved), events), generation };
  const text = moved.length === 0 && bytes !== undefined ? bytes : prepare(state);
  await savePendingEvents(layout, events);
  const purged = findPurged(plan, loaded.state.models);
  if (purged.size > 0) setMark(layout, purgingMark(generation));
  const released = await listReleased(layout, files);
  let isSaved = false;
  try {
    isSaved = await saveRegistry(layout, loaded, text, saving);
  } finally {
    // Also on a full disk, to free their space.
    if (!isSaved) discardPendingEvents(layout, events);
  }
  if (!isSaved) return 'overtaken';
  noteEvents(layout, events);
  const isPurge = purged.size > 0 || loaded.purging.length > 0;
  // Before anything else is waited for: whoever asks meanwhile would read the whole again.
  if (!isPurge && replaces !== true) noteCommitted(layout, loaded, state, text);
  if (isOldFormat)
    env.onNotice?.(`${layout.registryShown} is now in format ${FORMAT}; it was in an older one.`);
  await addToLog(layout, events, env);
  await writeMissing({ ...plan, state }, loaded.state, context);
  await removeReleased(context, released, files.needed, state, purged);
  if (isPurge) {
    const { finishPurges, scrubStates } = await import('./scrub.js');
    const gone = [...purged.keys()].filter((id) => !state.models.has(id));
    if (loaded.purging.length === 0) await scrubStates(context, state, gone);
    else await withNotice(finishPurges(context, state, gone), env);
  }
  return state;
}

/** Tells why what others left could not be finished: this commit is done all the same. */
async function withNotice(work: Promise<unknown>, { onNotice }: Output['env']): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    onNotice?.(`Something that was deleted for good may still be there: ${error.message}`);
  }
}

/** What is deleted for good on purpose. */
function findPurged({ drafts, state }: Pick<Changes, 'drafts' | 'state'>, before: Models): Purged {
  const ids = drafts.flatMap((it) => (it.action === PURGE ? (it.modelId ?? []) : []));
  return new Map(ids.map((id) => [id, findLost(before.get(id), state.models.get(id))]));
}

function isNewestGeneration({ replaces, due, generations }: LoadedRegistry): boolean {
  return replaces === undefined && due !== 'commit' && generations.length > 0;
}

/** Writes the files of new versions, and packs and unpacks the archives of old ones. */
async function writeModelFiles(
  { state, written }: Changes,
  { moves }: FileWork,
  context: WriteContext,
): Promise<Relocation[]> {
  const versionOf = ({ entry }: NewVersion): VersionEntry | undefined =>
    state.models.get(entry.model_id)?.versions[entry.version];
  const isPacked = (it: NewVersion): boolean => versionOf(it)?.archived_at !== undefined;
  // The same plan may have deleted the bytes of a new version already.
  const isPlain = (it: NewVersion): boolean =>
    !isPacked(it) && versionOf(it)?.deleted_at === undefined;
  const relocated = await writeVersions(written, isPlain, context);
  // A packed version that is written again must not get a second, unpacked archive.
  const unmoved = written.filter(isPacked).flatMap(({ entry: { model_id: modelId, version } }) => {
    const one = state.models.get(modelId)?.versions[version];
    const isMoving = moves.some((it) => it.modelId === modelId && it.version === version);
    if (isMoving || one === undefined || one.source === null || one.hash === null) return [];
    const { source: path, hash } = one;
    return { modelId, version, from: path, to: path, hash, how: 'pack' as const };
  });
  const all = { moves: [...moves, ...unmoved] };
  if (all.moves.length === 0) return relocated;
  const moving = new Set(all.moves.map(({ hash }) => hash));
  const pending = new Map(
    written.filter(({ hash }) => moving.has(hash)).map((it) => [it.hash, it.contents().bytes]),
  );
  const moved = await moveArchives(context.layout, all, pending, context.env.signal);
  return [...relocated, ...moved];
}

/** Writes the archives and the metadata of models. */
async function writeVersions(
  written: readonly NewVersion[],
  isPlain: (version: NewVersion) => boolean,
  context: WriteContext,
): Promise<Relocation[]> {
  const { env } = context;
  const relocated: Relocation[] = [];
  for (const [index, one] of written.entries()) {
    env.signal?.throwIfAborted();
    const actual = await writeVersion(one, isPlain(one), context);
    env.onProgress?.({ stage: 'write', done: index + 1, total: written.length });
    if (actual === one.archive) continue;
    const { model_id: modelId, version } = one.entry;
    relocated.push({ modelId, version, planned: one.archive, actual });
  }
  return relocated;
}

/**
 * Writes the metadata of a new version and, unless it is packed or deleted, its archive.
 *
 * @returns the path of its archive, which differs from the planned one if that name was taken
 */
async function writeVersion(
  { entry: { model_id: id }, archive, contents }: NewVersion,
  withArchive: boolean,
  { layout, options, durable, given }: WriteContext,
): Promise<string> {
  const { bytes, metadata } = contents();
  // The shortcut for new folders does not sync them, which durable writes require.
  const isNew = withArchive && !durable && (await createModelFolder(layout, id, given));
  const known = { isNew, ...(isNew && { given }) };
  const placed = withArchive
    ? await writeArchive(layout, { path: archive, data: bytes }, { durable, ...known })
    : archive;
  if (options.settings.extract_metadata && metadata !== undefined) {
    await writeArtifact(layout, { path: getMetadataPath(id), data: metadata() }, known);
  }
  return placed;
}

/** Makes archives durable if the specs no longer contain their bytes, and reports what is lost. */
export async function secure(
  entries: readonly Entry[],
  { layout, options, env }: Output,
): Promise<void> {
  for (const lost of await secureArchives(layout, entries, options.jobs)) {
    const what = LOSSES[lost.problem];
    env.onNotice?.(
      `The archive ${lost.path} ${what}: the content of version ${lost.version} of ${lost.modelId} is not stored anywhere else.`,
    );
  }
}

const LOSSES: Readonly<Record<LostArchive['problem'], string>> = {
  missing: 'is missing',
  changed: 'has other bytes',
  refused: 'is not a plain file',
};

/** Returns the previous entries of models that get a new version. */
function findSuperseded({ written }: Changes, before: RegistryState): Entry[] {
  return written.flatMap(({ entry }) => {
    const known = before.models.get(entry.model_id);
    return known === undefined || known.version === entry.version ? [] : known;
  });
}

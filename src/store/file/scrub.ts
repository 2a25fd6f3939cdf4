/**
 * Takes models that were deleted for good out of the states that are kept beside the registry, and finishes
 * deletions that were cut short.
 */
import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { findPurged, listPurgedModels } from '../../audit/purges.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { isKept } from '../../domain/packed.js';
import { errorCode } from '../../domain/errors.js';
import { withSlashes } from '../../domain/paths.js';
import { writeAtomic } from '../../files/atomic.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { readAuditLog } from './audit-log.js';
import { classifyRegistry } from './classify-registry.js';
import { planFileWork } from '../planned-bytes.js';
import { findLost, listReleased, removeReleased, type Released } from './file-work.js';
import { listWithMarks, readGeneration, rewriteGeneration } from './generations.js';
import { pathOfGeneration } from './generation-names.js';
import { getSize } from './find.js';
import { removeIndexFiles } from './index-files.js';
import { getShownPath, listNotes, type Layout } from './layout.js';
import { purgingMark, removeMark } from './marks.js';
import { readReplaced } from './needs.js';
import { noneIfRefused, readFile } from './open-file.js';
import type { Output } from './output.js';
import type { ListedFile, ModelFolder } from './removal.js';
import { emitRegistry } from './registry-text.js';
import { findJoined, findUnwanted } from './split-joined.js';
import { createLostSearch } from './unclaimed.js';

/** A state beside the registry, and how to replace its text. */
interface KeptFile {
  readonly path: string;
  readonly state: RegistryState;
  readonly write: (text: Buffer) => Promise<void>;
}

/** Reads the sound generations before a state, and the backup, one by one: all would take much memory. */
async function* readKept(
  { layout, env }: Pick<Output, 'layout' | 'env'>,
  { generation }: RegistryState,
): AsyncGenerator<KeptFile> {
  const read = async (bytes: Buffer | undefined): Promise<RegistryState | undefined> => {
    const judged = bytes && (await classifyRegistry(bytes, env.now()));
    return judged?.kind === 'sound' ? judged.state : undefined;
  };
  for (const number of listWithMarks(layout).generations.filter((it) => it < generation)) {
    const state = await read(readGeneration(layout, number));
    const path = getShownPath(layout, pathOfGeneration(layout, number));
    if (state === undefined) continue;
    yield { path, state, write: async (text) => rewriteGeneration(layout, number, text) };
  }
  const { backup } = layout;
  const state = await read(await readFile(layout, backup, 'registry').catch(noneIfRefused));
  if (state === undefined) return;
  const write = async (text: Buffer): Promise<void> => writeAtomic(backup, text, { durable: true });
  yield { path: getShownPath(layout, backup), state, write };
}

/**
 * Takes models out of the earlier generations and the backup, once the commit is done that deleted them:
 * some of those stay for long. A state keeps its number, and what it says of other models. States that cannot
 * be rewritten are reported, and keep their mark.
 *
 * @param state - the committed one; also what it has deleted for good before is taken out
 * @param ids - models that it deleted
 * @returns the paths of what was rewritten
 */
export async function scrubStates(
  output: Pick<Output, 'layout' | 'env'>,
  state: RegistryState,
  ids: readonly string[],
): Promise<string[]> {
  const rewritten: string[] = [];
  let isDone = true;
  for await (const { path, state: kept, write } of readKept(output, state)) {
    const found = ids.filter((id) => kept.models.has(id));
    const gone = [...new Set([...found, ...listPurgedModels(kept.models, state)])];
    if (gone.length === 0) continue;
    const numbers = Object.entries(state.purged ?? {}).filter(([id]) => gone.includes(id));
    const purged = { ...kept.purged, ...Object.fromEntries(numbers) };
    try {
      await write(emitRegistry({ ...kept, models: withEntries(kept.models, [], gone), purged }));
      rewritten.push(path);
    } catch (error) {
      isDone = false;
      const why = errorCode(error) ?? 'it failed';
      output.env.onNotice?.(`Not removed from ${path}: ${gone.join(', ')} (${why}).`);
    }
  }
  const { layout } = output;
  const due = listWithMarks(layout).marks.purging.filter((it) => it <= state.generation);
  const areCachesGone = due.length + rewritten.length === 0 || removeCaches(output);
  if (isDone && areCachesGone) for (const it of due) removeMark(layout, purgingMark(it));
  return rewritten;
}

/** Removes the caches, which may contain a purged model and are made again. @returns whether they are gone */
function removeCaches({ layout, env }: Pick<Output, 'layout' | 'env'>): boolean {
  let isDone = true;
  for (const path of [layout.searchIndex, ...listNotes(layout)]) {
    try {
      // A folder with that name is none of ours.
      if (lstatIfPresent(path)?.isDirectory() === false) rmSync(path, { force: true });
    } catch (error) {
      isDone = false;
      env.onNotice?.(
        `Not removed: ${withSlashes(relative(layout.root, path))} (${errorCode(error) ?? 'it failed'}).`,
      );
    }
  }
  try {
    removeIndexFiles(layout);
  } catch (error) {
    isDone = false;
    env.onNotice?.(`Not removed: the index files (${errorCode(error) ?? 'it failed'}).`);
  }
  return isDone;
}

/**
 * Finishes deletions for good that were cut short after their commit: removes the files that are left, and
 * takes the models out of the states that are kept.
 *
 * @param state - the newest committed one
 * @param ids - models that it deleted
 * @returns the paths of the states that were rewritten
 * @throws RegistryError `registry-unreadable`
 */
export async function finishPurges(
  output: Output,
  state: RegistryState,
  ids: readonly string[] = [],
): Promise<string[]> {
  const { left } = await findLeft(output, state);
  if (left.size > 0) {
    const files = planFileWork(left, state.models, [...left.keys()]);
    const released = await withoutLost(output, state, await listReleased(output.layout, files));
    const purged = new Map([...left].map(([id, it]) => [id, findLost(it, state.models.get(id))]));
    await removeReleased(output, released, files.needed, state, purged);
  }
  return scrubStates(output, state, ids);
}

/** Leaves out the files with the only bytes of an archive that a version needs and that is missing or damaged. */
async function withoutLost(
  output: Output,
  state: RegistryState,
  released: Released,
): Promise<Released> {
  const { layout } = output;
  const states = [state.models, ...(await readReplaced(output, { state }))];
  const search = createLostSearch(layout, states);
  const free = async (files: readonly ListedFile[]): Promise<ListedFile[]> => {
    const found: ListedFile[] = [];
    for (const one of files) if ((await search(one.path)) === undefined) found.push(one);
    return found;
  };
  const folders: ModelFolder[] = [];
  for (const folder of released.folders) {
    const ours = await free(folder.ours);
    const left = folder.ours.filter((it) => !ours.includes(it)).map(({ path }) => path);
    folders.push({ ...folder, ours, others: [...folder.others, ...left] });
  }
  return { ...released, files: await free(released.files), folders };
}

/** Names what `finishPurges` would remove, such as `agent` or `agent@1.0.0`. */
export async function listUnfinished(output: Output, state: RegistryState): Promise<string[]> {
  const { layout } = output;
  const { left, whole } = await findLeft(output, state);
  const { remove } = planFileWork(left, state.models, [...left.keys()]);
  const names = new Set(whole);
  for (const [id, { versions }] of left) {
    for (const { version, source } of Object.values(versions)) {
      if (whole.has(id) || source === null || !remove.includes(source)) continue;
      if (await hasBytes(layout, source)) names.add(`${id}@${version}`);
    }
  }
  return [...names].toSorted(byCodeUnit);
}

/** Whether a file has the bytes of a version, alone or beside those of others. */
async function hasBytes(layout: Layout, source: string): Promise<boolean> {
  if (getSize(layout, source) !== undefined) return true;
  for (const path of findJoined(layout, [source])) {
    if ((await findUnwanted(layout, path, async (it) => it !== source)) !== undefined) return true;
  }
  return false;
}

/** What kept states still have that was deleted for good. */
interface Left {
  /** With the versions that were, by id. */
  readonly left: ReadonlyMap<string, Entry>;
  /** The models that were deleted as a whole. */
  readonly whole: ReadonlySet<string>;
}

async function findLeft(
  { layout, env }: Pick<Output, 'layout' | 'env'>,
  state: RegistryState,
): Promise<Left> {
  const left = new Map<string, Entry>();
  const whole = new Set<string>();
  let log: Promise<Uint8Array> | undefined;
  const readLog = (): Promise<Uint8Array> => (log ??= readAuditLog(layout, state.audit));
  for await (const { state: kept } of readKept({ layout, env }, state)) {
    for (const [id, hashes] of await findPurged(kept.models, state, readLog)) {
      const then = kept.models.get(id);
      if (hashes === 'all') {
        addTo(left, then, () => true);
        whole.add(id);
        // The folder of a former id may have what the model still needs.
      } else if (state.models.has(id)) addTo(left, then, (it) => hashes.has(it.hash ?? ''));
    }
  }
  return { left, whole };
}

function addTo(
  left: Map<string, Entry>,
  entry: Entry | undefined,
  isGone: (version: VersionEntry) => boolean,
): void {
  if (entry === undefined) return;
  const gone = Object.values(entry.versions).filter((it) => isGone(it) && isKept(it));
  const known = left.get(entry.model_id)?.versions;
  const versions = { ...Object.fromEntries(gone.map((it) => [it.version, it])), ...known };
  left.set(entry.model_id, { ...entry, versions });
}

/**
 * Merges a file of a registry's output three ways, as git asks a merge driver to: the registry, its audit
 * log, an archive, or a file that can be made again.
 */
import { resolve } from 'node:path';
import { hasMarks } from '../../../domain/conflict-marks.js';
import { RegistryError } from '../../../domain/errors.js';
import { isObject, isAlike } from '../../../domain/json.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { truncate } from '../../../domain/lists.js';
import type { Entry } from '../../../domain/model.js';
import { byCodeUnit } from '../../../domain/order.js';
import { plural } from '../../../domain/plural.js';
import { SPEC_ENDING } from '../../../domain/spec.js';
import { option, wording } from '../../../domain/wording.js';
import { withErrorPathAsync, writeAtomic } from '../../../files/atomic.js';
import { readUpTo } from '../../../files/hash-file.js';
import type { Conflict, Side } from '../../../merge/index.js';
import { continues } from '../../../version/rename.js';
import type { MergeInput, MergeOutput } from '../../generated/shapes.js';
import { fileLimitsOf } from '../../../store/registry-file.js';
import { defineRun } from '../../operation.js';
import type { Workplace } from '../../workplace.js';
import { findKind, mergeFiles, type Files, type MergedFile } from './files.js';
import { markDifferences, markWhole } from './marks.js';

/** What was merged. */
export interface MergeResult {
  readonly kind: MergeOutput['kind'];
  readonly path: string;
  readonly notes: readonly string[];
}

/**
 * Merges two versions of a file over the one that both come from, and writes the result over ours, or
 * where `into` says. If both sides changed the same in ways that exclude each other, the result has both
 * between conflict marks.
 *
 * @throws RegistryError `merge-conflict`; `registry-unreadable` and `value-refused` for files that cannot be
 *   merged: nothing has changed then, and {@link markFailed} marks a file that git merges
 */
async function mergeInto(place: Workplace, input: MergeInput): Promise<MergeResult> {
  const { path = input.ours, prefer } = input;
  const files = await readFiles(place, input);
  const kind = findKind(path);
  if (kind === 'registry' && SPEC_ENDING.test(path)) throw describeSpec(path);
  const merged = await mergeFiles(kind, files, prefer, place.env.now());
  if (kind === 'archive') refuseTooLarge(path, merged.bytes, place.options);
  const { conflicts, notes } = merged;
  const isApart = conflicts.length > 0 && prefer === undefined;
  await write(place.env.cwd, input, isApart ? await markApart(kind, files, place) : merged.bytes);
  if (isApart) throw describeConflicts(path, conflicts);
  return { kind, path, notes };
}

function describeSpec(path: string): RegistryError {
  return new RegistryError(
    'value-refused',
    `${path} is a spec and no part of a registry`,
    'Merge it as text. To settle a registry alone, name its folder behind git mergetool.',
  );
}

/** Refuses to join more than can be read again, which would lose the bytes of all. */
function refuseTooLarge(
  path: string,
  { length }: Buffer,
  { settings }: Workplace['options'],
): void {
  const { bytes, name } = fileLimitsOf(settings).joined;
  if (length <= bytes) return;
  throw new RegistryError(
    'merge-conflict',
    `${path} would have ${length} bytes with those of both sides, and the limit ${name} is ${bytes}`,
    'Raise max_file_size in the settings, and merge again.',
  );
}

/**
 * Puts both versions of a file that git merges (`path`) between marks if it has none, so that nobody takes
 * one of them for the merge. A side that cannot be read is left empty; git still has it.
 *
 * Never throws, since the error that led here is the one to report.
 */
export async function markFailed(cwd: string, input: MergeInput): Promise<void> {
  const { path, ours, theirs, into = ours } = input;
  if (path === undefined) return;
  const read = async (shown: string): Promise<Buffer> =>
    (await readUpTo(resolve(cwd, shown), shown, MARKED_BYTES).catch(() => undefined)) ??
    Buffer.alloc(0);
  if (hasMarks(await read(into))) return;
  const marked = markWhole(await read(ours), await read(theirs));
  await write(cwd, input, marked).catch(() => undefined);
}

/** What nobody could edit is not marked, but left to git. */
const MARKED_BYTES = 1024 * MEGABYTE;

async function markApart(
  kind: MergeOutput['kind'],
  files: Files,
  { env }: Workplace,
): Promise<Buffer> {
  const take = async (prefer: 'ours' | 'theirs'): Promise<MergedFile> =>
    mergeFiles(kind, files, prefer, env.now());
  return markDifferences((await take('ours')).bytes, (await take('theirs')).bytes);
}

async function readFiles(place: Workplace, { base, ours, theirs }: MergeInput): Promise<Files> {
  const { settings } = place.options;
  // A log grows for longer than a registry.
  const limit = Math.max(settings.max_registry_size, 1024) * MEGABYTE;
  const read = async (shown: string): Promise<Buffer> => {
    const bytes = await readUpTo(resolve(place.env.cwd, shown), shown, limit);
    if (bytes !== undefined) return bytes;
    throw new RegistryError('value-refused', `there is no file ${shown}`, HINT);
  };
  return {
    base: { shown: base, bytes: await read(base) },
    ours: { shown: ours, bytes: await read(ours) },
    theirs: { shown: theirs, bytes: await read(theirs) },
  };
}

const HINT =
  'Name three versions of one file; the first may be empty if the others have none in common.';

async function write(cwd: string, { into, ours }: MergeInput, bytes: Buffer): Promise<void> {
  const path = resolve(cwd, into ?? ours);
  await withErrorPathAsync(path, () => writeAtomic(path, bytes, { durable: true }));
}

const MAX_SHOWN = 60;

function describeConflicts(path: string, conflicts: readonly Conflict[]): RegistryError {
  const all = conflicts.map(describeConflict).join('; ');
  return new RegistryError(
    'merge-conflict',
    `${path}: ${plural(conflicts.length, 'conflict')}: ${all}`,
    wording`Take one side with ${option('prefer', 'ours')} or ${option('prefer', 'theirs')}, in git with "git mergetool -t gnn-registry-ours" or "-t gnn-registry-theirs"; or undo the merge, make both sides agree, and merge again.`,
  );
}

function describeConflict(conflict: Conflict): string {
  const { model_id: id, field, base, joined } = conflict;
  const what = [field, id === null ? 'of the registry' : field === '' ? id : `of ${id}`];
  const isTold = base === undefined || isEntry(base) || isLong(base);
  const was = isTold ? '' : `, was ${show(base, undefined)}`;
  const tell = (side: Side): string =>
    conflict[side] === undefined ? (joined ?? 'gone') : show(conflict[side], base);
  return `${what.filter((it) => it !== '').join(' ')} is ${tell('ours')} in ours and ${tell('theirs')} in theirs${was}`;
}

function show(value: unknown, base: unknown): string {
  if (isEntry(value)) return isEntry(base) ? describeChange(value, base) : 'there';
  if (isLong(value) && isObject(base)) return describeKeys(value, base);
  return truncate(typeof value === 'string' ? value : JSON.stringify(value), MAX_SHOWN);
}

/** Whether a value is an object of which nobody would read all, such as the record of a version. */
function isLong(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && JSON.stringify(value).length > MAX_SHOWN;
}

function describeKeys(
  value: Readonly<Record<string, unknown>>,
  base: Readonly<Record<string, unknown>>,
): string {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(value)])];
  const changed = keys.filter((key) => !isAlike(value[key], base[key]));
  return changed.length === 0
    ? 'as before'
    : `changed (${changed.toSorted(byCodeUnit).join(', ')})`;
}

function isEntry(value: unknown): value is Entry {
  return isObject(value) && 'model_id' in value && 'versions' in value;
}

function describeChange(entry: Entry, before: Entry): string {
  if (isAlike(entry, before)) return 'as before';
  if (!continues(before, entry)) return 'another model';
  const former = entry.former_ids?.at(-1);
  const isRenamed = former !== undefined && before.former_ids?.includes(former) !== true;
  return isRenamed ? `renamed from ${former}` : 'changed';
}

export const MERGE = defineRun({
  run: mergeInto,
  present: ({ kind, path, notes }: MergeResult): MergeOutput => ({ kind, path, notes: [...notes] }),
  notices: ({ notes }) => notes,
});

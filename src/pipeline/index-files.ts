/**
 * Keeps the files that other programs read instead of the registry: an index of the models, their versions,
 * what they consist of, and statistics. They can be made of the registry at any time. A large registry is
 * spread over many files, of which a change replaces only those that have the models in question.
 */
import {
  countFindings,
  listNames,
  NO_CONTENTS,
  type IndexedContents,
} from '../domain/indexed-contents.js';
import { own, parseJson } from '../domain/json.js';
import { groupBy } from '../domain/lists.js';
import type {
  Entry,
  IndexedModel,
  IndexedRegistry,
  ModelCounts,
  ModelIndex,
  RegistryStatistics,
} from '../domain/model.js';
import { memoize } from '../domain/memoize.js';
import { changedIds } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import type { RegistryState } from '../domain/registry-state.js';
import {
  countDigits,
  describePart,
  emitPart,
  emitRoots,
  layOut,
  listShards,
  shardOf,
  shardPath,
  SPREAD,
  toStatistics,
  type IndexedPart,
  type WrittenPart,
} from '../emit/indexes/files.js';
import { isOfSameContent, toIndexedModel } from '../emit/indexes/rows.js';
import { emitSummaryPage } from '../emit/indexes/summary-page.js';
import type { IndexFiles, Store } from '../store/port.js';
import type { Changes } from './apply.js';

/** What the files are made with. */
interface IndexPlace {
  readonly files: IndexFiles;
  readonly store: Pick<Store, 'metadata'>;
  readonly state: RegistryState;
  /** The models whose contents are still at hand. */
  readonly written: Changes['written'];
}

/** The index as it is stored. */
interface StoredIndex {
  readonly index: ModelIndex;
  readonly statistics: RegistryStatistics;
  readonly digits: number;
  /** Reads what is stored of the models of a shard; undefined if it is not there or not sound. */
  readonly readPart: (shard: string) => Promise<ModelIndex | undefined>;
}

/** The states whose files this process has written. */
const INDEXED = new WeakSet<RegistryState>();

/** Returns what a spec has. */
type ContentsOf = (entry: Entry) => Promise<IndexedContents>;

/**
 * Updates the index files after a commit, if they were those of the state before: others are left to the
 * next run.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function updateIndexFiles(place: IndexPlace, base: RegistryState): Promise<void> {
  const stored = await readStored(place.files);
  if (stored === undefined || !isOf(stored.index, base)) return;
  const { models } = place.state;
  const { digits } = stored;
  if (digits !== countDigits(models.size)) return writeAll(place, stored);
  const changed: ReadonlyMap<string, readonly string[]> = groupBy(
    changedIds(base.models, models),
    (id) => shardOf(id, digits),
  );
  const contentsOf = createContents(place, stored);
  const parts = new Map<string, IndexedPart>();
  // A small registry is one part, which also names the state.
  const due = digits === 0 ? [['', changed.get('') ?? []] as const] : changed;
  for (const [shard, ids] of due) {
    const old = await stored.readPart(shard);
    if (old === undefined) return writeAll(place, stored);
    const all = new Set([...Object.keys(old.models), ...old.deleted_models, ...ids]);
    const part = await makePart(place, shard, all, contentsOf);
    await writePart(place, part);
    parts.set(shard, part);
  }
  const { counts, shards } = stored.statistics;
  const list = listShards(digits).map((shard): WrittenPart => {
    const part = parts.get(shard);
    return part === undefined
      ? { shard, counts: own(shards, shard) ?? counts }
      : describePart(part);
  });
  await writeRoots(place, list, parts.get(''));
}

/**
 * Makes the index files of a registry, unless they are there.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function makeIndexFiles(place: IndexPlace): Promise<void> {
  if (INDEXED.has(place.state)) return;
  const stored = await readStored(place.files);
  if (stored === undefined || !isOf(stored.index, place.state)) await writeAll(place, stored);
}

async function writeAll(place: IndexPlace, stored: StoredIndex | undefined): Promise<void> {
  const { models } = place.state;
  const digits = countDigits(models.size);
  const byShard = groupBy(models.keys(), (id) => shardOf(id, digits));
  const contentsOf = createContents(place, stored);
  const written: WrittenPart[] = [];
  let whole: IndexedPart | undefined;
  for (const shard of listShards(digits)) {
    const part = await makePart(place, shard, byShard.get(shard) ?? [], contentsOf);
    await writePart(place, part);
    written.push(describePart(part));
    if (digits === 0) whole = part;
  }
  await writeRoots(place, written, whole);
  removeOldShards(place.files, stored?.digits ?? 0, digits);
}

async function makePart(
  { state }: IndexPlace,
  shard: string,
  ids: Iterable<string>,
  contentsOf: ContentsOf,
): Promise<IndexedPart> {
  const entries = [...ids].toSorted(byCodeUnit).flatMap((id) => state.models.get(id) ?? []);
  const rows: IndexedModel[] = [];
  for (const entry of entries) {
    if (entry.status !== 'deleted') rows.push(toIndexedModel(entry, await contentsOf(entry)));
  }
  return { shard, rows, entries };
}

/** Returns what a spec has: from the run that read it, else from what is stored, else from its metadata. */
function createContents(
  { store, written }: IndexPlace,
  stored: StoredIndex | undefined,
): ContentsOf {
  const read = new Map(written.map((it) => [it.entry.model_id, it]));
  return async (entry) => {
    const { model_id: id, hash } = entry;
    const one = read.get(id);
    if (one !== undefined && 'accepted' in one && one.entry.hash === hash) {
      return { ...one.accepted.facts.names, findings: countFindings(one.diagnostics) };
    }
    const old = stored && (await stored.readPart(shardOf(id, stored.digits)));
    const row = old && own(old.models, id);
    if (row !== undefined && isOfSameContent(row, entry)) return row;
    const metadata = await store.metadata(id);
    if (metadata === undefined) return NO_CONTENTS;
    return { ...listNames(metadata), findings: countFindings(metadata.diagnostics) };
  };
}

/** Writes the files of a part of a large registry. */
async function writePart({ files }: IndexPlace, part: IndexedPart): Promise<void> {
  const { shard } = part;
  if (shard === '') return;
  const texts = emitPart(part, null);
  for (const of of SPREAD) await files.write(shardPath(of, shard, files.prefix), texts[of]);
}

/**
 * Writes the files that name the parts; in a small registry, they have its models.
 *
 * @param whole - the only part of a small registry
 */
async function writeRoots(
  { files, state }: IndexPlace,
  parts: readonly WrittenPart[],
  whole: IndexedPart | undefined,
): Promise<void> {
  const { prefix } = files;
  const statistics = toStatistics(parts);
  const registry = toIndexedRegistry(state, statistics.counts.models);
  const texts = whole ? emitPart(whole, registry) : emitRoots(parts, registry, prefix);
  await files.write(`${prefix}registry_statistics.json`, layOut(statistics));
  await files.write(`${prefix}registry_summary.md`, emitSummaryPage(statistics, registry));
  // That of the models comes last: it tells that the others are complete.
  for (const of of SPREAD.toReversed()) await files.write(shardPath(of, '', prefix), texts[of]);
  INDEXED.add(state);
}

function removeOldShards(files: IndexFiles, before: number, now: number): void {
  if (before === now || before === 0) return;
  for (const shard of listShards(before)) {
    for (const of of SPREAD) files.remove(shardPath(of, shard, files.prefix));
  }
}

function toIndexedRegistry(
  { generation, audit, updatedAt }: RegistryState,
  models: number,
): IndexedRegistry {
  return { generation, event: audit?.hash ?? null, updated_at: updatedAt, models };
}

/** Whether an index is that of a state: branches may have states of the same number. */
function isOf({ registry }: ModelIndex, { generation, audit }: RegistryState): boolean {
  return registry?.generation === generation && registry.event === (audit?.hash ?? null);
}

async function readStored(files: IndexFiles): Promise<StoredIndex | undefined> {
  const index = await readIndex(files, '');
  if (index === undefined) return undefined;
  const statistics = await readStatistics(files);
  if (statistics === undefined) return undefined;
  const count = Math.max(1, index.shards.length);
  const digits = Math.round(Math.log2(count) / 4);
  if (count !== 16 ** digits) return undefined;
  const readPart = memoize((shard: string) =>
    shard === '' ? Promise.resolve(index) : readIndex(files, shard),
  );
  return { index, statistics, digits, readPart };
}

async function readIndex(files: IndexFiles, shard: string): Promise<ModelIndex | undefined> {
  const text = await files.read(shardPath('model_index', shard, files.prefix));
  if (text === undefined) return undefined;
  // A first run finds none.
  const { validate } = await import('../domain/generated/model-index.js');
  const isIndex = (json: unknown): json is ModelIndex => validate(json);
  const json = parseJson(text);
  return isIndex(json) ? json : undefined;
}

async function readStatistics(files: IndexFiles): Promise<RegistryStatistics | undefined> {
  const text = await files.read(`${files.prefix}registry_statistics.json`);
  if (text === undefined) return undefined;
  const { validate } = await import('../domain/generated/registry-statistics.js');
  const isStatistics = (json: unknown): json is RegistryStatistics => validate(json);
  const json = parseJson(text);
  return isStatistics(json) ? json : undefined;
}

/** Reads the counts of a registry; undefined unless the index files are of this state. */
export async function readIndexedCounts(
  files: IndexFiles,
  state: RegistryState,
): Promise<ModelCounts | undefined> {
  const stored = await readStored(files);
  return stored !== undefined && isOf(stored.index, state) ? stored.statistics.counts : undefined;
}

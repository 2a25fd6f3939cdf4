/**
 * The index of a registry: read from its file, brought up to the registry as it is, and kept again.
 * Only models that have changed are looked at, and only those whose bytes have changed are read.
 */
import { sha256 } from '../../../domain/canonical.js';
import type { Entry, RegistryState } from '../../../domain/model.js';
import { readMetadata } from '../../../store/metadata.js';
import type { IndexRow, StoredIndex } from '../../../store/search-index.js';
import { readSearchIndex, writeSearchIndex } from '../../../store/search-index.js';
import type { OpenedRegistry } from '../../operation.js';
import type { Contents, ModelFacts, ModelTexts } from './document.js';
import { NO_CONTENTS, contentsOf, factsOf, textsOf } from './document.js';
import type { IndexedText } from './full-text.js';
import { TEXT_FIELDS, indexTexts } from './full-text.js';
import { renumber, withPlaces, withoutFormer, type Places } from './places.js';

/** What of a registry is needed to index it. */
export type Indexable = Pick<OpenedRegistry, 'layout' | 'state' | 'history'>;

/**
 * The index of a registry as it is.
 *
 * What could not be kept is made again the next time; so are a few changes of many models. Nothing is
 * kept of changes that are not committed.
 */
export async function openIndex(registry: Indexable): Promise<StoredIndex> {
  const { layout, state } = registry;
  const stored = await readSearchIndex(layout);
  const key = keyOf(state);
  if (stored !== undefined && stored.key === key) return stored;
  const { index, looked } = await bringUp(stored ?? EMPTY, registry, key ?? '');
  const isWorthKeeping = looked > index.rows.size * FEW || stored === undefined;
  if (key !== undefined && isWorthKeeping) await writeSearchIndex(layout, index);
  return index;
}

/** To look at this share of the models again costs less than to write the index. */
const FEW = 0.005;

const EMPTY: StoredIndex = {
  key: '',
  nextNumber: 0,
  count: 0,
  sums: [],
  rows: new Map(),
  words: [],
  placesOf: () => undefined,
};

/** Names a state that stands on the disk as it is; undefined for any other one. */
function keyOf({ models, generation, updatedAt, audit }: RegistryState): string | undefined {
  for (const id of models.keys()) if (models.textOf?.(id) === undefined) return undefined;
  return `${generation} ${updatedAt} ${audit?.hash ?? ''} ${models.size}`;
}

/** The rows and words of an index that have changed. */
interface Changes {
  readonly rows: Map<string, IndexRow>;
  /** Models whose words are in the index no more. */
  readonly removed: (IndexedText & Pick<IndexRow, 'number'>)[];
  readonly added: (IndexedText & Pick<IndexRow, 'mark' | 'facts'>)[];
}

async function bringUp(
  stored: StoredIndex,
  registry: Indexable,
  key: string,
): Promise<{ readonly index: StoredIndex; readonly looked: number }> {
  let looked = 0;
  const changes: Changes = { rows: new Map(), removed: [], added: [] };
  const { models } = registry.state;
  for (const id of models.keys()) {
    const row = stored.rows.get(id);
    const mark = markOf(models.textOf?.(id));
    if (row !== undefined && mark !== '' && row.mark === mark) {
      changes.rows.set(id, row);
      continue;
    }
    looked += 1;
    await look(id, mark, row, registry, changes);
  }
  for (const [id, row] of stored.rows) {
    if (models.has(id)) continue;
    looked += 1;
    leaveOut(id, row, changes);
  }
  return { index: withChanges(stored, changes, key), looked };
}

async function look(
  id: string,
  mark: string,
  row: IndexRow | undefined,
  registry: Indexable,
  { rows, removed, added }: Changes,
): Promise<void> {
  const entry = registry.state.models.get(id);
  if (entry === undefined || entry.status === 'deleted') {
    if (row !== undefined) leaveOut(id, row, { removed });
    const nothing = { number: -1, lengths: [], facts: 'null', texts: () => 'null' };
    rows.set(id, { ...nothing, isLeftOut: true, mark });
    return;
  }
  const facts = JSON.stringify(factsOf(entry));
  const before = row?.isLeftOut === true ? undefined : row;
  const texts = textsOf(entry, await contentsFor(entry, before, registry));
  if (before !== undefined && before.texts() === JSON.stringify(texts)) {
    const { number, lengths, isLeftOut, texts: same } = before;
    rows.set(id, { number, lengths, isLeftOut, texts: same, mark, facts });
    return;
  }
  if (before !== undefined) leaveOut(id, before, { removed });
  added.push({ id, texts, mark, facts });
}

function leaveOut(id: string, row: IndexRow, { removed }: Pick<Changes, 'removed'>): void {
  if (!row.isLeftOut) removed.push({ id, number: row.number, texts: readTexts(row) });
}

/** Those of the index where the bytes are the same, else of the metadata, else of the spec. */
export async function contentsFor(
  entry: Entry,
  row: Pick<IndexRow, 'facts' | 'texts'> | undefined,
  { layout, history }: Pick<Indexable, 'layout' | 'history'>,
): Promise<Contents> {
  if (row !== undefined && entry.hash !== null && readFacts(row)?.hash === entry.hash) {
    const { variables, terms } = readTexts(row);
    return { variables, terms };
  }
  const metadata = await readMetadata(layout, entry.model_id);
  if (metadata?.hash === entry.hash && Array.isArray(metadata.variables)) {
    return contentsOf(metadata);
  }
  const version = entry.versions[entry.version];
  if (version === undefined) return NO_CONTENTS;
  const { comparable } = await history.modelOf(entry, version);
  return comparable === null ? NO_CONTENTS : contentsOf(comparable.model);
}

function withChanges(
  stored: StoredIndex,
  { rows, removed, added }: Changes,
  key: string,
): StoredIndex {
  const [gone, fresh] = [indexTexts(removed), indexTexts(added)];
  // A model that was there keeps its number: most of its words stand where they stood.
  const freed = new Map(removed.map(({ id, number }) => [id, number]));
  let { nextNumber } = stored;
  const numbers = added.map(({ id }) => freed.get(id) ?? nextNumber++);
  const changed = editPlaces(
    stored,
    fresh.places.map(([word, places]) => [word, renumber(places, numbers)]),
    gone.places.map(([word, places]) => [
      word,
      renumber(
        places,
        removed.map(({ number }) => number),
      ),
    ]),
  );
  const all = new Map(rows);
  for (const [at, { id, mark, facts, texts }] of added.entries()) {
    const json = JSON.stringify(texts);
    const [number = 0, lengths = []] = [numbers[at], fresh.lengths[at]];
    all.set(id, { isLeftOut: false, mark, number, lengths, facts, texts: () => json });
  }
  const words = new Set([...stored.words, ...changed.keys()]);
  return {
    key,
    nextNumber,
    count: stored.count + added.length - removed.length,
    sums: TEXT_FIELDS.map(
      (_, at) => (stored.sums[at] ?? 0) + sumAt(fresh.lengths, at) - sumAt(gone.lengths, at),
    ),
    rows: all,
    words: [...words].filter((word) => changed.get(word) !== ''),
    placesOf: (word) => changed.get(word) ?? stored.placesOf(word),
  };
}

type WordPlaces = readonly (readonly [word: string, places: Places])[];

/** The lines of the words whose places are others now. */
function editPlaces(stored: StoredIndex, now: WordPlaces, former: WordPlaces): Map<string, string> {
  const edits = new Map(now);
  for (const [word, places] of former)
    edits.set(word, withoutFormer(edits.get(word) ?? {}, places));
  const changed = new Map<string, string>();
  for (const [word, places] of edits) {
    if (Object.values(places).every((counts) => Object.keys(counts).length === 0)) continue;
    changed.set(word, withPlaces(stored.placesOf(word), places));
  }
  return changed;
}

function sumAt(lengths: readonly (readonly number[])[], field: number): number {
  return lengths.reduce((sum, it) => sum + (it[field] ?? 0), 0);
}

function markOf(text: Uint8Array | undefined): string {
  return text === undefined ? '' : sha256(text).slice(0, 16);
}

/** What is told of a row; undefined for a deleted model. */
export function readFacts({ facts }: Pick<IndexRow, 'facts'>): ModelFacts | undefined {
  const value: ModelFacts | null = JSON.parse(facts);
  return value ?? undefined;
}

/** The texts of a row that is no deleted model. */
export function readTexts({ texts }: Pick<IndexRow, 'texts'>): ModelTexts {
  const value: ModelTexts = JSON.parse(texts());
  return value;
}

/** Immutable, searchable sets of models. Pure. */
import { byCodeUnit } from '../domain/order.js';
import type { StoredSegment } from '../domain/search-index.js';
import {
  FACT_NAMES,
  TEXT_FIELDS,
  TEXT_NAMES,
  getTextParts,
  type IndexedModel,
  type IndexedFacts,
  type IndexedTexts,
} from './document.js';
import type { Cell, Column, ModelView } from './fields.js';
import {
  decodePostings,
  encodePostings,
  type Postings,
  type CollectedPostings,
} from './postings.js';
import { memoize } from '../domain/memoize.js';
import { openTable, writeTable } from './table.js';
import { createVocabulary, type Vocabulary } from './vocabulary.js';
import { wordsIn } from './words.js';

/** A set of models, addressed by row. */
export interface Segment {
  /** Its stored form. */
  readonly stored: StoredSegment;
  readonly rowOf: (id: string) => number | undefined;
  readonly viewAt: (row: number) => ModelView;
  readonly modelAt: (row: number) => IndexedModel;
  readonly markOf: (row: number) => string;
  /** Returns a test by row whether a predicate holds for a cell in any of some columns. */
  readonly having: (
    columns: readonly Column[],
    holds: (cell: Cell) => boolean,
  ) => (row: number) => boolean;
  readonly vocabulary: Vocabulary;
  /** The postings of a word, by its index in the vocabulary. */
  readonly postingsOf: (word: number) => readonly Postings[];
}

const COLUMNS: readonly (Column | 'mark')[] = [
  'mark',
  'id',
  ...FACT_NAMES.map((key) => `facts.${key}` as const),
  ...TEXT_NAMES.map((key) => `texts.${key}` as const),
];
const FIRST_FACT = 2;
const FIRST_TEXT = FIRST_FACT + FACT_NAMES.length;

/** Builds a segment of models with distinct ids. */
export function buildSegment(models: readonly IndexedModel[]): StoredSegment {
  const table = writeTable(
    models.map(({ mark, id, facts, texts }) => [
      mark,
      id,
      ...FACT_NAMES.map((key) => facts[key]),
      ...TEXT_NAMES.map((key) => texts[key]),
    ]),
  );
  const ids = models.map(({ id }) => id);
  return { ids, columns: COLUMNS, ...table, ...indexWords(models) };
}

/** Whether a stored segment has the layout that this release expects. */
export function isSegment({ ids, words, columns, ...parts }: StoredSegment): boolean {
  const { placeEnds, lengths, cells } = parts;
  return (
    columns.join() === COLUMNS.join() &&
    placeEnds.length === words.length &&
    lengths.length === ids.length * TEXT_FIELDS.length &&
    cells.length === ids.length * COLUMNS.length
  );
}

/** Shorter postings, in bytes, are decoded each time: kept, those of all rare words would take more than their bytes. */
const LONG = 64;

/** Opens a stored segment. */
export function openSegment(stored: StoredSegment): Segment {
  const { ids, words, placeEnds, places } = stored;
  const { read, having } = openTable(stored, COLUMNS.length);
  const readAll = <Shape>(row: number, keys: readonly (keyof Shape & string)[], first: number) =>
    Object.fromEntries(keys.map((key, at) => [key, read(row, first + at)])) as Shape;
  const factsAt = (row: number) => readAll<IndexedFacts>(row, FACT_NAMES, FIRST_FACT);
  const textsAt = (row: number) => readAll<IndexedTexts>(row, TEXT_NAMES, FIRST_TEXT);
  const markOf = (row: number): string => String(read(row, 0));
  const idAt = (row: number): string => ids[row] ?? '';
  let rows: ReadonlyMap<string, number> | undefined;
  const cache: (readonly Postings[] | undefined)[] = [];
  return {
    stored,
    rowOf: (id) => (rows ??= new Map(ids.map((it, row) => [it, row]))).get(id),
    viewAt: (row) => ({
      id: idAt(row),
      get facts() {
        return factsAt(row);
      },
      texts: () => textsAt(row),
    }),
    having: (columns, holds) =>
      having(
        columns.map((it) => COLUMNS.indexOf(it)),
        (value) => holds(value as Cell),
      ),
    modelAt: (row) => ({
      id: idAt(row),
      mark: markOf(row),
      facts: factsAt(row),
      texts: textsAt(row),
    }),
    markOf,
    vocabulary: createVocabulary(words),
    postingsOf: (word) => {
      const known = cache[word];
      if (known !== undefined) return known;
      const bytes = places.subarray(word === 0 ? 0 : placeEnds[word - 1], placeEnds[word]);
      const postings = decodePostings(bytes, ids.length);
      if (bytes.length >= LONG) cache[word] = postings;
      return postings;
    },
  };
}

type Words = Pick<StoredSegment, 'words' | 'placeEnds' | 'places' | 'lengths'>;

function indexWords(models: readonly IndexedModel[]): Words {
  const numbers = new Map<string, number>();
  const collected: (CollectedPostings | undefined)[][] = [];
  const lengths = new Uint32Array(models.length * TEXT_FIELDS.length);
  const numberOf = (word: string): number => {
    const number = numbers.get(word) ?? numbers.size;
    if (number === numbers.size) numbers.set(word, number);
    return number;
  };
  const numbersIn = memoize((text: string) => wordsIn(text).map(numberOf));
  for (const [row, { id, texts }] of models.entries()) {
    for (const [field, name] of TEXT_FIELDS.entries()) {
      let length = 0;
      for (const part of getTextParts(id, texts, name)) {
        for (const word of numbersIn(part)) {
          const places = ((collected[word] ??= [])[field] ??= { field, rows: [], times: [] });
          length += Number(countOccurrence(places, row));
        }
      }
      lengths[row * TEXT_FIELDS.length + field] = length;
    }
  }
  const words = [...numbers.keys()].toSorted(byCodeUnit);
  const places = words.map((word) =>
    encodePostings(collected[numbers.get(word) ?? 0]?.filter((it) => it !== undefined) ?? []),
  );
  let end = 0;
  const placeEnds = Uint32Array.from(places, ({ length }) => (end += length));
  return { words, placeEnds, places: Buffer.concat(places), lengths };
}

/** Counts an occurrence of a word in a model; models must come in order. Returns whether it is new. */
function countOccurrence({ rows, times }: CollectedPostings, row: number): boolean {
  const last = rows.length - 1;
  const isFirst = rows[last] !== row;
  if (isFirst) {
    rows.push(row);
    times.push(1);
  } else times[last] = (times[last] ?? 0) + 1;
  return isFirst;
}

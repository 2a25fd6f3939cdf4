/** Models, ready to be searched: made once, and never changed. Pure. */
import { byCodeUnit } from '../domain/order.js';
import type { StoredSegment } from '../domain/search-index.js';
import {
  TEXT_FIELDS,
  partsOf,
  type IndexedModel,
  type ModelFacts,
  type ModelTexts,
} from './document.js';
import type { Cell, Column, Looked } from './fields.js';
import { readPlaces, writePlaces, type Places, type WrittenPlaces } from './postings.js';
import { remembered } from './memoize.js';
import { openTable, writeTable } from './table.js';
import { vocabularyOf, type Vocabulary } from './vocabulary.js';
import { wordsIn } from './words.js';

/** Some models, by their rows. */
export interface Segment {
  /** As it is kept. */
  readonly stored: StoredSegment;
  readonly rowOf: (id: string) => number | undefined;
  readonly lookAt: (row: number) => Looked;
  readonly modelAt: (row: number) => IndexedModel;
  readonly markOf: (row: number) => string;
  /** Whether something holds of what is known in one of some columns, by rows. */
  readonly having: (
    columns: readonly Column[],
    holds: (cell: Cell) => boolean,
  ) => (row: number) => boolean;
  readonly vocabulary: Vocabulary;
  /** Where a word stands, by its place in the vocabulary. */
  readonly placesOf: (word: number) => readonly Places[];
}

/** The keys of a shape: in a record of them none can be forgotten. */
function keysOf<Shape>(keys: Record<keyof Shape & string, 0>): (keyof Shape & string)[] {
  return Object.keys(keys) as (keyof Shape & string)[];
}

const FACTS = keysOf<ModelFacts>({
  hash: 0,
  status: 0,
  health: 0,
  kind: 0,
  section: 0,
  version: 0,
  versions: 0,
  license: 0,
  file: 0,
  backends: 0,
  aliases: 0,
  variables: 0,
  connections: 0,
  parameters: 0,
  equations: 0,
  terms: 0,
  size: 0,
  use: 0,
  created: 0,
  updated: 0,
  used: 0,
  metrics: 0,
});

const TEXTS = keysOf<ModelTexts>({
  name: 0,
  description: 0,
  author: 0,
  tags: 0,
  variables: 0,
  terms: 0,
});

const COLUMNS: readonly (Column | 'mark')[] = [
  'mark',
  'id',
  ...FACTS.map((key) => `facts.${key}` as const),
  ...TEXTS.map((key) => `texts.${key}` as const),
];
const FIRST_FACT = 2;
const FIRST_TEXT = FIRST_FACT + FACTS.length;

/** Makes a segment of models; each id is there once. */
export function makeSegment(models: readonly IndexedModel[]): StoredSegment {
  const table = writeTable(
    models.map(({ mark, id, facts, texts }) => [
      mark,
      id,
      ...FACTS.map((key) => facts[key]),
      ...TEXTS.map((key) => texts[key]),
    ]),
  );
  const ids = models.map(({ id }) => id);
  return { ids, columns: COLUMNS, ...table, ...indexWords(models) };
}

/** Whether what was kept has the parts that this release reads. */
export function isSegment({ ids, words, columns, ...parts }: StoredSegment): boolean {
  const { placeEnds, lengths, cells } = parts;
  return (
    columns.join() === COLUMNS.join() &&
    placeEnds.length === words.length &&
    lengths.length === ids.length * TEXT_FIELDS.length &&
    cells.length === ids.length * COLUMNS.length
  );
}

/** A segment of what was kept. */
export function openSegment(stored: StoredSegment): Segment {
  const { ids, words, placeEnds, places } = stored;
  const { read, having } = openTable(stored, COLUMNS.length);
  const readAll = <Shape>(row: number, keys: readonly (keyof Shape & string)[], first: number) =>
    Object.fromEntries(keys.map((key, at) => [key, read(row, first + at)])) as Shape;
  const factsAt = (row: number) => readAll<ModelFacts>(row, FACTS, FIRST_FACT);
  const textsAt = (row: number) => readAll<ModelTexts>(row, TEXTS, FIRST_TEXT);
  const markOf = (row: number): string => String(read(row, 0));
  const idAt = (row: number): string => ids[row] ?? '';
  let rows: ReadonlyMap<string, number> | undefined;
  const known: (readonly Places[] | undefined)[] = [];
  return {
    stored,
    rowOf: (id) => (rows ??= new Map(ids.map((it, row) => [it, row]))).get(id),
    lookAt: (row) => ({
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
    vocabulary: vocabularyOf(words),
    placesOf: (word) =>
      (known[word] ??= readPlaces(
        places.subarray(word === 0 ? 0 : placeEnds[word - 1], placeEnds[word]),
        ids.length,
      )),
  };
}

type Words = Pick<StoredSegment, 'words' | 'placeEnds' | 'places' | 'lengths'>;

function indexWords(models: readonly IndexedModel[]): Words {
  const numbers = new Map<string, number>();
  const collected: (WrittenPlaces | undefined)[][] = [];
  const lengths = new Uint32Array(models.length * TEXT_FIELDS.length);
  const numberOf = (word: string): number => {
    const number = numbers.get(word) ?? numbers.size;
    if (number === numbers.size) numbers.set(word, number);
    return number;
  };
  const numbersIn = remembered((text: string) => wordsIn(text).map(numberOf));
  for (const [row, { id, texts }] of models.entries()) {
    for (const [field, name] of TEXT_FIELDS.entries()) {
      let length = 0;
      for (const part of partsOf(id, texts, name)) {
        for (const word of numbersIn(part)) {
          const places = ((collected[word] ??= [])[field] ??= { field, rows: [], times: [] });
          length += Number(count(places, row));
        }
      }
      lengths[row * TEXT_FIELDS.length + field] = length;
    }
  }
  const words = [...numbers.keys()].toSorted(byCodeUnit);
  const places = words.map((word) =>
    writePlaces(collected[numbers.get(word) ?? 0]?.filter((it) => it !== undefined) ?? []),
  );
  let end = 0;
  const placeEnds = Uint32Array.from(places, ({ length }) => (end += length));
  return { words, placeEnds, places: Buffer.concat(places), lengths };
}

/** Counts a word of a model, the models in their order; whether it is the first one there. */
function count({ rows, times }: WrittenPlaces, row: number): boolean {
  const last = rows.length - 1;
  const isFirst = rows[last] !== row;
  if (isFirst) {
    rows.push(row);
    times.push(1);
  } else times[last] = (times[last] ?? 0) + 1;
  return isFirst;
}

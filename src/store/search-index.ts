/**
 * What searches are answered from, kept beside the registry: a cache. It may be removed at any time;
 * one that is damaged, foreign or of another release is not read, and is made anew.
 *
 * A search needs a few words of many, so the file is divided into lines that are read one by one:
 * its sum, a head, a row for each model, the words with the lengths of their lines, what is told of
 * each model, and where each word stands.
 */
import { basename, join } from 'node:path';
import { sha256 } from '../domain/canonical.js';
import { readBytesIfThere, writeAtomic } from './atomic.js';
import type { Layout } from './layout.js';

/** A model in the index. */
export interface IndexRow {
  /** Differs when the entry may; empty where that cannot be told. */
  readonly mark: string;
  /** Its number in the places of words. */
  readonly number: number;
  /** It is not to be found: its model is deleted. */
  readonly isLeftOut: boolean;
  /** How many words each of its texts has. */
  readonly lengths: readonly number[];
  /** JSON of what can be compared. */
  readonly facts: string;
  /** JSON of what can be read. */
  readonly texts: () => string;
}

/** An index, as it stands in a file. */
export interface StoredIndex {
  /** The state that it was made of. */
  readonly key: string;
  /** The next number of a row. */
  readonly nextNumber: number;
  /** How many rows are to be found, and how many words each of their texts has in all. */
  readonly count: number;
  readonly sums: readonly number[];
  readonly rows: ReadonlyMap<string, IndexRow>;
  readonly words: readonly string[];
  /** Where a word stands, in one line. */
  readonly placesOf: (word: string) => string | undefined;
}

// Raised when what is written changes.
const FIRST_LINE = 'gnn-registry search index 1';
const SUM_DIGITS = 64;
const LEFT_OUT = '-';

/** The index's file: hidden, for it says nothing that the registry does not. */
export function searchIndexPath({ root, registry }: Layout): string {
  const name = basename(registry);
  return join(root, name === 'model_registry.json' ? '.search-index' : `.${name}.search-index`);
}

/** The index that was kept; undefined where there is none that can be trusted. */
export async function readSearchIndex(layout: Layout): Promise<StoredIndex | undefined> {
  const bytes = await readBytesIfThere(searchIndexPath(layout)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const start = FIRST_LINE.length + 1 + SUM_DIGITS + 1;
  const first = bytes.toString('latin1', 0, start);
  const rest = bytes.subarray(start);
  if (first !== `${FIRST_LINE} ${sha256(rest)}\n`) return undefined;
  try {
    return readParts(rest);
  } catch {
    // Somebody else has made such a line.
    return undefined;
  }
}

/** Keeps an index. A place that cannot be written is no reason to fail. */
export async function writeSearchIndex(layout: Layout, index: StoredIndex): Promise<void> {
  const parts = Buffer.concat(emitParts(index));
  const head = Buffer.from(`${FIRST_LINE} ${sha256(parts)}\n`);
  const bytes = Buffer.concat([head, parts]);
  await writeAtomic(searchIndexPath(layout), bytes, { durable: false }).catch(() => undefined);
}

type Head = Pick<StoredIndex, 'key' | 'nextNumber' | 'count' | 'sums'> & {
  /** In the order of the rows. */
  readonly ids: readonly string[];
  /** Bytes of the rows, the words and the texts. */
  readonly sizes: readonly [rows: number, words: number, texts: number];
};

function emitParts(index: StoredIndex): Buffer[] {
  const { key, nextNumber, count, sums, rows, words, placesOf } = index;
  const texts: Buffer[] = [];
  let at = 0;
  const rowLines = [...rows.values()].map((row) => {
    const text = Buffer.from(row.texts());
    texts.push(text);
    const from = at;
    at += text.length;
    const number = row.isLeftOut ? LEFT_OUT : row.number;
    return `${[number, row.mark, row.lengths.join(','), from, at, row.facts].join('\t')}\n`;
  });
  const places: Buffer[] = [];
  const wordLines = words.map((word) => {
    const line = Buffer.from(placesOf(word) ?? '');
    places.push(line);
    return `${word}\t${line.length}\n`;
  });
  const sections = [
    Buffer.from(rowLines.join('')),
    Buffer.from(wordLines.join('')),
    Buffer.concat(texts),
  ];
  const sizes = sections.map((it) => it.length);
  const head = { key, nextNumber, count, sums, ids: [...rows.keys()], sizes };
  return [Buffer.from(`${JSON.stringify(head)}\n`), ...sections, ...places];
}

// The sum holds: all is as `emitParts` has written it.
function readParts(bytes: Buffer): StoredIndex {
  const headEnd = bytes.indexOf('\n');
  const { ids, sizes, ...head }: Head = JSON.parse(bytes.toString('utf8', 0, headEnd));
  const rowsAt = headEnd + 1;
  const wordsAt = rowsAt + sizes[0];
  const textsAt = wordsAt + sizes[1];
  const texts = bytes.subarray(textsAt, textsAt + sizes[2]);
  const rowLines = linesOf(bytes, rowsAt, wordsAt);
  const rows = new Map(ids.map((id, at) => [id, readRow(rowLines[at] ?? '', texts)]));
  const words = new Map<string, readonly [from: number, to: number]>();
  let at = textsAt + sizes[2];
  for (const line of linesOf(bytes, wordsAt, textsAt)) {
    const tab = line.indexOf('\t');
    const to = at + Number(line.slice(tab + 1));
    words.set(line.slice(0, tab), [at, to]);
    at = to;
  }
  return {
    ...head,
    rows,
    words: [...words.keys()],
    placesOf: (word) => {
      const place = words.get(word);
      return place && bytes.toString('latin1', ...place);
    },
  };
}

/** Most rows are not asked for anything: a line is taken apart when it is. */
function readRow(line: string, texts: Buffer): IndexRow {
  let known: readonly string[] | undefined;
  const part = (at: number): string => {
    known ??= line.split('\t');
    return known[at] ?? '';
  };
  return {
    isLeftOut: line.startsWith(LEFT_OUT),
    get number() {
      return Number(part(0));
    },
    get mark() {
      return part(1);
    },
    get lengths() {
      return part(2) === '' ? [] : part(2).split(',').map(Number);
    },
    texts: () => texts.toString('utf8', Number(part(3)), Number(part(4))),
    get facts() {
      return part(5);
    },
  };
}

function linesOf(bytes: Buffer, from: number, to: number): string[] {
  return from === to ? [] : bytes.toString('utf8', from, to - 1).split('\n');
}

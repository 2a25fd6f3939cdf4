/** Words and where they stand: the only user of the library for full text. */
import { distance } from 'fastest-levenshtein';
import MiniSearch, { type AsPlainObject, type MatchInfo, type Options } from 'minisearch';
import type { StoredIndex } from '../../../store/search-index.js';
import type { ModelTexts } from './document.js';
import { readPlaces, type Places } from './places.js';
import { queryWordsIn, wordsIn } from './words.js';

/** The texts of a model that words are looked up in, the ones that say most first. */
export const TEXT_FIELDS = [
  'id',
  'name',
  'tags',
  'terms',
  'variables',
  'author',
  'description',
] as const;

export type TextField = (typeof TEXT_FIELDS)[number];

/** One model, ready to be indexed. */
export interface IndexedText {
  readonly id: string;
  readonly texts: ModelTexts;
}

/** Where a word was found. */
export interface Found {
  readonly score: number;
  /** The words of the model that it stands for, and in which of its texts they are. */
  readonly match: MatchInfo;
}

/** Answers which models have a word. */
export interface Engine {
  readonly find: (word: string, isPhrase: boolean) => Map<string, Found>;
  readonly add: (text: IndexedText) => void;
  readonly remove: (text: IndexedText) => void;
}

const NUMBER = /^\d+$/;
/** Shorter words are taken as they are: with an error, or cut off, they would be anything. */
const LEAST_PREFIX = 2;
const LEAST_FUZZY = 4;
/** Two letters that changed places are two errors. */
const LEAST_FUZZY_TWICE = 6;

const OPTIONS: Options<IndexedText> = {
  fields: [...TEXT_FIELDS],
  extractField: (document, field) => textOf(document, field),
  tokenize: wordsIn,
  // `wordsIn` has done it: a word may stand for several.
  processTerm: (word) => word,
  autoVacuum: false,
  searchOptions: {
    tokenize: queryWordsIn,
    combineWith: 'AND',
    prefix: (word) => word.length >= LEAST_PREFIX,
    fuzzy: errorsIn,
    boost: { id: 3, name: 3, tags: 2, terms: 1.5 },
  },
};

function textOf({ id, texts }: IndexedText, field: string): string {
  switch (field) {
    case 'id':
      return id;
    case 'tags':
    case 'variables':
    case 'terms':
      return texts[field].join('\n');
    case 'name':
    case 'description':
    case 'author':
      return texts[field];
    default:
      return '';
  }
}

/** Where the words of some models stand, by rows that are counted from 0. */
export function indexTexts(texts: readonly IndexedText[]): {
  readonly lengths: readonly (readonly number[])[];
  readonly places: readonly (readonly [word: string, places: Places])[];
} {
  const engine = new MiniSearch(OPTIONS);
  engine.addAll(texts);
  const { fieldLength, index } = engine.toJSON();
  return {
    lengths: texts.map((_, row) => toNumbers(fieldLength[row])),
    places: index.map(([word, places]) => [word, toPlaces(places)] as const),
  };
}

/** An engine for all words of an index. */
export function engineOf(index: StoredIndex): Engine {
  return engineFor(loadWords(index, index.words));
}

/** An engine that reads no more of an index than a word needs, each time. */
export function lazyEngineOf(index: StoredIndex): Pick<Engine, 'find'> {
  return {
    find: (word, isPhrase) => {
      const wanted = queryWordsIn(word);
      const words = index.words.filter((it) => wanted.some((one) => reaches(one, it, isPhrase)));
      return engineFor(loadWords(index, words)).find(word, isPhrase);
    },
  };
}

function engineFor(engine: MiniSearch<IndexedText>): Engine {
  return {
    find: (word, isPhrase) => {
      const exactly = { prefix: false, fuzzy: false };
      const found = engine.search(word, isPhrase ? exactly : {});
      return new Map(found.map(({ id, score, match }) => [String(id), { score, match }]));
    },
    add: (text) => engine.add(text),
    remove: (text) => engine.remove(text),
  };
}

/** How many letters of a word may be wrong. Another number is no typing error. */
function errorsIn(word: string): number {
  if (word.length < LEAST_FUZZY || NUMBER.test(word)) return 0;
  return word.length < LEAST_FUZZY_TWICE ? 1 : 2;
}

/** Whether a search for a word finds another one: itself, a longer one, one with a typing error. */
function reaches(wanted: string, word: string, isPhrase: boolean): boolean {
  if (wanted === word) return true;
  if (isPhrase) return false;
  if (wanted.length >= LEAST_PREFIX && word.startsWith(wanted)) return true;
  const most = errorsIn(wanted);
  return (
    most > 0 && Math.abs(wanted.length - word.length) <= most && distance(wanted, word) <= most
  );
}

/** The scores are those of the whole index, however little of it is read. */
function loadWords(stored: StoredIndex, words: readonly string[]): MiniSearch<IndexedText> {
  const index = words.map((word): [string, Places] => [word, readPlaces(stored.placesOf(word))]);
  const isWhole = words.length === stored.words.length;
  const wanted = new Set(
    isWhole ? [] : index.flatMap(([, places]) => Object.values(places).flatMap(Object.keys)),
  );
  const documentIds: Record<string, string> = {};
  const fieldLength: Record<string, number[]> = {};
  for (const [id, { number, lengths, isLeftOut }] of wanted.size > 0 || isWhole
    ? stored.rows
    : []) {
    if (isLeftOut || !(isWhole || wanted.has(String(number)))) continue;
    documentIds[number] = id;
    fieldLength[number] = [...lengths];
  }
  const object: Omit<AsPlainObject, 'index'> & { index: [string, Places][] } = {
    documentCount: stored.count,
    nextId: stored.nextNumber,
    documentIds,
    fieldIds: Object.fromEntries(TEXT_FIELDS.map((field, at) => [field, at])),
    fieldLength,
    averageFieldLength: stored.sums.map((sum) => sum / Math.max(1, stored.count)),
    storedFields: {},
    dirtCount: 0,
    index,
    serializationVersion: 2,
  };
  return MiniSearch.loadJS(object, OPTIONS);
}

function toPlaces(value: unknown): Places {
  return typeof value === 'object' && value !== null ? (value as Places) : {};
}

function toNumbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

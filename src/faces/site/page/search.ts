/** Finds models: by words anywhere, and by the filters and the order of `list`. */
import { MODEL_KINDS } from '../../../domain/generated/values.js';
import { splitList, splitQuoted } from '../../../domain/lists.js';
import { createConditionTest, metricOf, readCondition } from '../../../search/condition.js';
import { valuesOfMetric } from '../../../search/fields.js';
import type { SiteIndex, SiteRow } from '../data.js';
import { sortRows } from './sort.js';

/** The filters, by the names that `list` has. */
export const FILTERS = [
  'kind',
  'status',
  'health',
  'tag',
  'backend',
  'author',
  'ontology',
  'metrics',
] as const;
export type Filter = (typeof FILTERS)[number];
export type Query = Readonly<Partial<Record<Filter | 'q' | 'sort', string>>>;
/** What is searched. */
export type List = Pick<SiteIndex, 'rows' | 'terms' | 'metrics'>;

type Test = (row: SiteRow) => boolean;

/** What is searched of a row, in lower case, and how much of that is its names. */
interface Text {
  readonly text: string;
  readonly names: number;
}

const prepared = new WeakMap<List, readonly Text[]>();

/** Returns the models that match, in the order of the query; without one, those with the words in their names first. */
export function find(list: List, query: Query): readonly SiteRow[] {
  const words = toWords(query);
  const tests = FILTERS.flatMap((filter) => {
    const given = query[filter] ?? '';
    return given === '' ? [] : [createTest(filter, given, list)];
  });
  const passes = (row: SiteRow): boolean => tests.every((test) => test(row));
  const found = words.length > 0 ? findWords(list, words, passes) : list.rows.filter(passes);
  const { sort = '' } = query;
  return sort === '' ? found : sortRows(found, sort, list.metrics);
}

function toWords({ q = '' }: Query): readonly string[] {
  return q.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Returns those with all words, first those that have them in their names. */
function findWords(list: List, words: readonly string[], passes: Test): readonly SiteRow[] {
  const texts = prepareSearch(list);
  const [named, others]: [SiteRow[], SiteRow[]] = [[], []];
  for (const [at, row] of list.rows.entries()) {
    const place = placeOf(texts[at], words);
    if (place !== undefined && passes(row)) (place === 'names' ? named : others).push(row);
  }
  return [...named, ...others];
}

/** Where all words are: the names stand first in a text. */
function placeOf(
  searched: Text | undefined,
  words: readonly string[],
): 'names' | 'text' | undefined {
  if (searched === undefined) return undefined;
  const { text, names } = searched;
  let place: 'names' | 'text' = 'names';
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return undefined;
    if (at + word.length > names) place = 'text';
  }
  return place;
}

/** Prepares the search of words once, so that nobody who types waits for it: 5 µs a model. */
export function prepareSearch(list: List): readonly Text[] {
  const known = prepared.get(list);
  if (known !== undefined) return known;
  const made = list.rows.map((row) => toText(row, list));
  prepared.set(list, made);
  return made;
}

function toText(row: SiteRow, { terms }: List): Text {
  const { id, name, kind, section, tags, author, words, description } = row;
  const bound = row.terms.map((it) => terms[it] ?? '');
  const names = `${id} ${name}`.toLowerCase();
  const others = [kind, section, ...tags, author, words, ...bound, description];
  return { text: `${names} ${others.join(' ').toLowerCase()}`, names: names.length };
}

/** The values of a filter are separated by commas, and one of them must match. */
function createTest(filter: Filter, given: string, { terms }: List): Test {
  if (filter === 'metrics') return createMetricsTest(given);
  const wanted = splitList(given);
  const lower = wanted.map((it) => it.toLowerCase());
  switch (filter) {
    case 'kind':
      return createKindTest(lower);
    case 'status':
      return ({ status }) => lower.includes('all') || lower.includes(status);
    case 'health':
      return ({ health }) => lower.includes(health);
    case 'tag':
      return ({ tags }) => tags.some((it) => wanted.includes(it));
    case 'backend':
      return ({ backends }) => backends.some((it) => lower.includes(it.toLowerCase()));
    case 'author':
      return ({ author }) => containsAny(author, lower);
    case 'ontology': {
      const places = new Set(terms.flatMap((it, at) => (containsAny(it, lower) ? [at] : [])));
      return (row) => row.terms.some((it) => places.has(it));
    }
  }
}

/** A word that is no kind is part of a section. */
function createKindTest(lower: readonly string[]): Test {
  const known = MODEL_KINDS.map((it) => it.toLowerCase());
  const sections = lower.filter((it) => !known.includes(it));
  return ({ kind, section }) =>
    lower.includes(kind.toLowerCase()) || containsAny(section, sections);
}

function containsAny(text: string, parts: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return parts.some((it) => lower.includes(it));
}

/** All conditions on metrics must hold; what is none, such as one that is still being typed, is passed over. */
function createMetricsTest(text: string): Test {
  const tests = splitQuoted(text).flatMap((it) => {
    const condition = readCondition(it);
    if (condition === undefined || condition.number === null) return [];
    return [{ name: metricOf(condition), holds: createConditionTest(condition) }];
  });
  return ({ metrics }) =>
    tests.every(({ name, holds }) => valuesOfMetric(metrics, name).some(holds));
}

/** The first part of a text that is no condition on a metric. */
export function findWrongCondition(text: string): string | undefined {
  return splitQuoted(text).find((it) => typeof readCondition(it)?.number !== 'number');
}

/** The values that a filter can have, with how many models have each, the most frequent first. */
export function choicesOf({ rows, terms }: List, filter: Exclude<Filter, 'metrics'>): Choice[] {
  const counts = new Map<string | number, number>();
  for (const row of rows) {
    for (const value of valuesOf(row, filter)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]): Choice => [nameOf(value, terms), count])
    .filter(([name]) => name !== '')
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MAX_CHOICES);
}

export type Choice = readonly [value: string, count: number];

const MAX_CHOICES = 200;

/** A term without its identifier. */
function nameOf(value: string | number, terms: List['terms']): string {
  return typeof value === 'string' ? value : (terms[value]?.split(' ', 1)[0] ?? '');
}

function valuesOf(row: SiteRow, filter: Exclude<Filter, 'metrics'>): readonly (string | number)[] {
  if (filter === 'tag') return row.tags;
  if (filter === 'backend') return row.backends;
  if (filter === 'ontology') return row.terms;
  return [row[filter]];
}

/** Lists models by their properties. Pure. */
import { HEALTH_STATUSES, MODEL_KINDS, MODEL_STATUSES } from '../../domain/generated/values.js';
import type { Entry } from '../../domain/model.js';
import { abbreviate, splitList, splitQuoted } from '../../domain/lists.js';
import { own } from '../../domain/json.js';
import { entriesMentioning, presentIds, type Models } from '../../domain/models.js';
import { didYouMean } from '../../domain/nearest.js';
import { byCodeUnit } from '../../domain/order.js';
import type { Wording } from '../../domain/wording.js';
import { defineQuery } from '../operation.js';
import type { ListInput, ListOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { COLUMNS, createOrder, describeUnknownWord, findColumns, toRow } from './columns.js';
import type { Column } from './columns.js';
import { createTable, tableOf, type ListTable, type TextOf } from './list-table.js';
import { createMetricTest } from './metric-test.js';
import { saidOf } from '../../domain/user-words.js';
import { listBackends } from '../../search/document.js';
import { collectTags } from '../../domain/user-words.js';

/**
 * The filters and order of a list. Each filter has one or more values separated by commas, of which one
 * must match; all filters must match.
 */
export type ListQuery = Omit<ListInput, 'columns'>;

/** Returns the ontology terms of a model, with identifiers, which the registry itself lacks. */
export type TermsOf = (id: string) => readonly string[];

/** The models of a list. */
export interface ListedModels {
  /** The number of matching models, regardless of the limit. */
  readonly total: number;
  readonly models: readonly Entry[];
  /** What there is to say of their order. */
  readonly notice?: Wording;
}

/** Tests the model at a place of the table. */
type Test = (at: number) => boolean;

/**
 * Lists the models that match a query, in its order.
 *
 * @param termsOf - called only if the query names an ontology term
 * @throws RegistryError `value-refused` for a value that no model can have, which lists the allowed ones
 */
export function listModels(
  models: Models,
  query: ListQuery = {},
  termsOf: TermsOf = () => [],
): ListedModels {
  const sort = createOrder(query.sort ?? 'id');
  const first = listFirst(models, query);
  if (first !== undefined) return first;
  const table = findCandidates(models, query);
  const found = choose(table, createTests(models, table, query, termsOf), findPlaces(table, query));
  const { entries, ...more } = sort(found, query.limit);
  const notice = found.length === 0 ? describeUnknownTags(models, query) : undefined;
  return {
    total: found.length,
    models: entries.slice(0, query.limit ?? Infinity),
    ...more,
    ...(notice !== undefined && { notice }),
  };
}

/** @param places - those of the models that can match; undefined for all */
function choose(
  { entries }: ListTable,
  tests: readonly Test[],
  places: readonly number[] = [...entries.keys()],
): Entry[] {
  return places
    .filter((place) => tests.every((holds) => holds(place)))
    .flatMap((place) => entries[place] ?? []);
}

/** Says that no model has a tag that is asked for, and which ones there are. */
function describeUnknownTags(models: Models, { tag }: ListQuery): string | undefined {
  if (tag === undefined) return undefined;
  const known = [...new Set([...models.values()].flatMap(collectTags))].toSorted(byCodeUnit);
  const [unknown] = splitList(tag).filter((it) => !known.includes(it));
  if (unknown === undefined) return undefined;
  const near = didYouMean(unknown, known);
  const others = known.length === 0 ? '' : ` (tags: ${abbreviate(known, MAX_TAGS)})`;
  return `no model has the tag ${unknown}${near === '' ? others : near}`;
}

/** How many of the existing tags are named. */
const MAX_TAGS = 10;

/** Lists the first of all models. Entries are parsed lazily, so only these are. */
function listFirst(models: Models, { limit, ...query }: ListQuery): ListedModels | undefined {
  const { sort = 'id', ...filters } = query;
  if (limit === undefined || sort !== 'id') return undefined;
  if (Object.values(filters).some((it) => it !== undefined)) return undefined;
  const ids = presentIds(models);
  const shown = ids.slice(0, limit).flatMap((id) => models.get(id) ?? []);
  return { total: ids.length, models: shown };
}

/** Returns entries that include all matches. */
function findCandidates(models: Models, { tag, status }: ListQuery): ListTable {
  if (tag !== undefined) return findMentioning(models, splitList(tag));
  const statuses = status === undefined ? [] : splitList(status).map((it) => it.toLowerCase());
  const areRare = statuses.length > 0 && !statuses.includes('active') && !statuses.includes('all');
  return areRare ? findMentioning(models, statuses) : tableOf(models);
}

function findMentioning(models: Models, texts: readonly string[]): ListTable {
  return createTable([...new Set(texts.flatMap((text) => [...entriesMentioning(models, text)]))]);
}

// The cheap tests come first: models that fail them skip the rest.
function createTests(models: Models, table: ListTable, query: ListQuery, termsOf: TermsOf): Test[] {
  const { tag, kind, health, ontology, backend, metrics } = query;
  const isStatus = createStatusTest(query.status);
  const ofEntries = [
    ...createTest(health, (values) => {
      const wanted = parseAllowed('health status', values, HEALTH_STATUSES);
      return (it) => wanted.has(it.health.status);
    }),
    ...createTest(kind, (values) => createKindTest(models, values)),
    ...createTest(tag, (values) => {
      const wanted = new Set(values);
      return ({ tags, versions }) =>
        [...tags, ...Object.values(versions).flatMap((it) => it.tags ?? [])].some((it) =>
          wanted.has(it),
        );
    }),
    ...createTest(backend, (values) => {
      const wanted = new Set(values.map((it) => it.toLowerCase()));
      return (it) => listBackends(it).some((name) => wanted.has(name.toLowerCase()));
    }),
    ...(metrics === undefined ? [] : [createMetricTest(metrics)]),
    ...createTest(ontology, (values) => {
      const contains = createContains(values);
      return (it) => termsOf(it.model_id).some(contains);
    }),
  ].map((holds): Test => (at) => {
    const entry = table.entries[at];
    return entry !== undefined && holds(entry);
  });
  return [(at) => isStatus(table.statuses[at]), ...ofEntries];
}

const TEXTS = {
  name: (it) => it.name,
  task: (it) => fieldOf(it, 'task'),
  subject: (it) => fieldOf(it, 'subject'),
  author: (it) => saidOf(it).author ?? '',
} as const satisfies Readonly<Record<string, TextOf>>;

const TEXT_KEYS = ['name', 'task', 'subject', 'author'] as const;

/** The places of the models whose texts have what is asked for; undefined if nothing of a text is. */
function findPlaces(table: ListTable, query: ListQuery): readonly number[] | undefined {
  let places: readonly number[] | undefined;
  for (const key of TEXT_KEYS) {
    const { [key]: given } = query;
    if (given === undefined) continue;
    const found = new Set(splitList(given).flatMap((part) => table.having(TEXTS[key], part)));
    places = places?.filter((it) => found.has(it)) ?? [...found].toSorted((a, b) => a - b);
  }
  return places;
}

/** What a model says of itself in a field that is not one of ours: by `update`, or in its spec. */
function fieldOf({ annotations = {}, metadata }: Entry, key: string): string {
  return String(own(annotations, key) ?? own(metadata, key) ?? '');
}

/** The test of a filter with its values; none if the filter is not given. */
export function createTest<Of = Entry>(
  given: string | undefined,
  make: (values: readonly string[]) => (it: Of) => boolean,
): readonly ((it: Of) => boolean)[] {
  return given === undefined ? [] : [make(splitList(given))];
}

/** Tests a status; without values, all but deleted ones pass. */
export function createStatusTest(
  given: string | undefined,
): (status: Entry['status'] | undefined) => boolean {
  if (given === undefined) return (status) => status !== 'deleted';
  const wanted = parseAllowed('status', splitList(given), [...MODEL_STATUSES, 'all']);
  if (wanted.has('all')) return () => true;
  const [first] = wanted;
  return wanted.size === 1
    ? (status) => status === first
    : (status) => status !== undefined && wanted.has(status);
}

function createKindTest(models: Models, values: readonly string[]): (entry: Entry) => boolean {
  const kinds = new Set(values.map((it) => it.toUpperCase()));
  const known: readonly string[] = MODEL_KINDS;
  const others = values.filter((it) => !known.includes(it.toUpperCase()));
  const sections = new Set(others.length === 0 ? [] : listSections(models));
  for (const value of others) {
    if (![...sections].some(createContains([value]))) {
      throw describeUnknownWord('kind', value, [...known, ...[...sections].toSorted()]);
    }
  }
  const isOther = createContains(others);
  return ({ kind, gnn_section }) =>
    (kind !== null && kinds.has(kind)) || isOther(gnn_section ?? '');
}

function listSections(models: Models): string[] {
  return [...models.values()].flatMap(({ gnn_section }) => gnn_section ?? []);
}

/** @throws RegistryError `value-refused` for a value that is not known */
export function parseAllowed(
  what: string,
  values: readonly string[],
  known: readonly string[],
): Set<string> {
  const lower = values.map((it) => it.toLowerCase());
  for (const value of lower) {
    if (!known.includes(value)) throw describeUnknownWord(what, value, known);
  }
  return new Set(lower);
}

/** Returns a test whether a text has one of the parts, whatever their case. */
export function createContains(parts: readonly string[]): (text: string) => boolean {
  const wanted = parts.map((it) => it.toLowerCase());
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.some((it) => lower.includes(it));
  };
}

/** The columns that people see by default. */
const DEFAULT_COLUMNS = 'id,version,kind,status,health,use,tags,name';

/** A list with the requested columns. */
export interface ModelList extends ListedModels {
  readonly shown: readonly Column[];
}

export const LIST = defineQuery({
  // Synchronous if nothing has to be read.
  query: (registry, { columns, ...query }: ListInput): ModelList | Promise<ModelList> => {
    const { models } = registry.state;
    const shown = findColumns(splitQuoted(columns ?? DEFAULT_COLUMNS));
    if (query.ontology === undefined) return { ...listModels(models, query), shown };
    return openTerms(registry).then((termsOf) => ({
      ...listModels(models, query, termsOf),
      shown,
    }));
  },
  present: ({ models, total, shown }, { columns }): ListOutput => ({
    models: models.map((it) => toRow(it, columns === undefined ? COLUMNS : shown)),
    total,
  }),
  slice: ({ models, ...list }, from, to) => ({ ...list, models: models.slice(from, to) }),
  isWarning: ({ total }) => total === 0,
  notices: ({ notice }) => (notice === undefined ? [] : [notice]),
  hand: ({ models }) => [...models],
});

/** The search index has the terms of all models. */
async function openTerms(registry: OpenedRegistry): Promise<TermsOf> {
  const { openSearch } = await import('../../search/index.js');
  const { models } = await openSearch(registry);
  return (id) => models.get(id)?.texts().terms ?? [];
}

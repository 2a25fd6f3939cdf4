/** Which models there are, by what they are. Pure. */
import { HEALTH_STATUSES, MODEL_KINDS, MODEL_STATUSES } from '../../domain/generated/values.js';
import type { Entry } from '../../domain/model.js';
import { entriesMentioning } from '../../domain/models.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { defineQuery } from '../operation.js';
import type { ListInput, ListOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import type { Column } from './columns.js';
import { COLUMNS, columnsNamed, describeUnknown, orderBy, rowOf } from './columns.js';
import { metricTest } from './metric-test.js';
import { saidOf } from '../../domain/user-words.js';
import { listBackends } from '../../search/document.js';

/**
 * What is asked of a list. Each filter holds one or more values, parted by commas, of which one must
 * hold; all filters must.
 */
export interface ListQuery {
  /** Default: all but deleted ones; `all` for those, too. */
  readonly status?: string;
  /** Of the model, or of one of its versions. */
  readonly tag?: string;
  /** A kind, or a part of the GNN section, such as `POMDP`. */
  readonly kind?: string;
  readonly health?: string;
  /** A part of a term or of its identifier, in any letter case, that the current version binds. */
  readonly ontology?: string;
  /** A part of the author, in any letter case. */
  readonly author?: string;
  /** Of a binding of the current version, or one that the spec is meant for. */
  readonly backend?: string;
  /** Such as `accuracy>0.9,loss<=1`: all of them must hold. */
  readonly metrics?: string;
  /** Default: `id`; with `-` in front, turned round. */
  readonly sort?: string;
  readonly limit?: number;
}

/** What of models the registry does not hold: their ontology terms, with identifiers. */
export type TermsOf = (id: string) => readonly string[];

/** The models of a list. */
export interface ListedModels {
  /** How many there are, without a limit. */
  readonly total: number;
  readonly models: readonly Entry[];
}

const KINDS: readonly string[] = MODEL_KINDS;

type Test = (entry: Entry) => boolean;

/**
 * The models that a query asks for, in its order.
 *
 * @param termsOf - asked only where the query names an ontology term
 * @throws RegistryError `value-refused` for a value that no model can have, with what is allowed
 */
export function listModels(
  models: Models,
  query: ListQuery = {},
  termsOf: TermsOf = () => [],
): ListedModels {
  const order = orderBy(query.sort ?? 'id');
  const tests = testsOf(models, query, termsOf);
  const first = firstOfAll(models, query);
  if (first !== undefined) return first;
  const found = candidatesOf(models, query).filter((entry) => tests.every((holds) => holds(entry)));
  found.sort(order);
  return { total: found.length, models: found.slice(0, query.limit ?? Infinity) };
}

/** The first ones of all models: entries are parsed when they are asked for, and no more than these. */
function firstOfAll(models: Models, { limit, ...query }: ListQuery): ListedModels | undefined {
  const { sort = 'id', ...filters } = query;
  if (limit === undefined || sort !== 'id') return undefined;
  if (Object.values(filters).some((it) => it !== undefined)) return undefined;
  const deleted = new Set(mentioning(models, ['deleted']).filter(isDeleted).map(idOf));
  const ids = [...models.keys()].filter((id) => !deleted.has(id)).toSorted(byCodeUnit);
  const shown = ids.slice(0, limit).flatMap((id) => models.get(id) ?? []);
  return { total: ids.length, models: shown };
}

/** Entries among which all are that can be found. */
function candidatesOf(models: Models, { tag, status }: ListQuery): Entry[] {
  if (tag !== undefined) return mentioning(models, valuesOf(tag));
  const statuses = status === undefined ? [] : valuesOf(status).map((it) => it.toLowerCase());
  const areRare = statuses.length > 0 && !statuses.includes('active') && !statuses.includes('all');
  return areRare ? mentioning(models, statuses) : [...models.values()];
}

function mentioning(models: Models, texts: readonly string[]): Entry[] {
  return [...new Set(texts.flatMap((text) => [...entriesMentioning(models, text)]))];
}

function isDeleted({ status }: Entry): boolean {
  return status === 'deleted';
}

function idOf({ model_id }: Entry): string {
  return model_id;
}

// The cheap ones first: whoever is left out by them is not asked further.
function testsOf(models: Models, query: ListQuery, termsOf: TermsOf): Test[] {
  const { tag, kind, health, ontology, author, backend, metrics } = query;
  return [
    statusTest(query.status),
    ...when(health, (values) => {
      const wanted = allowed('health status', values, HEALTH_STATUSES);
      return (it) => wanted.has(it.health.status);
    }),
    ...when(kind, (values) => kindTest(models, values)),
    ...when(tag, (values) => {
      const wanted = new Set(values);
      return ({ tags, versions }) =>
        [...tags, ...Object.values(versions).flatMap((it) => it.tags ?? [])].some((it) =>
          wanted.has(it),
        );
    }),
    ...when(author, (values) => (it) => holdsPart(saidOf(it).author ?? '', values)),
    ...when(backend, (values) => {
      const wanted = new Set(values.map((it) => it.toLowerCase()));
      return (it) => listBackends(it).some((name) => wanted.has(name.toLowerCase()));
    }),
    ...(metrics === undefined ? [] : [metricTest(metrics)]),
    ...when(
      ontology,
      (values) => (it) => termsOf(it.model_id).some((term) => holdsPart(term, values)),
    ),
  ];
}

function when(
  given: string | undefined,
  make: (values: readonly string[]) => Test,
): readonly Test[] {
  return given === undefined ? [] : [make(valuesOf(given))];
}

/** The values of a filter. */
function valuesOf(given: string): string[] {
  return given
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

function statusTest(given: string | undefined): Test {
  if (given === undefined) return ({ status }) => status !== 'deleted';
  const wanted = allowed('status', valuesOf(given), [...MODEL_STATUSES, 'all']);
  return ({ status }) => wanted.has('all') || wanted.has(status);
}

function kindTest(models: Models, values: readonly string[]): Test {
  const kinds = new Set(values.map((it) => it.toUpperCase()));
  const others = values.filter((it) => !KINDS.includes(it.toUpperCase()));
  const sections = new Set(others.length === 0 ? [] : sectionsOf(models));
  for (const value of others) {
    if (![...sections].some((it) => holdsPart(it, [value]))) {
      throw describeUnknown('kind', value, [...KINDS, ...[...sections].toSorted()]);
    }
  }
  return ({ kind, gnn_section }) =>
    (kind !== null && kinds.has(kind)) || holdsPart(gnn_section ?? '', others);
}

function sectionsOf(models: Models): string[] {
  return [...models.values()].flatMap(({ gnn_section }) => gnn_section ?? []);
}

function allowed(what: string, values: readonly string[], known: readonly string[]): Set<string> {
  const lower = values.map((it) => it.toLowerCase());
  for (const value of lower) {
    if (!known.includes(value)) throw describeUnknown(what, value, known);
  }
  return new Set(lower);
}

function holdsPart(text: string, parts: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return parts.some((it) => lower.includes(it.toLowerCase()));
}

/** The columns that people see. */
const SHOWN = 'id,version,kind,status,health,use,tags,name';

/** A list, with the columns that were asked for. */
export interface ModelList extends ListedModels {
  readonly shown: readonly Column[];
}

export const LIST = defineQuery({
  // At once, where nothing has to be read.
  query: (registry, { columns, ...query }: ListInput): ModelList | Promise<ModelList> => {
    const { models } = registry.state;
    const shown = columnsNamed(valuesOf(columns ?? SHOWN));
    if (query.ontology === undefined) return { ...listModels(models, query), shown };
    return termsIn(registry).then((termsOf) => ({ ...listModels(models, query, termsOf), shown }));
  },
  present: ({ models, total, shown }, { columns }): ListOutput => ({
    models: models.map((it) => rowOf(it, columns === undefined ? COLUMNS : shown)),
    total,
  }),
  isWarning: ({ total }) => total === 0,
  hand: ({ models }) => [...models],
});

/** The index of the searches knows the terms of all models. */
async function termsIn(registry: OpenedRegistry): Promise<TermsOf> {
  const { openSearch } = await import('../../search/index.js');
  const { models } = await openSearch(registry);
  return (id) => models.get(id)?.texts().terms ?? [];
}

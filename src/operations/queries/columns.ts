/** The columns of a list of models. Pure. */
import { sizeOf } from '../../domain/weights-summary.js';
import compare from 'semver/functions/compare.js';
import { RegistryError } from '../../domain/errors.js';
import { HEALTH_ORDER } from '../../domain/health-order.js';
import { own } from '../../domain/json.js';
import { unquote } from '../../domain/lists.js';
import type { Entry } from '../../domain/model.js';
import { didYouMean } from '../../domain/nearest.js';
import { byCodeUnit, takeFirst } from '../../domain/order.js';
import { toSemanticVersion } from '../../version/next-version.js';
import { collectTags } from '../../domain/user-words.js';
import { versionsOf } from '../../version/reference.js';
import { listBackends } from '../../search/document.js';
import { describeTwoDirections, findDirection } from './directions.js';
import type { Wording } from '../../domain/wording.js';
import { saidOf } from '../../domain/user-words.js';

type Value = string | number | readonly string[] | null;

/** A column of a list. */
export interface Column {
  /** The name in the input and in the table header. */
  readonly name: string;
  /** The key in the output for programs. */
  readonly key: string;
  readonly valueOf: (entry: Entry) => Value;
  /** What people see, if that is more. */
  readonly showFor?: (entry: Entry) => readonly string[];
}

/** All columns except metrics. */
export const COLUMNS: readonly Column[] = [
  createColumn('id', 'model_id', (it) => it.model_id),
  createColumn('name', 'name', (it) => it.name),
  createColumn('version', 'version', (it) => it.version),
  createColumn('kind', 'kind', (it) => it.kind),
  createColumn('section', 'gnn_section', (it) => it.gnn_section),
  createColumn('status', 'status', (it) => it.status),
  createColumn('health', 'health_status', (it) => it.health.status),
  { ...createColumn('tags', 'tags', tagsNow), showFor: showTags },
  { ...createColumn('aliases', 'aliases', listAliases), showFor: showAliases },
  createColumn('backends', 'backends', listBackends),
  createColumn('use', 'use_count', (it) => it.use?.count ?? 0),
  createColumn('used', 'last_used_at', (it) => it.use?.last_used_at ?? null),
  createColumn('variables', 'variables', (it) => it.metadata.variables),
  createColumn('connections', 'connections', (it) => it.metadata.connections),
  createColumn('parameters', 'parameters', (it) => it.metadata.parameters),
  createColumn('equations', 'equations', (it) => it.metadata.equations),
  createColumn('terms', 'ontology_terms', (it) => it.metadata.ontology_terms),
  createColumn('versions', 'versions', (it) => Object.keys(it.versions).length),
  createColumn('size', 'size_bytes', sizeOf),
  createColumn('author', 'author', (it) => saidOf(it).author),
  createColumn('license', 'license', (it) => saidOf(it).license),
  createColumn('description', 'description', (it) => saidOf(it).description),
  createColumn('file', 'file_path', (it) => it.file_path),
  createColumn('hash', 'hash', (it) => it.hash),
  createColumn('created', 'created_at', (it) => it.created_at),
  createColumn('updated', 'updated_at', (it) => it.updated_at),
];

/** The keys that a list can be sorted by. */
export const SORT_KEYS = [
  'id',
  'name',
  'updated',
  'created',
  'version',
  'use',
  'health',
  'variables',
  'size',
] as const;

function createColumn(name: string, key: string, valueOf: Column['valueOf']): Column {
  return { name, key, valueOf };
}

/** Returns the distinct tags of a model and its current version. */
export function tagsNow({ tags, version, versions }: Entry): string[] {
  return [...new Set([...tags, ...(versions[version]?.tags ?? [])])].toSorted(byCodeUnit);
}

/** Returns the tags of a model and of all its versions, each with the versions that have it if the current one has not. */
export function showTags(entry: Entry): string[] {
  const now = tagsNow(entry);
  const others = collectTags(entry).filter((it) => !now.includes(it));
  return [...now, ...others.map((tag) => `${tag} (${findTagged(entry, tag).join(', ')})`)];
}

/** The versions that have a tag, the newest first. */
export function findTagged(entry: Entry, tag: string): string[] {
  return versionsOf(entry).flatMap(({ version, tags }) => (tags?.includes(tag) ? version : []));
}

function listAliases({ aliases = {} }: Entry): string[] {
  return Object.keys(aliases).toSorted(byCodeUnit);
}

/** Returns the aliases of a model, each with its version if that is not the current one. */
function showAliases(entry: Entry): string[] {
  return listAliases(entry).map((alias) => {
    const at = own(entry.aliases ?? {}, alias)?.version ?? entry.version;
    return at === entry.version ? alias : `${alias} (${at})`;
  });
}

/** Returns a metric of a model's current version; null if there is none. */
export function getMetric({ version, versions }: Entry, name: string): number | null {
  return own(versions[version]?.metrics ?? {}, name) ?? null;
}

/**
 * Finds columns by name or key.
 *
 * @throws RegistryError `value-refused` for an unknown column
 */
export function findColumns(names: readonly string[]): Column[] {
  return names.map((name) => {
    const found =
      createMetricColumn(name) ?? COLUMNS.find((it) => it.name === name || it.key === name);
    if (found !== undefined) return found;
    const known = COLUMNS.map((it) => it.name);
    throw describeUnknownWord('column', name, [...known, 'metrics.NAME']);
  });
}

function findMetricName(name: string): string | undefined {
  const [, written] = /^metrics\.(.+)$/.exec(name) ?? [];
  return written === undefined ? undefined : unquote(written);
}

function createMetricColumn(name: string): Column | undefined {
  const metric = findMetricName(name);
  if (metric === undefined) return undefined;
  const key = `metrics.${metric}`;
  return createColumn(key, key, (it) => getMetric(it, metric));
}

/** Returns the values of a model by column key, for programs. */
export function toRow(entry: Entry, columns: readonly Column[]): Record<string, Value> {
  const row: Record<string, Value> = {};
  for (const { key, valueOf } of columns) row[key] = valueOf(entry);
  return row;
}

/** Sorted entries, and what there is to say of their order. */
interface Sorted {
  readonly entries: readonly Entry[];
  readonly notice?: Wording;
}

/**
 * Returns a function that sorts entries, or the first of them. Ties are ordered by id, and models without a value come last in
 * either direction. Of a metric, the best values come first; higher ones if it has two directions.
 *
 * @param key - one of {@link SORT_KEYS} or `metrics.NAME`; a leading `-` reverses the order
 * @throws RegistryError `value-refused` for an unknown key
 */
export function createOrder(key: string): (entries: readonly Entry[], limit?: number) => Sorted {
  const name = key.replace(/^-/, '');
  const comparison = createComparison(name);
  const metric = findMetricName(name);
  const sort = (entries: readonly Entry[], startsHigh: boolean, limit: number): Entry[] =>
    takeFirst(entries, orderBy(comparison, key.startsWith('-') === startsHigh ? 1 : -1), limit);
  return (entries, limit = Infinity) => {
    // As they are stored, they are in this order.
    if (key === 'id' && isOrdered(entries)) return { entries };
    if (metric === undefined) return { entries: sort(entries, false, limit) };
    const versions = entries.flatMap((entry) => {
      const version = entry.versions[entry.version];
      return version === undefined ? [] : [{ entry, version }];
    });
    const direction = findDirection(metric, versions);
    return {
      entries: sort(entries, direction !== 'lower', limit),
      ...(direction === null && { notice: describeTwoDirections(metric, versions) }),
    };
  };
}

function isOrdered(entries: readonly Entry[]): boolean {
  return entries.every(
    ({ model_id: id }, at) => at === 0 || (entries[at - 1]?.model_id ?? '') < id,
  );
}

function orderBy(comparison: Comparison, sign: number): (a: Entry, b: Entry) => number {
  return (a, b) => {
    const [x, y] = [comparison.valueOf(a), comparison.valueOf(b)];
    const order =
      x === null || y === null
        ? Number(x === null) - Number(y === null)
        : sign * comparison.compare(x, y);
    return order || byCodeUnit(a.model_id, b.model_id);
  };
}

interface Comparison {
  readonly valueOf: (entry: Entry) => string | number | null;
  readonly compare: (a: string | number, b: string | number) => number;
}

function createComparison(name: string): Comparison {
  const isKnown = SORT_KEYS.some((it) => it === name);
  const found = isKnown ? COLUMNS.find((it) => it.name === name) : createMetricColumn(name);
  if (found === undefined)
    throw describeUnknownWord('sort key', name, [...SORT_KEYS, 'metrics.NAME']);
  if (name === 'health') {
    return { valueOf: (it) => HEALTH_ORDER.indexOf(it.health.status), compare: compareValues };
  }
  if (name === 'version') {
    return {
      valueOf: (it) => toSemanticVersion(it.version),
      compare: (a, b) => compare(String(a), String(b)),
    };
  }
  return { valueOf: (it) => toComparable(found.valueOf(it)), compare: compareValues };
}

function toComparable(value: Value): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodeUnit(String(a), String(b));
}

/** Returns the error for a word that is not allowed. */
export function describeUnknownWord(
  what: string,
  written: string,
  allowed: readonly string[],
): RegistryError {
  return new RegistryError(
    'value-refused',
    `there is no ${what} ${JSON.stringify(written)}${didYouMean(written, allowed)}`,
    `Allowed: ${allowed.join(', ')}.`,
  );
}

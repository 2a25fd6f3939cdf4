/** What a list tells of a model. Pure. */
import compare from 'semver/functions/compare.js';
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import { nearestName } from '../../domain/nearest.js';
import { byCodeUnit } from '../../domain/order.js';
import { toSemanticVersion } from '../../version/next-version.js';
import { listBackends } from '../../search/document.js';
import { saidOf } from '../../domain/user-words.js';

type Value = string | number | readonly string[] | null;

/** A column of a list. */
export interface Column {
  /** As a wish for columns and the header have it. */
  readonly name: string;
  /** As programs have it. */
  readonly key: string;
  readonly valueOf: (entry: Entry) => Value;
}

const HEALTH_ORDER: readonly string[] = ['healthy', 'degraded', 'unhealthy', 'loading', 'unknown'];

/** All columns but those of metrics. */
export const COLUMNS: readonly Column[] = [
  column('id', 'model_id', (it) => it.model_id),
  column('name', 'name', (it) => it.name),
  column('version', 'version', (it) => it.version),
  column('kind', 'kind', (it) => it.kind),
  column('section', 'gnn_section', (it) => it.gnn_section),
  column('status', 'status', (it) => it.status),
  column('health', 'health_status', (it) => it.health.status),
  column('tags', 'tags', tagsOf),
  column('aliases', 'aliases', (it) => Object.keys(it.aliases ?? {}).toSorted(byCodeUnit)),
  column('backends', 'backends', listBackends),
  column('use', 'use_count', (it) => it.use?.count ?? 0),
  column('used', 'last_used_at', (it) => it.use?.last_used_at ?? null),
  column('variables', 'variables', (it) => it.metadata.variables),
  column('connections', 'connections', (it) => it.metadata.connections),
  column('parameters', 'parameters', (it) => it.metadata.parameters),
  column('equations', 'equations', (it) => it.metadata.equations),
  column('terms', 'ontology_terms', (it) => it.metadata.ontology_terms),
  column('versions', 'versions', (it) => Object.keys(it.versions).length),
  column('size', 'size_bytes', (it) => it.file_size_bytes),
  column('author', 'author', (it) => saidOf(it).author),
  column('license', 'license', (it) => saidOf(it).license),
  column('description', 'description', (it) => saidOf(it).description),
  column('file', 'file_path', (it) => it.file_path),
  column('hash', 'hash', (it) => it.hash),
  column('created', 'created_at', (it) => it.created_at),
  column('updated', 'updated_at', (it) => it.updated_at),
];

/** What a list may be sorted by. */
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

function column(name: string, key: string, valueOf: Column['valueOf']): Column {
  return { name, key, valueOf };
}

/** The tags of a model and of its current version, each once. */
export function tagsOf({ tags, version, versions }: Entry): string[] {
  return [...new Set([...tags, ...(versions[version]?.tags ?? [])])].toSorted(byCodeUnit);
}

/** A metric of a model's current version. */
export function metricOf({ version, versions }: Entry, name: string): number | null {
  const metrics = versions[version]?.metrics ?? {};
  return Object.hasOwn(metrics, name) ? (metrics[name] ?? null) : null;
}

/**
 * The columns that are asked for.
 *
 * @throws RegistryError `value-refused` for an unknown one
 */
export function columnsNamed(names: readonly string[]): Column[] {
  return names.map((name) => {
    const found = metricColumn(name) ?? COLUMNS.find((it) => it.name === name || it.key === name);
    if (found !== undefined) return found;
    const known = COLUMNS.map((it) => it.name);
    throw describeUnknown('column', name, [...known, 'metrics.NAME']);
  });
}

function metricColumn(name: string): Column | undefined {
  const [, metric] = /^metrics\.(.+)$/.exec(name) ?? [];
  return metric === undefined ? undefined : column(name, name, (it) => metricOf(it, metric));
}

/** A model as a row of some columns, for programs. */
export function rowOf(entry: Entry, columns: readonly Column[]): Record<string, Value> {
  return Object.fromEntries(columns.map(({ key, valueOf }) => [key, valueOf(entry)]));
}

/**
 * The order that a list is asked for in; where two are alike, by id. What has no value comes last,
 * whichever way round.
 *
 * @param key - one of {@link SORT_KEYS} or `metrics.NAME`; with `-` in front, turned round
 * @throws RegistryError `value-refused` for an unknown one
 */
export function orderBy(key: string): (a: Entry, b: Entry) => number {
  const name = key.replace(/^-/, '');
  const sign = key.startsWith('-') ? -1 : 1;
  const compareValues = comparing(name);
  return (a, b) => {
    const [x, y] = [compareValues.valueOf(a), compareValues.valueOf(b)];
    const order =
      x === null || y === null
        ? Number(x === null) - Number(y === null)
        : sign * compareValues.compare(x, y);
    return order || byCodeUnit(a.model_id, b.model_id);
  };
}

interface Comparing {
  readonly valueOf: (entry: Entry) => string | number | null;
  readonly compare: (a: string | number, b: string | number) => number;
}

function comparing(name: string): Comparing {
  const isKnown = SORT_KEYS.some((it) => it === name);
  const found = isKnown ? COLUMNS.find((it) => it.name === name) : metricColumn(name);
  if (found === undefined) throw describeUnknown('sort key', name, [...SORT_KEYS, 'metrics.NAME']);
  if (name === 'health') {
    return { valueOf: (it) => HEALTH_ORDER.indexOf(it.health.status), compare: plainOrder };
  }
  if (name === 'version') {
    return {
      valueOf: (it) => toSemanticVersion(it.version),
      compare: (a, b) => compare(String(a), String(b)),
    };
  }
  return { valueOf: (it) => plain(found.valueOf(it)), compare: plainOrder };
}

function plain(value: Value): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function plainOrder(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodeUnit(String(a), String(b));
}

/** The error for a word that is none of those that are allowed. */
export function describeUnknown(
  what: string,
  written: string,
  allowed: readonly string[],
): RegistryError {
  const near = nearestName(written, allowed);
  return new RegistryError(
    'value-refused',
    `there is no ${what} ${JSON.stringify(written)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    `Allowed: ${allowed.join(', ')}.`,
  );
}

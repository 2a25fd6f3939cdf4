/** Models, or versions of them, side by side: what they are, how sound, and what was measured. */
import { RegistryError } from '../../domain/errors.js';
import { inferDirection } from '../../domain/metric-direction.js';
import type { Direction } from '../../domain/metric-direction.js';
import type { Entry, EntryMetadata, Metrics, VersionEntry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import type { Referred } from '../../version/reference.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { CompareInput, CompareOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';

/** One of the versions that are compared. */
export interface ComparedModel {
  /** As it was given. */
  readonly reference: string;
  readonly model_id: string;
  readonly version: string;
}

/** Something that each of them has, or lacks. */
export interface ComparedRow {
  /** `kind`, `variables`, `hash` …, or the name of a metric. */
  readonly name: string;
  readonly what: 'property' | 'metric';
  /** In the order of the models; null where one has none. */
  readonly values: readonly (string | number | null)[];
  readonly same: boolean;
  /** Of a metric, which values are better; null for a property. */
  readonly better: Direction | null;
  /** The places of the best values; none where fewer than two are there, or all are the same. */
  readonly best: readonly number[];
}

/** Models side by side. */
export interface ModelComparison {
  readonly models: readonly ComparedModel[];
  readonly rows: readonly ComparedRow[];
  /** All have the same bytes. */
  readonly same_content: boolean;
  /** All are the same model, whatever its words and layout. */
  readonly same_structure: boolean;
}

const COUNTS = [
  'variables',
  'connections',
  'edges',
  'parameters',
  'equations',
  'ontology_terms',
] as const satisfies readonly (keyof EntryMetadata)[];

/**
 * Compares versions of one model or of several.
 *
 * @param input - at least two references; a model alone stands for its current version
 * @throws RegistryError `usage` for fewer than two; `name-unknown` for a metric that none of them has;
 *   and those of `resolveReference`
 */
export async function compareModels(
  { state, history }: Pick<OpenedRegistry, 'state' | 'history'>,
  { references, metrics, only_differences: onlyDifferences = false }: CompareInput,
): Promise<ModelComparison> {
  if (references.length < 2) throw describeTooFew(references);
  const found = references.map((reference) => resolveReference(state.models, reference));
  const kinds = await Promise.all(found.map((it) => kindOf(it, history)));
  const rows = [
    ...propertiesOf(found, kinds),
    ...metricsOf(
      found.map(({ version }) => version.metrics ?? {}),
      metrics,
    ),
  ];
  const isSame = (name: string): boolean =>
    rows.some(
      (it) => it.what === 'property' && it.name === name && it.same && !it.values.includes(null),
    );
  return {
    models: found.map(({ entry, version }, index) => ({
      reference: references[index] ?? '',
      model_id: entry.model_id,
      version: version.version,
    })),
    rows: onlyDifferences ? rows.filter((it) => !it.same) : rows,
    same_content: isSame('hash'),
    same_structure: isSame('semantic_hash'),
  };
}

/** The entry knows the kind of its current version; that of another one stands in its source. */
async function kindOf(
  { entry, version }: Referred,
  history: OpenedRegistry['history'],
): Promise<string | null> {
  if (isCurrent(entry, version)) return entry.kind;
  const { comparable } = await history.modelOf(entry, version);
  return comparable?.model.kind ?? null;
}

function isCurrent(entry: Entry, version: VersionEntry): boolean {
  return entry.version === version.version;
}

function propertiesOf(
  found: readonly Referred[],
  kinds: readonly (string | null)[],
): ComparedRow[] {
  const row = (name: string, valueOf: (it: Referred) => string | number | null): ComparedRow =>
    property(name, found.map(valueOf));
  return [
    row('name', ({ entry }) => entry.name),
    property('kind', kinds),
    row('status', ({ entry }) => entry.status),
    // It was checked of the current version alone.
    row('health', ({ entry, version }) => (isCurrent(entry, version) ? entry.health.status : null)),
    row('registered', ({ version }) => version.created_at),
    ...COUNTS.map((count) => row(count, ({ version }) => version.metadata[count])),
    row(
      'author',
      ({ entry, version }) => (isCurrent(entry, version) ? entry : version).metadata.author,
    ),
    row(
      'license',
      ({ entry, version }) => (isCurrent(entry, version) ? entry : version).metadata.license,
    ),
    row('hash', ({ version }) => version.hash),
    row('semantic_hash', ({ version }) => version.semantic_hash),
  ];
}

function property(name: string, values: ComparedRow['values']): ComparedRow {
  return { name, what: 'property', values, same: areSame(values), better: null, best: [] };
}

function metricsOf(all: readonly Metrics[], wanted: readonly string[] | undefined): ComparedRow[] {
  const known = [...new Set(all.flatMap((it) => Object.keys(it)))].toSorted(byCodeUnit);
  const unknown = (wanted ?? []).filter((it) => !known.includes(it));
  if (unknown.length > 0) throw describeNoMetric(unknown, known);
  return [...new Set(wanted ?? known)].map((name) => {
    const values = all.map((it) => (Object.hasOwn(it, name) ? (it[name] ?? null) : null));
    const better = inferDirection(name);
    const best = bestOf(values, better);
    return { name, what: 'metric', values, same: areSame(values), better, best };
  });
}

function bestOf(values: readonly (number | null)[], better: Direction): number[] {
  const numbers = values.filter((it) => it !== null);
  const best = better === 'lower' ? Math.min(...numbers) : Math.max(...numbers);
  if (numbers.every((it) => it === best)) return [];
  return values.flatMap((it, index) => (it === best ? index : []));
}

function areSame(values: ComparedRow['values']): boolean {
  return values.every((it) => it === values[0]);
}

function describeTooFew(references: readonly string[]): RegistryError {
  return new RegistryError(
    'usage',
    `compare needs two references or more, not ${references.length}`,
    'Name models, or versions such as agent@1.0.0.',
  );
}

function describeNoMetric(unknown: readonly string[], known: readonly string[]): RegistryError {
  const names = unknown.map((it) => JSON.stringify(it)).join(', ');
  return new RegistryError(
    'name-unknown',
    `none of them has a metric ${names}`,
    known.length === 0 ? 'They have no metrics.' : `There are: ${known.join(', ')}.`,
  );
}

export const COMPARE = defineQuery({
  query: (registry, input: CompareInput) => compareModels(registry, input),
  present: (compared): CompareOutput => compared,
});

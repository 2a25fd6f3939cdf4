/** Compares models or versions side by side: their properties, their health and their metrics. */
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import type { Direction } from '../../domain/metric-direction.js';
import type { Entry, EntryMetadata, VersionEntry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery, identify } from '../operation.js';
import type { CompareInput, CompareOutput } from '../generated/shapes.js';
import { describeTwoDirections, findDirection } from './directions.js';
import type { OpenedRegistry } from '../workplace.js';

/** A property or metric, with its value for each model. */
export type ComparedRow = CompareOutput['rows'][number];

const COUNTS = [
  'variables',
  'connections',
  'edges',
  'parameters',
  'equations',
  'ontology_terms',
] as const satisfies readonly (keyof EntryMetadata)[];

/**
 * Compares versions of one or more models.
 *
 * @param input - at least two references; a model id means its current version
 * @throws RegistryError `usage` for fewer than two; `name-unknown` for a metric that no version has;
 *   and the errors of `resolveReference`
 */
export async function compareModels(
  { state, history }: Pick<OpenedRegistry, 'state' | 'history'>,
  { references, metrics, only_differences: onlyDifferences = false }: CompareInput,
): Promise<Compared> {
  if (references.length < 2) throw describeTooFew(references);
  const found = references.map((reference) => resolveReference(state.models, reference));
  const kinds = await Promise.all(found.map((it) => findKind(it, history)));
  const rows = [...compareProperties(found, kinds), ...compareMetrics(found, metrics)];
  const isSame = (name: string): boolean =>
    rows.some(
      (it) => it.what === 'property' && it.name === name && it.same && !it.values.includes(null),
    );
  return {
    found,
    models: found.map((it, index) => ({ reference: references[index] ?? '', ...identify(it) })),
    rows: onlyDifferences ? rows.filter((it) => !it.same) : rows,
    same_content: isSame('hash'),
    same_structure: isSame('semantic_hash'),
  };
}

/** The entry stores the kind of its current version; for other versions it is read from the source. */
async function findKind(
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

function compareProperties(
  found: readonly Referred[],
  kinds: readonly (string | null)[],
): ComparedRow[] {
  const row = (name: string, valueOf: (it: Referred) => string | number | null): ComparedRow =>
    createProperty(name, found.map(valueOf));
  return [
    row('name', ({ entry }) => entry.name),
    createProperty('kind', kinds),
    row('status', ({ entry }) => entry.status),
    ...ifAny(
      row('tags', ({ entry, version }) => joinNames([...entry.tags, ...(version.tags ?? [])])),
    ),
    ...ifAny(row('aliases', (it) => joinNames(listAliases(it)))),
    // Only the current version has been checked.
    row('health', ({ entry, version }) => (isCurrent(entry, version) ? entry.health.status : null)),
    row('registered', ({ version }) => version.created_at),
    ...COUNTS.map((count) => row(count, ({ version }) => version.metadata[count])),
    row('author', (it) => getMetadata(it).author),
    row('license', (it) => getMetadata(it).license),
    row('hash', ({ version }) => version.hash),
    row('semantic_hash', ({ version }) => version.semantic_hash),
  ];
}

/** A row, unless no model has a value there. */
function ifAny(row: ComparedRow): ComparedRow[] {
  return row.values.every((it) => it === null) ? [] : [row];
}

function joinNames(names: readonly string[]): string | null {
  return [...new Set(names)].toSorted(byCodeUnit).join(', ') || null;
}

/** The aliases of a version. */
function listAliases({ entry: { aliases = {} }, version }: Referred): string[] {
  return Object.keys(aliases).filter((name) => own(aliases, name)?.version === version.version);
}

/** The entry has the values that `update` set. */
function getMetadata({ entry, version }: Referred): EntryMetadata {
  return (isCurrent(entry, version) ? entry : version).metadata;
}

function createProperty(name: string, values: ComparedRow['values']): ComparedRow {
  return { name, what: 'property', values, same: areSame(values), better: null, best: [] };
}

function compareMetrics(
  found: readonly Referred[],
  wanted: readonly string[] | undefined,
): ComparedRow[] {
  const all = found.map(({ version }) => version.metrics ?? {});
  const known = [...new Set(all.flatMap((it) => Object.keys(it)))].toSorted(byCodeUnit);
  const unknown = (wanted ?? []).filter((it) => !known.includes(it));
  if (unknown.length > 0) throw describeUnknownMetrics(unknown, known);
  return [...new Set(wanted ?? known)].map((name) => {
    const values = all.map((it) => own(it, name) ?? null);
    const better = findDirection(name, found);
    const best = findBest(values, better);
    return { name, what: 'metric', values, same: areSame(values), better, best };
  });
}

function findBest(values: readonly (number | null)[], better: Direction | null): number[] {
  if (better === null) return [];
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
    `compare needs at least two references, not ${references.length}`,
    'Name models, or versions such as agent@1.0.0.',
  );
}

function describeUnknownMetrics(
  unknown: readonly string[],
  known: readonly string[],
): RegistryError {
  const names = unknown.map((it) => JSON.stringify(it)).join(', ');
  return new RegistryError(
    'name-unknown',
    `none of the versions has a metric ${names}`,
    known.length === 0 ? 'They have no metrics.' : `Available: ${known.join(', ')}.`,
  );
}

/** What is compared, and what there is to say of it. */
type Compared = CompareOutput & { readonly found: readonly Referred[] };

function toOutput({ models, rows, same_content, same_structure }: Compared): CompareOutput {
  return { models, rows, same_content, same_structure };
}

export const COMPARE = defineQuery({
  query: compareModels,
  present: toOutput,
  hand: toOutput,
  notices: ({ rows, found }: Compared) =>
    rows
      .filter((it) => it.what === 'metric' && it.better === null)
      .map(({ name }) => describeTwoDirections(name, found)),
});

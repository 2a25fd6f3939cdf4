/** Counts models by their properties. Counts of several groups of models can be added. Pure. */
import type { Entry, ModelCounts, RegistryRating } from './model.js';
import { byCodeUnit } from './order.js';
import { collectTags } from './user-words.js';

/** The minimum share of healthy models for a healthy registry, and for a degraded one. */
const HEALTHY = 0.9;
const DEGRADED = 0.5;

/** What rates a registry: how many of its models are healthy, of how many. */
type Rated = Pick<ModelCounts, 'models' | 'by_health'>;

/** Rates a registry: healthy if at least 90 % of its models are, degraded if at least half are. */
export function rateRegistry({ models, by_health }: Rated): RegistryRating {
  if (models === 0) return { status: 'unknown', healthy_share: null };
  const share = by_health.healthy / models;
  const status = share >= HEALTHY ? 'healthy' : share >= DEGRADED ? 'degraded' : 'unhealthy';
  return { status, healthy_share: Math.round(share * 10_000) / 10_000 };
}

/** Counts that grow. */
type Counting = { -readonly [Key in keyof ModelCounts]: Mutable<ModelCounts[Key]> };
type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Value[Key] } : Value;

/** The counts of no models. */
export function countNothing(): Counting {
  return {
    models: 0,
    versions: 0,
    by_status: { active: 0, deprecated: 0, archived: 0, retired: 0, deleted: 0 },
    by_kind: {},
    by_health: { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0, loading: 0 },
    by_tag: {},
    by_finding: {},
    variables: 0,
    connections: 0,
    size_bytes: 0,
    uses: 0,
    never_used: 0,
  };
}

/**
 * Counts models. Deleted ones are only counted by their status.
 *
 * @param findingsOf - returns how many findings of each code a model has; default: none are counted
 */
export function countModels(
  entries: Iterable<Entry>,
  findingsOf: (id: string) => Readonly<Record<string, number>> = () => ({}),
): ModelCounts {
  const counts = countNothing();
  const kinds = new Map<string, number>();
  const tags = new Map<string, number>();
  const findings = new Map<string, number>();
  for (const entry of entries) {
    counts.by_status[entry.status] += 1;
    if (entry.status === 'deleted') continue;
    addModel(counts, entry);
    increase(kinds, entry.kind ?? 'unknown', 1);
    for (const tag of collectTags(entry)) increase(tags, tag, 1);
    for (const [code, count] of Object.entries(findingsOf(entry.model_id))) {
      increase(findings, code, count);
    }
  }
  return {
    ...counts,
    by_kind: toSorted(kinds),
    by_tag: toSorted(tags),
    by_finding: toSorted(findings),
  };
}

function addModel(counts: Counting, { versions, health, metadata, ...entry }: Entry): void {
  counts.models += 1;
  counts.versions += Object.keys(versions).length;
  counts.by_health[health.status] += 1;
  counts.variables += metadata.variables ?? 0;
  counts.connections += metadata.connections ?? 0;
  counts.size_bytes += entry.file_size_bytes ?? 0;
  counts.uses += entry.use?.count ?? 0;
  counts.never_used += Number(entry.use === undefined);
}

/** Adds the counts of groups of models that have none in common. */
export function addCounts(all: readonly ModelCounts[]): ModelCounts {
  const sum = (key: Total): number => all.reduce((total, it) => total + it[key], 0);
  const totals = Object.fromEntries(TOTALS.map((key) => [key, sum(key)])) as Pick<
    ModelCounts,
    Total
  >;
  const none = countNothing();
  return {
    ...none,
    ...totals,
    by_status: { ...none.by_status, ...addNames(all.map((it) => it.by_status)) },
    by_kind: addNames(all.map((it) => it.by_kind)),
    by_health: { ...none.by_health, ...addNames(all.map((it) => it.by_health)) },
    by_tag: addNames(all.map((it) => it.by_tag)),
    by_finding: addNames(all.map((it) => it.by_finding)),
  };
}

type Total = {
  [Key in keyof ModelCounts]: ModelCounts[Key] extends number ? Key : never;
}[keyof ModelCounts];

const TOTALS = [
  'models',
  'versions',
  'variables',
  'connections',
  'size_bytes',
  'uses',
  'never_used',
] as const satisfies readonly Total[];

type Names = Readonly<Record<string, number>>;

function addNames(all: readonly (Names | object)[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const names of all) {
    for (const [name, count] of Object.entries(names)) increase(sums, name, count);
  }
  return toSorted(sums);
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function toSorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => byCodeUnit(a, b)));
}

/** How many names are listed. */
const MAX_LISTED = 12;

/** Lists the most frequent names: `12 active, 1 retired`. */
export function listCounts(counts: object): string {
  const all = toMostFirst(counts).filter(([, count]) => count > 0);
  const shown = all.slice(0, MAX_LISTED).map(([name, count]) => `${count} ${name}`);
  const more = all.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** The names and their counts, the most frequent first. */
export function toMostFirst(counts: object): [name: string, count: number][] {
  return Object.entries(counts as Readonly<Record<string, number>>).toSorted(
    ([a, one], [b, other]) => other - one || byCodeUnit(a, b),
  );
}

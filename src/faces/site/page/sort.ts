/** The orders of `list`. */
import { HEALTH_ORDER } from '../../../domain/health-order.js';
import { unquote } from '../../../domain/lists.js';
import { byCodeUnit } from '../../../domain/order.js';
import type { SiteIndex, SiteRow } from '../data.js';

type Value = string | number | null;

/** What models are sorted by, by the names that `list` has, from the lowest to the highest. */
export const SORTS: Readonly<Record<string, (row: SiteRow) => Value>> = {
  id: (it) => it.id,
  name: (it) => it.name,
  updated: (it) => it.updated,
  created: (it) => it.created,
  version: (it) => it.order,
  use: (it) => it.use,
  health: (it) => HEALTH_ORDER.indexOf(it.health),
  variables: (it) => it.variables,
  size: (it) => it.size,
};

/** The orders that are offered, in words. */
const OFFERED: readonly (readonly [key: string, words: string])[] = [
  ['name', 'name'],
  ['-updated', 'last changed first'],
  ['updated', 'last changed last'],
  ['-created', 'newest first'],
  ['created', 'oldest first'],
  ['-use', 'most used first'],
  ['health', 'healthy first'],
  ['-health', 'unhealthy first'],
  ['-version', 'highest version first'],
  ['version', 'lowest version first'],
  ['-variables', 'most variables first'],
  ['variables', 'fewest variables first'],
  ['-size', 'largest first'],
  ['size', 'smallest first'],
];

/** Lists the orders that can be chosen. */
export function listOrders({
  metrics,
}: Pick<SiteIndex, 'metrics'>): [key: string, words: string][] {
  const ofMetrics = Object.keys(metrics).flatMap((name): [string, string][] => {
    const key = `metrics.${/^[\w.:-]+$/.test(name) ? name : `"${name}"`}`;
    return [
      [key, `best ${name} first`],
      [`-${key}`, `worst ${name} first`],
    ];
  });
  return [...OFFERED.map(([key, words]): [string, string] => [key, words]), ...ofMetrics];
}

/**
 * Sorts as `list` does: ties by id, models without a value last, and of a metric the best first.
 *
 * @param key - of `SORTS`, or `metrics.NAME`; `-` before it reverses the order; another one changes nothing
 */
export function sortRows(
  rows: readonly SiteRow[],
  key: string,
  directions: SiteIndex['metrics'],
): readonly SiteRow[] {
  const name = key.replace(/^-/, '');
  const metric = metricOf(name);
  const own = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  const valueOf =
    metric === undefined
      ? own
      : (row: SiteRow): Value =>
          Object.hasOwn(row.metrics, metric) ? (row.metrics[metric] ?? null) : null;
  if (valueOf === undefined) return rows;
  const startsHigh = metric !== undefined && directions[metric] !== 'lower';
  const sign = key.startsWith('-') === startsHigh ? 1 : -1;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .toSorted(
      (a, b) =>
        sign * compareIfBoth(a.value, b.value) ||
        nullsLast(a.value, b.value) ||
        byCodeUnit(a.row.id, b.row.id),
    )
    .map(({ row }) => row);
}

function metricOf(name: string): string | undefined {
  const [, written] = /^metrics\.(.+)$/.exec(name) ?? [];
  return written === undefined ? undefined : unquote(written);
}

function compareIfBoth(a: Value, b: Value): number {
  if (a === null || b === null) return 0;
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodeUnit(String(a), String(b));
}

function nullsLast(a: Value, b: Value): number {
  return Number(a === null) - Number(b === null);
}

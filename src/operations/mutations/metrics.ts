/** Metrics of versions. */
import { isAlike } from '../../domain/json.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import { abbreviate } from '../../domain/lists.js';
import { knownDirection, type Direction } from '../../domain/metric-direction.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, option, wording } from '../../domain/wording.js';
import { storedDirection, withDirection, withDirections } from '../../version/directions.js';
import { resolveReference, versionsOf, type Referred } from '../../version/reference.js';
import type { Done } from '../operation.js';
import type { MetricsRmInput, MetricsSetInput, VersionMetrics } from '../generated/shapes.js';
import { presentMetrics } from '../queries/metrics.js';
import {
  changeEntry,
  changeVersion,
  defineChange,
  listExisting,
  without,
  withVersionEntry,
  type Mutation,
} from './mutation.js';

/**
 * Sets metrics of the version that a reference names and keeps its other metrics; a model id means its
 * current version.
 *
 * @throws RegistryError `name-refused`; `value-refused` for a value that is not a finite number, if no
 *   metric is given, and beyond 1,000 metrics; and the errors of `resolveReference`
 */
export const setMetrics: Mutation<MetricsSetInput, Referred> = (
  state,
  { reference, metrics, direction, reason = null },
  clock,
) => {
  const given = Object.entries(metrics);
  for (const [name, value] of given) assertMetric(name, value);
  const found = resolveReference(state.models, reference);
  const { version } = found;
  if (given.length === 0) throw describeNoneGiven(found);
  const event = { action: 'set_metrics', version: version.version, reason };
  const known = new Map(Object.entries(version.metrics ?? {}));
  const names = given.map(([name]) => name);
  // JSON has no -0.
  for (const [name, value] of given) known.set(name, value + 0);
  if (known.size > BOUNDS.metrics) throw describeTooMany(found);
  const measured = { ...version, metrics: sortByName(known) };
  const changed =
    direction === undefined
      ? withVersionEntry(found.entry, withDirections(measured, inheritDirections(found, names)))
      : names.reduce(
          (it, name) => withDirection(it, name, direction),
          withVersionEntry(found.entry, measured),
        );
  if (isAlike(changed, found.entry)) return { state, event, result: found };
  const { entry, ...next } = changeEntry(state, changed, clock);
  const now = entry.versions[version.version] ?? measured;
  return { ...next, event, result: { entry, version: now } };
};

/**
 * Removes metrics of a version.
 *
 * @throws RegistryError `name-unknown` if it lacks one of them, in which case none is removed; and the
 *   errors of `resolveReference`
 */
export const removeMetrics: Mutation<MetricsRmInput, Referred> = (
  state,
  { reference, names, reason = null },
  clock,
) => {
  const found = resolveReference(state.models, reference);
  const { version } = found;
  const left = new Map(Object.entries(version.metrics ?? {}));
  const unknown = names.filter((it) => !left.has(it));
  if (unknown.length > 0) throw describeUnknownMetrics(found, unknown, [...left.keys()]);
  for (const name of names) left.delete(name);
  const directions = Object.entries(version.metric_directions ?? {});
  const measured = {
    ...without(version, 'metrics'),
    ...(left.size > 0 && { metrics: sortByName(left) }),
  };
  const changed = withDirections(measured, new Map(directions.filter(([name]) => left.has(name))));
  const event = { action: 'remove_metrics', version: version.version, reason };
  const next = changeVersion(state, found, changed, clock);
  return { state: next.state, event, result: next.now };
};

function assertMetric(name: string, value: unknown): void {
  const isName =
    name.trim() === name &&
    name !== '' &&
    name !== '__proto__' &&
    [...name].length <= BOUNDS.metricName &&
    !/["\p{Cc}]/u.test(name);
  if (!isName) {
    throw new RegistryError(
      'name-refused',
      `${JSON.stringify(name)} cannot be a metric`,
      `Write 1 to ${BOUNDS.metricName} characters without quotes, and without white space at the ends.`,
    );
  }
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new RegistryError(
    'value-refused',
    `the metric ${name} is not a finite number: ${JSON.stringify(value) ?? String(value)}`,
    'Give a number such as 0.93, -12 or 1e-6.',
  );
}

/**
 * The directions of the metrics of a version: as stored, unless their names say the same; those that are set
 * first are as in other versions of the model.
 */
function inheritDirections(
  { entry, version }: Referred,
  names: readonly string[],
): Map<string, Direction> {
  const directions = new Map(Object.entries(version.metric_directions ?? {}));
  const others = versionsOf(entry);
  for (const name of names) {
    const [elsewhere] = others.flatMap((it) => storedDirection(it, name) ?? []);
    const direction = storedDirection(version, name) ?? elsewhere;
    if (direction === undefined || direction === knownDirection(name)) directions.delete(name);
    else directions.set(name, direction);
  }
  return directions;
}

function sortByName<Value>(metrics: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...metrics].toSorted(([a], [b]) => byCodeUnit(a, b)));
}

function describeNoneGiven({ entry, version }: Referred): RegistryError {
  return new RegistryError(
    'value-refused',
    `no metrics are given for ${entry.model_id}@${version.version}`,
    'Give at least one, such as accuracy=0.93.',
  );
}

function describeTooMany({ entry, version }: Referred): RegistryError {
  return new RegistryError(
    'value-refused',
    `${entry.model_id}@${version.version} would have more than ${BOUNDS.metrics} metrics`,
    wording`Remove some with ${operation('metrics rm')}.`,
  );
}

function describeUnknownMetrics(
  { entry, version }: Referred,
  unknown: readonly string[],
  known: readonly string[],
): RegistryError {
  const names = unknown.map((it) => JSON.stringify(it)).join(', ');
  return new RegistryError(
    'name-unknown',
    `${entry.model_id}@${version.version} has no metric ${names}`,
    listExisting(known, 'metrics'),
  );
}

const SHOWN = {
  present: ({ result }: Done<Referred>): VersionMetrics => presentMetrics(result),
  hand: ({ result }: Done<Referred>) => result.version,
};

export const METRICS_SET = defineChange(setMetrics, {
  ...SHOWN,
  notices: ({ result: { version } }, { metrics }: MetricsSetInput) => {
    const open = Object.keys(metrics).filter(
      (it) => knownDirection(it) === undefined && storedDirection(version, it) === undefined,
    );
    if (open.length === 0) return [];
    const names = abbreviate(open, 5);
    return [
      wording`Higher values of ${names} are taken as better; ${option('direction', 'lower')} says otherwise.`,
    ];
  },
});

export const METRICS_RM = defineChange(removeMetrics, SHOWN);

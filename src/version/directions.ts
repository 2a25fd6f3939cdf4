/** Which values of the metrics of a model's versions are better. Pure. */
import { own } from '../domain/json.js';
import { knownDirection, type Direction } from '../domain/metric-direction.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';

/** The direction that was set with a metric of a version. */
export function storedDirection(
  { metric_directions: directions = {} }: Pick<VersionEntry, 'metric_directions'>,
  metric: string,
): Direction | undefined {
  return own(directions, metric);
}

/** The directions that were set with a metric in the versions of a model, each once. */
export function listDirections({ versions }: Entry, metric: string): Direction[] {
  const all = Object.values(versions).flatMap((it) => storedDirection(it, metric) ?? []);
  return [...new Set(all)];
}

/** The metrics of a model with a direction that was set. */
export function listDirected({ versions }: Entry): string[] {
  const all = Object.values(versions).flatMap((it) => Object.keys(it.metric_directions ?? {}));
  return [...new Set(all)];
}

/**
 * Gives a metric its direction in every version that has it: it is one for a model. What its name says is not
 * stored.
 */
export function withDirection(entry: Entry, metric: string, direction: Direction): Entry {
  const isKnown = knownDirection(metric) === direction;
  const versions = Object.entries(entry.versions).map(([number, version]) => {
    if (!Object.hasOwn(version.metrics ?? {}, metric)) return [number, version];
    const { [metric]: _, ...others } = version.metric_directions ?? {};
    const directions = isKnown ? others : { ...others, [metric]: direction };
    return [number, withDirections(version, new Map(Object.entries(directions)))];
  });
  return { ...entry, versions: Object.fromEntries(versions) };
}

/** Returns a version with these directions of its metrics, by name. */
export function withDirections(
  version: VersionEntry,
  directions: ReadonlyMap<string, Direction>,
): VersionEntry {
  const { metric_directions: _, ...bare } = version;
  if (directions.size === 0) return bare;
  const sorted = [...directions].toSorted(([a], [b]) => byCodeUnit(a, b));
  return { ...bare, metric_directions: Object.fromEntries(sorted) };
}

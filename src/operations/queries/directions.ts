/** Which values of the metrics of versions are better. Pure. */
import { knownDirection, type Direction } from '../../domain/metric-direction.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { storedDirection } from '../../version/directions.js';
import { operation, option, wording, type Wording } from '../../domain/wording.js';

/** A version of a model, by its id. */
interface Measured {
  readonly entry: Pick<Entry, 'model_id'>;
  readonly version: Pick<VersionEntry, 'version' | 'metrics' | 'metric_directions'>;
}

/**
 * Which values of a metric are better: as it was set, or else as its name says; otherwise higher ones.
 *
 * @returns null if they differ for some of the versions that have it
 */
export function findDirection(metric: string, versions: readonly Measured[]): Direction | null {
  const known = knownDirection(metric);
  const found = versions.flatMap((it) => directionOf(metric, it, known) ?? []);
  const [one, ...others] = new Set(found);
  return others.length > 0 ? null : (one ?? known ?? 'higher');
}

/** Which values of a metric of one version are better. */
export function findOwnDirection(metric: string, { version }: Measured): Direction {
  return storedDirection(version, metric) ?? knownDirection(metric) ?? 'higher';
}

function directionOf(
  metric: string,
  { version }: Measured,
  known: Direction | undefined,
): Direction | undefined {
  if (!Object.hasOwn(version.metrics ?? {}, metric)) return undefined;
  return storedDirection(version, metric) ?? known;
}

/** Says which versions have a metric with which direction. */
export function describeTwoDirections(metric: string, versions: readonly Measured[]): Wording {
  const known = knownDirection(metric);
  const nameOf = (direction: Direction): string => {
    const found = versions.find((it) => directionOf(metric, it, known) === direction);
    return found === undefined ? '' : `${found.entry.model_id}@${found.version.version}`;
  };
  return wording`The metric ${metric} is better when lower for ${nameOf('lower')}, but when higher for ${nameOf('higher')}: ${operation('metrics set')} with ${option('direction')} sets it for all versions of a model.`;
}

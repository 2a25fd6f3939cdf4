/** Which values of the metrics of versions are better. Pure. */
import { own } from '../../domain/json.js';
import { knownDirection, type Direction } from '../../domain/metric-direction.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { operation, option, wording, type Wording } from '../../domain/wording.js';

/** A version of a model, by its id. */
interface Measured {
  readonly entry: Pick<Entry, 'model_id'>;
  readonly version: Pick<VersionEntry, 'version' | 'metric_directions'>;
}

/** The direction that was set with a metric of a version. */
export function storedDirection(
  { metric_directions: directions = {} }: Pick<VersionEntry, 'metric_directions'>,
  metric: string,
): Direction | undefined {
  return own(directions, metric);
}

/**
 * Which values of a metric are better: as it was set, or else as its name says; otherwise higher ones.
 *
 * @returns null if it was set differently for some of the versions
 */
export function findDirection(metric: string, versions: readonly Measured[]): Direction | null {
  const [set, ...others] = new Set(
    versions.flatMap(({ version }) => storedDirection(version, metric) ?? []),
  );
  return others.length > 0 ? null : (set ?? knownDirection(metric) ?? 'higher');
}

/** Says for which versions a metric was set differently. */
export function describeTwoDirections(metric: string, versions: readonly Measured[]): Wording {
  const nameOf = (direction: Direction): string => {
    const found = versions.find(({ version }) => storedDirection(version, metric) === direction);
    return found === undefined ? '' : `${found.entry.model_id}@${found.version.version}`;
  };
  return wording`The metric ${metric} is better when lower for ${nameOf('lower')}, but when higher for ${nameOf('higher')}: ${operation('metrics set')} with ${option('direction')} sets it for all versions of a model.`;
}

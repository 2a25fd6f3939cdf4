/** Which values of the metrics of versions are better. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import { knownDirection, opposite, type Direction } from '../../domain/metric-direction.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { option, wording } from '../../domain/wording.js';

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
 * Which values of a metric are better: as its name says, or else as it was set; otherwise higher ones.
 *
 * @throws RegistryError `value-refused` if it was set differently for some of the versions
 */
export function findDirection(metric: string, versions: readonly Measured[]): Direction {
  const known = knownDirection(metric);
  if (known !== undefined) return known;
  const having = (direction: Direction): Measured | undefined =>
    versions.find(({ version }) => storedDirection(version, metric) === direction);
  const [lower, higher] = [having('lower'), having('higher')];
  if (lower !== undefined && higher !== undefined) throw describeConflict(metric, lower, higher);
  return lower === undefined ? 'higher' : 'lower';
}

function describeConflict(metric: string, lower: Measured, higher: Measured): RegistryError {
  const name = ({ entry, version }: Measured): string => `${entry.model_id}@${version.version}`;
  return new RegistryError(
    'value-refused',
    `the metric ${metric} is better when lower for ${name(lower)}, but when higher for ${name(higher)}`,
    wording`Set it again for one of them, with another ${option('direction')} or another name.`,
  );
}

/**
 * Ensures that a metric may be given a direction.
 *
 * @throws RegistryError `value-refused` if its name, or another version of its model, says the opposite
 */
export function assertDirection(
  metric: string,
  direction: Direction,
  others: readonly Measured[],
): void {
  if (knownDirection(metric) === opposite(direction)) {
    throw new RegistryError(
      'value-refused',
      `the metric ${metric} is better when ${opposite(direction)}, as its name says`,
      wording`Omit ${option('direction')}, or give it another name.`,
    );
  }
  const other = others.find(
    ({ version }) => storedDirection(version, metric) === opposite(direction),
  );
  if (other === undefined) return;
  throw new RegistryError(
    'value-refused',
    `the metric ${metric} is better when ${opposite(direction)} for ${other.entry.model_id}@${other.version.version}`,
    wording`Give it the same ${option('direction')} in all versions, or another name.`,
  );
}

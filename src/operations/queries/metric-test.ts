/** Parses conditions on metrics, such as `accuracy>0.9,loss<=1`. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { splitQuoted } from '../../domain/lists.js';
import type { Entry } from '../../domain/model.js';
import { createConditionTest, metricOf, readCondition } from '../../search/condition.js';
import { valuesOfMetric } from '../../search/fields.js';

/**
 * Returns a test of the metrics of a model's current version. All conditions, separated by commas, must
 * hold; a condition on a missing metric does not.
 *
 * @throws RegistryError `value-refused` for a condition that cannot be understood
 */
export function createMetricTest(text: string): (entry: Entry) => boolean {
  const conditions = splitQuoted(text).map(parseCondition);
  return ({ version, versions }) => {
    const metrics = versions[version]?.metrics ?? {};
    return conditions.every(({ name, holds }) => valuesOfMetric(metrics, name).some(holds));
  };
}

function parseCondition(text: string): {
  readonly name: string;
  readonly holds: (value: number | null) => boolean;
} {
  const condition = readCondition(text);
  if (condition !== undefined && condition.number !== null) {
    return { name: metricOf(condition), holds: createConditionTest(condition) };
  }
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(text)} is not a condition on a metric`,
    'Write it as accuracy>0.9: a name (in quotes if it has blanks or signs), one of < <= = != >= >, and a number; separate several by commas.',
  );
}

/** Parses conditions on metrics, such as `accuracy>0.9,loss<=1`. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { splitQuoted, unquote } from '../../domain/lists.js';
import type { Entry } from '../../domain/model.js';
import { getMetric } from './columns.js';

/** As in a query, too: `metrics.accuracy:>0.9`. A name with blanks or signs is quoted. */
const CONDITION =
  /^(?:metrics\.)?("[^"]+"|[^\s<>=!":]+(?::[^\s<>=!":]+)*):?\s*(<=|>=|!=|==|<|>|=)\s*(\S+)$/u;

/**
 * Returns a test of the metrics of a model's current version. All conditions, separated by commas, must
 * hold; a condition on a missing metric does not.
 *
 * @throws RegistryError `value-refused` for a condition that cannot be understood
 */
export function createMetricTest(text: string): (entry: Entry) => boolean {
  const conditions = splitQuoted(text).map(parseCondition);
  return (entry) =>
    conditions.every(({ name, matches }) => {
      const value = getMetric(entry, name);
      return value !== null && matches(value);
    });
}

interface Condition {
  readonly name: string;
  readonly matches: (value: number) => boolean;
}

function parseCondition(text: string): Condition {
  const [, name = '', operator = '', number = ''] = CONDITION.exec(text) ?? [];
  const wanted = number === '' ? Number.NaN : Number(number);
  if (!Number.isFinite(wanted)) {
    throw new RegistryError(
      'value-refused',
      `${JSON.stringify(text)} is not a condition on a metric`,
      'Write it as accuracy>0.9: a name (in quotes if it has blanks or signs), one of < <= = != >= >, and a number; separate several by commas.',
    );
  }
  return { name: unquote(name), matches: createComparison(operator, wanted) };
}

function createComparison(operator: string, wanted: number): Condition['matches'] {
  switch (operator) {
    case '<':
      return (it) => it < wanted;
    case '<=':
      return (it) => it <= wanted;
    case '>':
      return (it) => it > wanted;
    case '>=':
      return (it) => it >= wanted;
    case '!=':
      return (it) => it !== wanted;
    default:
      return (it) => it === wanted;
  }
}

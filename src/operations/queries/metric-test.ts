/** Conditions on metrics, such as `accuracy>0.9,loss<=1`. Pure. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import { metricOf } from './columns.js';

const CONDITION = /^([^\s<>=!@/\\]+)\s*(<=|>=|!=|==|<|>|=)\s*(\S+)$/u;

/**
 * Whether a model's current version has such metrics: all conditions, parted by commas, must hold. A
 * metric that it does not have fulfils none.
 *
 * @throws RegistryError `value-refused` for a condition that cannot be understood
 */
export function metricTest(text: string): (entry: Entry) => boolean {
  const conditions = text
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '')
    .map(readCondition);
  return (entry) =>
    conditions.every(({ name, holds }) => {
      const value = metricOf(entry, name);
      return value !== null && holds(value);
    });
}

interface Condition {
  readonly name: string;
  readonly holds: (value: number) => boolean;
}

function readCondition(text: string): Condition {
  const [, name = '', operator = '', number = ''] = CONDITION.exec(text) ?? [];
  const wanted = number === '' ? Number.NaN : Number(number);
  if (!Number.isFinite(wanted)) {
    throw new RegistryError(
      'value-refused',
      `${JSON.stringify(text)} is no condition on a metric`,
      'Write it as accuracy>0.9: a name, one of < <= = != >= >, and a number; parted by commas.',
    );
  }
  return { name: name.replace(/^metrics\./, ''), holds: holdsFor(operator, wanted) };
}

function holdsFor(operator: string, wanted: number): Condition['holds'] {
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

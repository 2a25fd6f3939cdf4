/**
 * Conditions such as `accuracy>0.8`, in the syntax of queries too: `metrics.accuracy:>0.8`, `accuracy:0.8`.
 * Filters of lists and queries read them alike. Pure.
 */
import { unquote } from '../domain/lists.js';
import { createOrderTest } from './comparison.js';

/** A comparison of something with a value. */
export interface Condition {
  /** As written, perhaps in quotes or with `metrics.` before it. */
  readonly name: string;
  /** As written, without the colon of queries: `=`, `==`, `!=`, `<`, `<=`, `>` or `>=`. */
  readonly sign: string;
  readonly value: string;
  /** The value, if it is a number. */
  readonly number: number | null;
}

/** A name with blanks or signs is quoted. */
const CONDITION =
  /^((?:metrics?\.)?(?:"[^"]+"|[^\s<>=!":]+(?::[^\s<>=!":]+)*))(?::?\s*(<=|>=|!=|==|<|>|=)|:)\s*(\S+)$/iu;

/** Reads a condition; undefined if the text is none. */
export function readCondition(text: string): Condition | undefined {
  const [, name, sign = '=', value = ''] = CONDITION.exec(text) ?? [];
  if (name === undefined) return undefined;
  const number = Number(value);
  return { name, sign, value, number: Number.isFinite(number) ? number : null };
}

/** The name of the metric that a condition names. */
export function metricOf({ name }: Pick<Condition, 'name'>): string {
  return unquote(name.replace(/^metrics?\./i, ''));
}

/** The operator that queries write for the sign of a condition; `!=` is one that must not hold. */
export function operatorOf({ sign }: Pick<Condition, 'sign'>): string {
  return /^[<>]/.test(sign) ? `:${sign}` : ':=';
}

/** Tests a number; what has no number fulfils no condition, not even `!=`. */
export function createConditionTest(condition: Condition): (value: number | null) => boolean {
  const { number, sign } = condition;
  const order = createOrderTest(operatorOf(condition));
  return (value) => value !== null && number !== null && order(value - number) === (sign !== '!=');
}

/** Checks the values of a binding against the bounds of the registry's schema. */
import { RegistryError } from '../../domain/errors.js';
import { BINDING_STATUSES, BOUNDS } from '../../domain/generated/values.js';
import { isObject } from '../../domain/json.js';
import { truncate } from '../../domain/lists.js';
import { VALUE_DEPTH } from '../../domain/limits.js';
import type { BindingUpdateInput } from '../generated/shapes.js';

/** The values of a binding; null removes one. */
export type BindingValues = Omit<
  BindingUpdateInput,
  'reference' | 'provider' | 'model_id' | 'reason'
>;

/**
 * Checks the values of a binding.
 *
 * @throws RegistryError `value-refused` for a value out of bounds; the hint lists what is allowed
 */
export function assertBindingValues(values: BindingValues): void {
  const { status } = values;
  if (status !== undefined && !BINDING_STATUSES.includes(status)) {
    const hint = `Allowed: ${BINDING_STATUSES.join(', ')}.`;
    throw createRefusal(`${quote(status)} is not a status of a binding`, hint);
  }
  assertNumber('the success rate', values.success_rate, 1);
  assertNumber('the average latency in milliseconds', values.average_latency_ms, BOUNDS.latency);
  assertNumber('the cost of 1,000 calls', values.cost_per_1000, BOUNDS.cost);
  assertText('the endpoint', values.endpoint, BOUNDS.endpoint);
  assertText('the region', values.region, BOUNDS.region);
  const { config } = values;
  if (config === undefined || config === null) return;
  assertConfig(config);
}

/**
 * Ensures that a value is a JSON object within the bounds of the registry's schema.
 *
 * @throws RegistryError `value-refused`
 */
export function assertConfig(
  value: unknown,
): asserts value is NonNullable<BindingValues['config']> {
  if (isObject(value)) {
    const problem = findProblem(value, 'it', 0);
    if (problem === undefined) return;
    throw createRefusal(
      `the configuration of a binding cannot be stored: ${problem}`,
      'Keep it small: names, numbers and switches.',
    );
  }
  throw createRefusal(
    'the configuration of a binding is not a JSON object',
    'Write it as {"key": "value"}.',
  );
}

/** Returns what prevents a JSON value from being stored in the registry; undefined if nothing does. */
function findProblem(value: unknown, place: string, depth: number): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : `${place} is not a number`;
  if (typeof value === 'string') {
    return value.length <= BOUNDS.valueText
      ? undefined
      : `${place} has more than ${BOUNDS.valueText} characters`;
  }
  if (typeof value !== 'object') return `${place} is not JSON`;
  if (depth >= VALUE_DEPTH) return `it is nested more than ${VALUE_DEPTH} levels deep`;
  const items = Object.entries(value);
  const most = Array.isArray(value) ? BOUNDS.valueItems : BOUNDS.valueKeys;
  if (items.length > most) return `${place} has more than ${most} items`;
  for (const [key, item] of items) {
    if (key === '__proto__' || key.length > BOUNDS.valueKey) return `it has a key ${quote(key)}`;
    const problem = findProblem(item, quote(key), depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** @throws RegistryError `value-refused` for a number that is not from 0 to the most */
export function assertNumber(what: string, value: number | null | undefined, most: number): void {
  if (value === undefined || value === null || (value >= 0 && value <= most)) return;
  throw createRefusal(`${what} is ${value}`, `Give a number from 0 to ${most}.`);
}

/** @throws RegistryError `value-refused` for an empty text, and for one that is too long */
export function assertText(what: string, value: string | null | undefined, longest: number): void {
  if (value === undefined || value === null || (value !== '' && value.length <= longest)) return;
  throw createRefusal(`${what} has ${value.length} characters`, `Give 1 to ${longest} characters.`);
}

function quote(text: string): string {
  return JSON.stringify(truncate(text, 60));
}

function createRefusal(message: string, hint: string): RegistryError {
  return new RegistryError('value-refused', message, hint);
}

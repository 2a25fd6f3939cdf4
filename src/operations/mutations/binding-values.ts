/** What the values of a binding may be, as the schema of the registry has it. */
import { RegistryError } from '../../domain/errors.js';
import { BINDING_STATUSES, BOUNDS } from '../../domain/generated/values.js';
import { isObject } from '../../domain/json.js';
import { VALUE_DEPTH } from '../../domain/limits.js';
import type { BindingUpdateInput } from '../generated/shapes.js';

/** What can be said of a binding; null takes it away. */
export type BindingValues = Omit<
  BindingUpdateInput,
  'reference' | 'provider' | 'model_id' | 'reason'
>;

/**
 * @throws RegistryError `value-refused` for a value out of its bounds: what is allowed is in its hint
 */
export function assertBindingValues(values: BindingValues): void {
  const { status } = values;
  if (status !== undefined && !BINDING_STATUSES.includes(status)) {
    const hint = `A binding is one of ${BINDING_STATUSES.join(', ')}.`;
    throw refused(`${shown(status)} is no status of a binding`, hint);
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
 * Makes sure that a value is a JSON object within the bounds of the registry's schema.
 *
 * @throws RegistryError `value-refused`
 */
export function assertConfig(
  value: unknown,
): asserts value is NonNullable<BindingValues['config']> {
  if (isObject(value)) {
    const problem = problemOf(value, 'it', 0);
    if (problem === undefined) return;
    throw refused(
      `the configuration of a binding cannot be kept: ${problem}`,
      'Keep it small: names of things, numbers, switches.',
    );
  }
  throw refused(
    'the configuration of a binding is no JSON object',
    'Write it as {"key": "value"}.',
  );
}

/** What keeps a JSON value from being written to the registry; undefined where nothing does. */
function problemOf(value: unknown, place: string, depth: number): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : `${place} is no number`;
  if (typeof value === 'string') {
    return value.length <= BOUNDS.valueText
      ? undefined
      : `${place} has more than ${BOUNDS.valueText} characters`;
  }
  if (typeof value !== 'object') return `${place} is no JSON`;
  if (depth >= VALUE_DEPTH) return `it is nested more than ${VALUE_DEPTH} deep`;
  const items = Object.entries(value);
  const most = Array.isArray(value) ? BOUNDS.valueItems : BOUNDS.valueKeys;
  if (items.length > most) return `${place} has more than ${most} items`;
  for (const [key, item] of items) {
    if (key === '__proto__' || key.length > BOUNDS.valueKey) return `it has a key ${shown(key)}`;
    const problem = problemOf(item, shown(key), depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function assertNumber(what: string, value: number | null | undefined, most: number): void {
  if (value === undefined || value === null || (value >= 0 && value <= most)) return;
  throw refused(`${what} is ${value}`, `It is a number from 0 to ${most}.`);
}

function assertText(what: string, value: string | null | undefined, longest: number): void {
  if (value === undefined || value === null || (value !== '' && value.length <= longest)) return;
  throw refused(`${what} has ${value.length} characters`, `It has 1 to ${longest} characters.`);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function refused(message: string, hint: string): RegistryError {
  return new RegistryError('value-refused', message, hint);
}

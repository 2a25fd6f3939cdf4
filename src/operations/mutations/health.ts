/** Sets the health of a model, as reported by a person or a program. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS, HEALTH_STATUSES } from '../../domain/generated/values.js';
import type { Entry, Health } from '../../domain/model.js';
import { nearestName } from '../../domain/nearest.js';
import { resolveReference } from '../../version/reference.js';
import type { Mutation } from './change.js';
import { withEntry, without, planMutation } from './change.js';
import { defineMutation } from '../operation.js';
import type { HealthSetInput, HealthSetOutput } from '../generated/shapes.js';

/** The input with a status that was not checked yet. */
type UncheckedInput = Omit<HealthSetInput, 'status'> & { readonly status: string };

const MAX_MESSAGE_LENGTH = BOUNDS.healthMessage;

/**
 * Sets the health of a model until its content is checked again. The results of its last check are
 * kept.
 *
 * @throws RegistryError `value-refused` for an unknown status, a message that is too long, or a version
 *   other than the current one; and the errors of `resolveReference`
 */
export const setHealth: Mutation<UncheckedInput> = (
  state,
  { reference, status: written, message, reason },
  clock,
) => {
  const status = parseStatus(written);
  if (message !== undefined && message.length > MAX_MESSAGE_LENGTH) {
    throw new RegistryError(
      'value-refused',
      `the message has ${message.length} characters`,
      `The maximum is ${MAX_MESSAGE_LENGTH}.`,
    );
  }
  const { entry, version } = resolveReference(state.models, reference);
  if (version.version !== entry.version) throw describeNotCurrent(entry, version.version);
  const event = { action: 'set_health', version: entry.version, reason: reason ?? null };
  const { health } = entry;
  if (health.status === status && health.message === message) {
    return { state, event, result: entry };
  }
  const bare: Health = without(health, 'message');
  const next: Health = { ...bare, status, ...(message !== undefined && { message }) };
  const changed = withEntry(state, { ...entry, health: next }, clock);
  return { state: changed, event, result: changed.models.get(entry.model_id) ?? entry };
};

function parseStatus(written: string): Health['status'] {
  const status = HEALTH_STATUSES.find((it) => it === written);
  if (status !== undefined) return status;
  const near = nearestName(written, HEALTH_STATUSES);
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(written)} is not a health status${near === undefined ? '' : `; did you mean ${near}?`}`,
    `Allowed: ${HEALTH_STATUSES.join(', ')}.`,
  );
}

function describeNotCurrent({ model_id, version }: Entry, named: string): RegistryError {
  return new RegistryError(
    'value-refused',
    `${model_id}@${named} has no health of its own: the health of a model applies to its current version, ${version}`,
    `Write ${model_id}.`,
  );
}

export const HEALTH_SET = defineMutation({
  plan: (place, input: HealthSetInput) => planMutation(place, setHealth, input),
  present: ({ result: { model_id, health }, changed }): HealthSetOutput => ({
    model_id,
    health,
    changed,
  }),
  hand: ({ result }) => result,
});

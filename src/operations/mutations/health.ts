/** The health of a model, as a person or a program says it is. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS, HEALTH_STATUSES } from '../../domain/generated/values.js';
import type { Entry, Health } from '../../domain/model.js';
import { nearestName } from '../../domain/nearest.js';
import { resolveReference } from '../../version/reference.js';
import type { Mutation } from './change.js';
import { withEntry, without, planMutation } from './change.js';
import { defineMutation } from '../operation.js';
import type { HealthSetInput, HealthSetOutput } from '../generated/shapes.js';

/** A face hands over whatever word it was given as the status. */
type Said = Omit<HealthSetInput, 'status'> & { readonly status: string };

const LONGEST_MESSAGE = BOUNDS.healthMessage;

/**
 * Sets the health of a model, until its content is checked again. What its last check found stays
 * beside it.
 *
 * @throws RegistryError `value-refused` for a status that is none, a message that is too long, and a
 *   version that is not the current one; and those of `resolveReference`
 */
export const setHealth: Mutation<Said> = (
  state,
  { reference, status: written, message, reason },
  clock,
) => {
  const status = assertStatus(written);
  if (message !== undefined && message.length > LONGEST_MESSAGE) {
    throw new RegistryError(
      'value-refused',
      `the message has ${message.length} characters`,
      `It can have ${LONGEST_MESSAGE}.`,
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

function assertStatus(written: string): Health['status'] {
  const status = HEALTH_STATUSES.find((it) => it === written);
  if (status !== undefined) return status;
  const near = nearestName(written, HEALTH_STATUSES);
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(written)} is no health${near === undefined ? '' : `; did you mean ${near}?`}`,
    `A model is one of ${HEALTH_STATUSES.join(', ')}.`,
  );
}

function describeNotCurrent({ model_id, version }: Entry, named: string): RegistryError {
  return new RegistryError(
    'value-refused',
    `${model_id}@${named} has no health of its own: that of a model is about its current version, ${version}`,
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

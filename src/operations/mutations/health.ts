/** Sets the health of a model, as reported by a person or a program. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS, HEALTH_STATUSES } from '../../domain/generated/values.js';
import type { Entry, Health } from '../../domain/model.js';
import { didYouMean } from '../../domain/nearest.js';
import { resolveReference } from '../../version/reference.js';
import type { HealthSetInput, HealthSetOutput } from '../generated/shapes.js';
import { changeEntry, defineChange, without, type Mutation } from './mutation.js';

/** The input with a status that was not checked yet. */
type UncheckedInput = Omit<HealthSetInput, 'status'> & { readonly status: string };

/**
 * Sets the health of a model until its content is checked again. The results of its last check are
 * kept.
 *
 * @throws RegistryError `value-refused` for an unknown status, a message that is too long, or a version
 *   other than the current one; and the errors of `resolveReference`
 */
export const setHealth: Mutation<UncheckedInput> = (
  state,
  { reference, status: written, message, reason = null },
  clock,
) => {
  const status = parseStatus(written);
  if (message !== undefined && message.length > BOUNDS.healthMessage) {
    throw new RegistryError(
      'value-refused',
      `the message has ${message.length} characters`,
      `The maximum is ${BOUNDS.healthMessage}.`,
    );
  }
  const { entry, version } = resolveReference(state.models, reference);
  if (version.version !== entry.version) throw describeNotCurrent(entry, version.version);
  const event = { action: 'set_health', version: entry.version, reason };
  const { health } = entry;
  if (health.status === status && health.message === message) {
    return { state, event, result: entry };
  }
  const bare: Health = without(health, 'message');
  const next: Health = { ...bare, status, ...(message !== undefined && { message }) };
  const changed = changeEntry(state, { ...entry, health: next }, clock);
  return { state: changed.state, event, result: changed.entry };
};

function parseStatus(written: string): Health['status'] {
  const status = HEALTH_STATUSES.find((it) => it === written);
  if (status !== undefined) return status;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(written)} is not a health status${didYouMean(written, HEALTH_STATUSES)}`,
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

export const HEALTH_SET = defineChange(setHealth, {
  present: ({ result: { model_id, health }, changed }): HealthSetOutput => ({
    model_id,
    health,
    changed,
  }),
  hand: ({ result }) => result,
});

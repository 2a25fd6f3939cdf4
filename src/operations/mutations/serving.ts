/** Says how weights are to be served: whether at all, loaded beforehand, and which where none are named. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, Serving } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { operation, option, wording } from '../../domain/wording.js';
import { listDefaults, servingOf, withoutDefault } from '../../domain/weights-summary.js';
import { resolveModel } from '../../version/reference.js';
import type { ServingSetInput, ServingSetOutput } from '../generated/shapes.js';
import { changeEntry, defineChange, without, type Mutation } from './mutation.js';

/** What was said, and which model was the default before. */
export interface ServingOutcome {
  readonly entry: Entry;
  readonly previousDefault: string | null;
}

/**
 * Says how a model of weights is to be served. A new default takes that from the model that was it.
 *
 * @throws RegistryError `value-refused` for a model that is not weights, a default that is not served, or if nothing
 *   is said; and the errors of `resolveModel`
 */
export const setServing: Mutation<ServingSetInput, ServingOutcome> = (
  state,
  { id, reason = null, ...said },
  clock,
) => {
  const before = resolveModel(state.models, id);
  assertWeights(before);
  const serving = toServing(before.serving ?? {}, said);
  const bare = without(before, 'serving');
  const next: Entry = Object.keys(serving).length === 0 ? bare : { ...before, serving };
  if (said.default === true) assertServed(next);
  const defaults = listDefaults(state.models.values());
  const previousDefault = defaults[0]?.model_id ?? null;
  const event = { action: 'set_serving', reason };
  const others =
    serving.default === true ? defaults.filter((it) => it.model_id !== before.model_id) : [];
  if (others.length === 0 && isSameServing(before.serving, serving)) {
    return { state, event, result: { entry: before, previousDefault } };
  }
  const { state: changed, entry } = changeEntry(state, next, clock);
  const freed = others.map((it) => ({ ...withoutDefault(it), updated_at: clock.at }));
  const models = withEntries(changed.models, freed);
  return { state: { ...changed, models }, event, result: { entry, previousDefault } };
};

type Said = Pick<ServingSetInput, 'enabled' | 'preload' | 'default'>;

/** What differs from the usual. */
function toServing(before: Serving, { enabled, preload, default: isDefault }: Said): Serving {
  if (enabled === undefined && preload === undefined && isDefault === undefined) {
    throw new RegistryError(
      'value-refused',
      'nothing is said of how to serve it',
      wording`Give ${option('enabled')}, ${option('preload')} or ${option('default')}.`,
    );
  }
  const isEnabled = enabled ?? before.enabled ?? true;
  const keeps = isDefault ?? (isEnabled && before.default === true);
  return {
    ...(!isEnabled && { enabled: false }),
    ...((preload ?? before.preload ?? false) && { preload: true }),
    ...(keeps && { default: true }),
  };
}

function isSameServing(one: Serving = {}, other: Serving = {}): boolean {
  const keys = ['enabled', 'preload', 'default'] as const;
  return keys.every((key) => one[key] === other[key]);
}

function assertWeights({ model_id: id, metadata }: Entry): void {
  if (metadata.weights !== undefined) return;
  throw new RegistryError(
    'value-refused',
    `${id} is not a model of weights, and nothing serves it`,
    wording`${operation('search', 'kind:weights')} lists those that are.`,
  );
}

function assertServed(entry: Entry): void {
  if (servingOf(entry).enabled) return;
  const { model_id: id, status } = entry;
  throw new RegistryError(
    'value-refused',
    `${id} cannot be the default: it is ${status === 'active' ? 'not enabled' : status}`,
    status === 'active'
      ? wording`Give ${option('enabled')}, too.`
      : wording`${operation('activate', id)} or ${operation('restore', id)} makes it active.`,
  );
}

export const SERVING_SET = defineChange(setServing, {
  present: ({ result: { entry, previousDefault }, changed }): ServingSetOutput => {
    const { enabled, preload, isDefault } = servingOf(entry);
    return {
      model_id: entry.model_id,
      enabled,
      preload,
      default: isDefault,
      previous_default: previousDefault,
      changed,
    };
  },
  hand: ({ result }) => result.entry,
});

/** Backends and providers that run versions. */
import { isDeepStrictEqual } from 'node:util';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Binding, VersionEntry } from '../../domain/model.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveReference } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type {
  BindingAddInput,
  BindingChange,
  BindingRmInput,
  BindingUpdateInput,
} from '../generated/shapes.js';
import { assertBindingValues } from './binding-values.js';
import type { BindingValues } from './binding-values.js';
import type { Mutation, Clock, Done } from './change.js';
import { replaceVersion, planMutation, without } from './change.js';
import { again } from './exports.js';
import { assertRoom, findHeld, told } from './version-items.js';
import type { Search } from './version-items.js';
import { assertLabel } from './names.js';

/** A version, and one of its bindings. */
export interface Bound extends Referred {
  readonly binding: Binding;
}

const UNKNOWN = {
  endpoint: null,
  region: null,
  config: null,
  status: 'active',
  success_rate: null,
  average_latency_ms: null,
  cost_per_1000: null,
} as const;

/**
 * Binds a version to a backend or provider.
 *
 * @throws RegistryError `name-refused`; `value-refused` for a value out of its bounds, and where it is
 *   bound so already with other values; and those of `resolveReference`
 */
export const addBinding: Mutation<BindingAddInput, Bound> = (
  state,
  { reference, provider, model_id: modelId, reason, ...values },
  clock,
) => {
  assertLabel(provider, 'provider');
  assertModelId(modelId);
  const given = givenOf(values);
  assertBindingValues(given);
  const found = resolveReference(state.models, reference);
  const { version } = found;
  const bindings = bindingsOf(version);
  const event = { action: 'add_binding', version: version.version, reason: reason ?? null };
  const known = bindings.find((it) => it.provider === provider && it.model_id === modelId);
  if (known !== undefined) {
    if (!isDeepStrictEqual({ ...known, ...given }, known)) throw describeBound(found, known);
    return { state, event, result: { ...found, binding: known } };
  }
  assertRoom(found, bindings.length + 1, 'binding');
  const { at } = clock;
  const binding: Binding = {
    provider,
    model_id: modelId,
    ...UNKNOWN,
    ...given,
    added_at: at,
    updated_at: at,
  };
  const changed = replaceVersion(
    state,
    found,
    { ...version, bindings: [...bindings, binding] },
    clock,
  );
  return { state: changed, event, result: { ...again(changed.models, found), binding } };
};

/**
 * Says how a binding does, or where it is. Where the reference names no version, the one that is
 * bound so is meant.
 *
 * @throws RegistryError `value-refused`, `name-unknown`, `reference-ambiguous`, and those of
 *   `resolveReference`
 */
export const updateBinding: Mutation<BindingUpdateInput, Bound> = (
  state,
  { reference, provider, model_id: modelId, reason, ...values },
  clock,
) => {
  const given = givenOf(values);
  assertBindingValues(given);
  const found = findBinding(state, { reference, provider, modelId });
  const { version, binding: known } = found;
  const event = { action: 'update_binding', version: version.version, reason: reason ?? null };
  if (isDeepStrictEqual({ ...known, ...given }, known)) return { state, event, result: found };
  const binding: Binding = { ...known, ...given, updated_at: clock.at };
  const bindings = bindingsOf(version).map((it) => (it === known ? binding : it));
  return { event, ...changed(state, found, { ...version, bindings }, binding, clock) };
};

/**
 * Removes a binding. Where the reference names no version, the one that is bound so is meant.
 *
 * @returns what was removed
 * @throws RegistryError `name-unknown`, `reference-ambiguous`, and those of `resolveReference`
 */
export const removeBinding: Mutation<BindingRmInput, Bound> = (
  state,
  { reference, provider, model_id: modelId, reason },
  clock,
) => {
  const found = findBinding(state, { reference, provider, modelId });
  const { version, binding: known } = found;
  const rest = bindingsOf(version).filter((it) => it !== known);
  const bare = rest.length === 0 ? without(version, 'bindings') : { ...version, bindings: rest };
  const event = { action: 'remove_binding', version: version.version, reason: reason ?? null };
  return { event, ...changed(state, found, bare, known, clock) };
};

/** The bindings of a version. */
export function bindingsOf({ bindings }: VersionEntry): readonly Binding[] {
  return bindings ?? [];
}

function changed(
  state: Parameters<typeof addBinding>[0],
  found: Bound,
  version: VersionEntry,
  binding: Binding,
  clock: Clock,
) {
  const next = replaceVersion(state, found, version, clock);
  return { state: next, result: { ...again(next.models, found), binding } };
}

/** What is known of a binding; `modelId` is needed where a version has several of the provider. */
interface Wanted {
  readonly reference: string;
  readonly provider: string;
  readonly modelId: string | undefined;
}

function findBinding(
  { models }: Parameters<typeof addBinding>[0],
  { reference, provider, modelId }: Wanted,
): Bound {
  const search: Search<Binding> = {
    what: 'binding',
    wanted: `binding ${provider}${modelId === undefined ? '' : ` ${modelId}`}`,
    of: bindingsOf,
    fits: (it) => it.provider === provider && (modelId ?? it.model_id) === it.model_id,
    name: (it) => `${it.provider} ${it.model_id}`,
  };
  const { entry, version, found } = findHeld(models, reference, search);
  const [binding, ...others] = found;
  if (binding !== undefined && others.length === 0) return { entry, version, binding };
  throw new RegistryError(
    'reference-ambiguous',
    `${entry.model_id}@${version.version} has several bindings of ${provider}`,
    wording`Name one with ${option('model_id')}: ${told(found.map((it) => it.model_id))}.`,
  );
}

/** Only what is said: a value that is undefined says nothing. */
function givenOf(values: BindingValues): BindingValues {
  const { status, success_rate, average_latency_ms, cost_per_1000, endpoint, region, config } =
    values;
  return {
    ...(status !== undefined && { status }),
    ...(success_rate !== undefined && { success_rate }),
    ...(average_latency_ms !== undefined && { average_latency_ms }),
    ...(cost_per_1000 !== undefined && { cost_per_1000 }),
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(config !== undefined && { config }),
  };
}

function assertModelId(modelId: string): void {
  if (modelId !== '' && modelId.length <= BOUNDS.bindingModelId) return;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(modelId.slice(0, 60))} is no name of a model at a provider`,
    `Write 1 to ${BOUNDS.bindingModelId} characters.`,
  );
}

function describeBound(
  { entry, version }: Referred,
  { provider, model_id }: Binding,
): RegistryError {
  return new RegistryError(
    'value-refused',
    `${entry.model_id}@${version.version} is bound to ${provider} ${model_id} already, with other values`,
    wording`${operation('binding update')} changes them.`,
  );
}

function presentBound({ result, changed: isChanged }: Done<Bound>): BindingChange {
  const { entry, version, binding } = result;
  return { model_id: entry.model_id, version: version.version, binding, changed: isChanged };
}

export const BINDING_ADD = defineMutation({
  plan: (place, input: BindingAddInput) => planMutation(place, addBinding, input),
  present: presentBound,
  hand: ({ result }) => result.version,
});

export const BINDING_UPDATE = defineMutation({
  plan: (place, input: BindingUpdateInput) => planMutation(place, updateBinding, input),
  present: presentBound,
  hand: ({ result }) => result.version,
});

export const BINDING_RM = defineMutation({
  plan: (place, input: BindingRmInput) => planMutation(place, removeBinding, input),
  present: presentBound,
  hand: ({ result }) => result.version,
});

/** Bindings: the backends and providers that run versions. */
import { isAlike } from '../../domain/json.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Binding, VersionEntry } from '../../domain/model.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import { identify, type Done } from '../operation.js';
import type {
  BindingAddInput,
  BindingChange,
  BindingRmInput,
  BindingUpdateInput,
} from '../generated/shapes.js';
import { assertBindingValues, type BindingValues } from './binding-values.js';
import { changeVersion, defineChange, without, type Clock, type Mutation } from './mutation.js';
import { tellUnpacked, toUsable } from './usable.js';
import { assertRoom, findItems, abbreviateList, type ItemSearch } from './version-items.js';
import { assertLabel } from './names.js';

/** A version, and one of its bindings. */
export interface BoundVersion extends Referred {
  readonly binding: Binding;
}

const DEFAULTS = {
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
 * @throws RegistryError `name-refused`; `value-refused` for a value out of bounds, and if the same
 *   binding already exists with other values; and the errors of `resolveReference`
 */
export const addBinding: Mutation<BindingAddInput, BoundVersion> = (
  state,
  { reference, provider, model_id: modelId, reason = null, ...values },
  clock,
) => {
  assertLabel(provider, 'provider');
  assertModelId(modelId);
  const given = pickDefined(values);
  assertBindingValues(given);
  const found = resolveReference(state.models, reference);
  const version = toUsable(found);
  const bindings = getBindings(version);
  const event = { action: 'add_binding', version: version.version, reason };
  const known = bindings.find((it) => it.provider === provider && it.model_id === modelId);
  if (known !== undefined) {
    if (!isAlike({ ...known, ...given }, known)) throw describeConflict(found, known);
    if (version === found.version) return { state, event, result: { ...found, binding: known } };
    return { event, ...applyChange(state, found, version, known, clock) };
  }
  assertRoom(found, bindings.length + 1, 'binding');
  const { at } = clock;
  const binding: Binding = {
    provider,
    model_id: modelId,
    ...DEFAULTS,
    ...given,
    added_at: at,
    updated_at: at,
  };
  const changed = { ...version, bindings: [...bindings, binding] };
  return { event, ...applyChange(state, found, changed, binding, clock) };
};

/**
 * Updates the values of a binding. If the reference names no version, it means the version that has
 * the binding.
 *
 * @throws RegistryError `value-refused`, `name-unknown`, `reference-ambiguous`, and the errors of
 *   `resolveReference`
 */
export const updateBinding: Mutation<BindingUpdateInput, BoundVersion> = (
  state,
  { reference, provider, model_id: modelId, reason = null, ...values },
  clock,
) => {
  const given = pickDefined(values);
  assertBindingValues(given);
  const found = findBinding(state, { reference, provider, modelId });
  const { version, binding: known } = found;
  const event = { action: 'update_binding', version: version.version, reason };
  if (isAlike({ ...known, ...given }, known)) return { state, event, result: found };
  const binding: Binding = { ...known, ...given, updated_at: clock.at };
  const bindings = getBindings(version).map((it) => (it === known ? binding : it));
  return { event, ...applyChange(state, found, { ...version, bindings }, binding, clock) };
};

/**
 * Removes a binding. If the reference names no version, it means the version that has the binding.
 *
 * @returns the removed binding
 * @throws RegistryError `name-unknown`, `reference-ambiguous`, and the errors of `resolveReference`
 */
export const removeBinding: Mutation<BindingRmInput, BoundVersion> = (
  state,
  { reference, provider, model_id: modelId, reason = null },
  clock,
) => {
  const found = findBinding(state, { reference, provider, modelId });
  const { version, binding: known } = found;
  const rest = getBindings(version).filter((it) => it !== known);
  const bare = rest.length === 0 ? without(version, 'bindings') : { ...version, bindings: rest };
  const event = { action: 'remove_binding', version: version.version, reason };
  return { event, ...applyChange(state, found, bare, known, clock) };
};

/** Returns the bindings of a version. */
export function getBindings({ bindings }: VersionEntry): readonly Binding[] {
  return bindings ?? [];
}

function applyChange(
  state: Parameters<typeof addBinding>[0],
  found: Referred,
  version: VersionEntry,
  binding: Binding,
  clock: Clock,
) {
  const { state: next, now } = changeVersion(state, found, version, clock);
  return { state: next, result: { ...now, binding } };
}

/** Identifies a binding; `modelId` is needed if a version has several bindings of the provider. */
interface BindingQuery {
  readonly reference: string;
  readonly provider: string;
  readonly modelId: string | undefined;
}

function findBinding(
  { models }: Parameters<typeof addBinding>[0],
  { reference, provider, modelId }: BindingQuery,
): BoundVersion {
  const search: ItemSearch<Binding> = {
    what: 'binding',
    wanted: `binding ${provider}${modelId === undefined ? '' : ` ${modelId}`}`,
    of: getBindings,
    matches: (it) => it.provider === provider && (modelId ?? it.model_id) === it.model_id,
    name: (it) => `${it.provider} ${it.model_id}`,
  };
  const { entry, version, found } = findItems(models, reference, search);
  const [binding, ...others] = found;
  if (binding !== undefined && others.length === 0) return { entry, version, binding };
  throw new RegistryError(
    'reference-ambiguous',
    `${entry.model_id}@${version.version} has several bindings of ${provider}`,
    wording`Name one with ${option('model_id')}: ${abbreviateList(found.map((it) => it.model_id))}.`,
  );
}

/** Returns the values of a binding that are given, and nothing else. */
function pickDefined(values: BindingValues): BindingValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => Object.hasOwn(DEFAULTS, key) && value !== undefined,
    ),
  );
}

function assertModelId(modelId: string): void {
  if (modelId !== '' && modelId.length <= BOUNDS.bindingModelId) return;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(modelId.slice(0, 60))} cannot be the name of a model at a provider`,
    `Write 1 to ${BOUNDS.bindingModelId} characters.`,
  );
}

function describeConflict(
  { entry, version }: Referred,
  { provider, model_id }: Binding,
): RegistryError {
  return new RegistryError(
    'value-refused',
    `${entry.model_id}@${version.version} is already bound to ${provider} ${model_id}, with other values`,
    wording`${operation('binding update')} changes them.`,
  );
}

const SHOWN = {
  present: ({ result, changed }: Done<BoundVersion>): BindingChange => ({
    ...identify(result),
    binding: result.binding,
    changed,
  }),
  hand: ({ result }: Done<BoundVersion>) => result.version,
};

export const BINDING_ADD = defineChange(addBinding, { ...SHOWN, notices: tellUnpacked });

export const BINDING_UPDATE = defineChange(updateBinding, SHOWN);

export const BINDING_RM = defineChange(removeBinding, SHOWN);

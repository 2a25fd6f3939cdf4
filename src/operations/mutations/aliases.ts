/** Aliases of a model: names that each point to one version. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Alias } from '../../domain/model.js';
import type { Entry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveModel, resolveReference } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type {
  AliasRmInput,
  AliasRmOutput,
  AliasSetInput,
  AliasSetOutput,
} from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { planMutation, withEntry, without } from './change.js';
import { assertSelector } from './names.js';

/** An alias after it was set. */
export interface AliasAssignment extends Referred {
  readonly alias: string;
  readonly protected: boolean;
  /** The version that it pointed to before; null for a new alias. */
  readonly previous: string | null;
}

const MAX_ALIASES = BOUNDS.aliases;

/**
 * Points an alias of a model to one of its versions, regardless of where it pointed before.
 *
 * @throws RegistryError `name-refused` for a name that cannot be an alias; `protected` if the alias may
 *   not be moved; and the errors of `resolveReference`
 */
export const setAlias: Mutation<AliasSetInput, AliasAssignment> = (
  state,
  { reference, alias, protect = false, force = false, reason },
  clock,
) => {
  const { entry, version } = resolveReference(state.models, reference);
  assertAlias(alias, entry);
  const known = findAlias(entry, alias);
  const event = { action: 'set_alias', version: version.version, reason: reason ?? null };
  const next: Alias = {
    version: version.version,
    protected: protect || known?.protected === true,
  };
  const result = { alias, protected: next.protected, previous: known?.version ?? null };
  const isMoved = known !== undefined && known.version !== next.version;
  if (isMoved && known.protected && !force) throw describeProtected(entry, alias, known);
  if (known !== undefined && !isMoved && known.protected === next.protected) {
    return { state, event, result: { entry, version, ...result } };
  }
  const aliases = sortByName({ ...entry.aliases, [alias]: next });
  const changed = withEntry(state, { ...entry, aliases }, clock);
  const referred = resolveReference(changed.models, `${entry.model_id}@${version.version}`);
  return { state: changed, event, result: { ...referred, ...result } };
};

/** A removed alias. */
export interface AliasRemoval {
  readonly entry: Entry;
  readonly alias: string;
  /** The version that it pointed to. */
  readonly previous: string;
}

/**
 * Removes an alias of a model.
 *
 * @throws RegistryError `name-unknown` if there is no alias of that name; `protected`; and the errors
 *   of `resolveModel`
 */
export const removeAlias: Mutation<AliasRmInput, AliasRemoval> = (
  state,
  { id, alias, force = false, reason },
  clock,
) => {
  const entry = resolveModel(state.models, id);
  const known = findAlias(entry, alias);
  if (known === undefined) throw describeUnknownAlias(entry, alias);
  if (known.protected && !force) throw describeProtected(entry, alias, known);
  const aliases = without(entry.aliases ?? {}, alias);
  const bare = without(entry, 'aliases');
  const left = Object.keys(aliases).length === 0 ? bare : { ...entry, aliases };
  const next = withEntry(state, left, clock);
  const event = { action: 'remove_alias', version: known.version, reason: reason ?? null };
  const result = {
    entry: resolveModel(next.models, entry.model_id),
    alias,
    previous: known.version,
  };
  return { state: next, event, result };
};

function findAlias({ aliases = {} }: Entry, alias: string): Alias | undefined {
  return Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
}

function sortByName(aliases: Readonly<Record<string, Alias>>): Record<string, Alias> {
  return Object.fromEntries(Object.entries(aliases).toSorted(([a], [b]) => byCodeUnit(a, b)));
}

/** Refuses names that mean something else after the `@` of a reference. */
function assertAlias(alias: string, entry: Entry): void {
  assertSelector(alias, 'alias', entry);
  const tagged = Object.values(entry.versions).find(({ tags }) => tags?.includes(alias));
  if (tagged !== undefined) {
    throw new RegistryError(
      'name-refused',
      `${alias} is already a tag of ${entry.model_id}@${tagged.version}`,
      wording`Choose another name, or remove the tag with ${operation('tag rm', entry.model_id, alias)}.`,
    );
  }
  if (
    Object.keys(entry.aliases ?? {}).length >= MAX_ALIASES &&
    findAlias(entry, alias) === undefined
  ) {
    throw new RegistryError(
      'name-refused',
      `${entry.model_id} has ${MAX_ALIASES} aliases, which is the maximum`,
      wording`Remove one with ${operation('alias rm')}.`,
    );
  }
}

function describeProtected({ model_id }: Entry, alias: string, { version }: Alias): RegistryError {
  return new RegistryError(
    'protected',
    `the alias ${alias} of ${model_id} is protected: it points to ${version}`,
    wording`Give ${option('force')} to move or remove it anyway.`,
  );
}

function describeUnknownAlias({ model_id, aliases = {} }: Entry, alias: string): RegistryError {
  const names = Object.keys(aliases);
  return new RegistryError(
    'name-unknown',
    `${model_id} has no alias ${JSON.stringify(alias)}`,
    names.length === 0 ? 'It has no aliases.' : `It has: ${names.join(', ')}.`,
  );
}

export const ALIAS_SET = defineMutation({
  plan: (place, input: AliasSetInput) => planMutation(place, setAlias, input),
  present: ({ result }): AliasSetOutput => ({
    model_id: result.entry.model_id,
    alias: result.alias,
    version: result.version.version,
    protected: result.protected,
    previous: result.previous,
  }),
  hand: ({ result }) => result.version,
});

export const ALIAS_RM = defineMutation({
  plan: (place, input: AliasRmInput) => planMutation(place, removeAlias, input),
  present: ({ result: { entry, alias, previous } }): AliasRmOutput => ({
    model_id: entry.model_id,
    alias,
    version: null,
    previous,
  }),
  hand: () => undefined,
});

/** Aliases of a model: names that each point to one version. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import { own } from '../../domain/json.js';
import type { Alias, Entry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveModel, resolveReference, type Referred } from '../../version/reference.js';
import type {
  AliasRmInput,
  AliasRmOutput,
  AliasSetInput,
  AliasSetOutput,
} from '../generated/shapes.js';
import {
  changeEntry,
  defineChange,
  listExisting,
  without,
  withVersionEntry,
  type Mutation,
} from './mutation.js';
import { assertNotSwapped, assertSelector } from './names.js';
import { warnOfHealth } from './status.js';
import { tellUnpacked, toUsable } from './usable.js';

/** An alias after it was set. */
export interface AliasAssignment extends Referred {
  readonly alias: string;
  readonly protected: boolean;
  /** The version that it pointed to before; null for a new alias. */
  readonly previous: string | null;
}

/**
 * Points an alias of a model to one of its versions, regardless of where it pointed before.
 *
 * @throws RegistryError `name-refused` for a name that cannot be an alias; `protected` if the alias may
 *   not be moved; `archive-missing` if the bytes of the version were deleted; and the errors of `resolveReference`
 */
export const setAlias: Mutation<AliasSetInput, AliasAssignment> = (
  state,
  { reference, alias, protect = false, force = false, reason = null },
  clock,
) => {
  assertNotSwapped(state.models, reference, alias, operation('alias set', alias, reference));
  const found = resolveReference(state.models, reference);
  const version = toUsable(found);
  const { entry } = found;
  assertAlias(alias, entry);
  const known = findAlias(entry, alias);
  const event = { action: 'set_alias', version: version.version, reason };
  const next: Alias = {
    version: version.version,
    protected: protect || known?.protected === true,
  };
  const result = { version, alias, protected: next.protected, previous: known?.version ?? null };
  const isMoved = known !== undefined && known.version !== next.version;
  if (isMoved && known.protected && !force) throw describeProtected(entry, alias, known);
  const isSame = known !== undefined && !isMoved && known.protected === next.protected;
  if (isSame && version === found.version) {
    return { state, event, result: { ...result, entry } };
  }
  const aliases = sortByName({ ...entry.aliases, [alias]: next });
  const changed = changeEntry(state, { ...withVersionEntry(entry, version), aliases }, clock);
  return { state: changed.state, event, result: { ...result, entry: changed.entry } };
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
  { id, alias, force = false, reason = null },
  clock,
) => {
  const before = resolveModel(state.models, id);
  const known = findAlias(before, alias);
  if (known === undefined) throw describeUnknownAlias(before, alias);
  if (known.protected && !force) throw describeProtected(before, alias, known);
  const aliases = without(before.aliases ?? {}, alias);
  const bare = without(before, 'aliases');
  const left = Object.keys(aliases).length === 0 ? bare : { ...before, aliases };
  const event = { action: 'remove_alias', version: known.version, reason };
  const { state: next, entry } = changeEntry(state, left, clock);
  return { state: next, event, result: { entry, alias, previous: known.version } };
};

function findAlias({ aliases = {} }: Entry, alias: string): Alias | undefined {
  return own(aliases, alias);
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
  const count = Object.keys(entry.aliases ?? {}).length;
  if (count >= BOUNDS.aliases && findAlias(entry, alias) === undefined) {
    throw new RegistryError(
      'name-refused',
      `${entry.model_id} has ${BOUNDS.aliases} aliases, which is the maximum`,
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
  return new RegistryError(
    'name-unknown',
    `${model_id} has no alias ${JSON.stringify(alias)}`,
    listExisting(Object.keys(aliases), 'aliases'),
  );
}

export const ALIAS_SET = defineChange(setAlias, {
  present: ({ result }): AliasSetOutput => ({
    model_id: result.entry.model_id,
    alias: result.alias,
    version: result.version.version,
    protected: result.protected,
    previous: result.previous,
  }),
  hand: ({ result }) => result.version,
  notices: (done) => [...warnOfHealth(done.result), ...tellUnpacked(done)],
});

export const ALIAS_RM = defineChange(removeAlias, {
  present: ({ result: { entry, alias, previous } }): AliasRmOutput => ({
    model_id: entry.model_id,
    alias,
    version: null,
    previous,
  }),
  hand: () => undefined,
});

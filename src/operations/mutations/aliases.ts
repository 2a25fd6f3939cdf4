/** Names of single versions of a model: each points to one. */
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

/** What became of an alias. */
export interface AliasSet extends Referred {
  readonly alias: string;
  readonly protected: boolean;
  /** The version that it pointed to; null where it is new. */
  readonly previous: string | null;
}

const MOST = BOUNDS.aliases;

/**
 * Points an alias of a model to one of its versions, wherever it pointed before.
 *
 * @throws RegistryError `name-refused` for what cannot be an alias; `protected` where it may not be
 *   moved; and those of `resolveReference`
 */
export const setAlias: Mutation<AliasSetInput, AliasSet> = (
  state,
  { reference, alias, protect = false, force = false, reason },
  clock,
) => {
  const { entry, version } = resolveReference(state.models, reference);
  assertAlias(alias, entry);
  const known = ownAlias(entry, alias);
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
  const aliases = sorted({ ...entry.aliases, [alias]: next });
  const changed = withEntry(state, { ...entry, aliases }, clock);
  const referred = resolveReference(changed.models, `${entry.model_id}@${version.version}`);
  return { state: changed, event, result: { ...referred, ...result } };
};

/** An alias that is gone. */
export interface AliasRemoved {
  readonly entry: Entry;
  readonly alias: string;
  /** The version that it pointed to. */
  readonly previous: string;
}

/**
 * Removes an alias of a model.
 *
 * @throws RegistryError `name-unknown` where there is none of that name; `protected`; and those of
 *   `resolveModel`
 */
export const removeAlias: Mutation<AliasRmInput, AliasRemoved> = (
  state,
  { id, alias, force = false, reason },
  clock,
) => {
  const entry = resolveModel(state.models, id);
  const known = ownAlias(entry, alias);
  if (known === undefined) throw describeNoAlias(entry, alias);
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

function ownAlias({ aliases = {} }: Entry, alias: string): Alias | undefined {
  return Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
}

function sorted(aliases: Readonly<Record<string, Alias>>): Record<string, Alias> {
  return Object.fromEntries(Object.entries(aliases).toSorted(([a], [b]) => byCodeUnit(a, b)));
}

/** Refuses what stands for something else behind the `@` of a reference. */
function assertAlias(alias: string, entry: Entry): void {
  assertSelector(alias, 'alias', entry);
  const tagged = Object.values(entry.versions).find(({ tags }) => tags?.includes(alias));
  if (tagged !== undefined) {
    throw new RegistryError(
      'name-refused',
      `${alias} is a tag of ${entry.model_id}@${tagged.version} already`,
      wording`Choose another name, or take the tag away with ${operation('tag rm', entry.model_id, alias)}.`,
    );
  }
  if (Object.keys(entry.aliases ?? {}).length >= MOST && ownAlias(entry, alias) === undefined) {
    throw new RegistryError(
      'name-refused',
      `${entry.model_id} has ${MOST} aliases, and can have no more`,
      wording`Remove one with ${operation('alias rm')}.`,
    );
  }
}

function describeProtected({ model_id }: Entry, alias: string, { version }: Alias): RegistryError {
  return new RegistryError(
    'protected',
    `the alias ${alias} of ${model_id} is protected: it points to ${version}`,
    wording`Give ${option('force')} to move or remove it all the same.`,
  );
}

function describeNoAlias({ model_id, aliases = {} }: Entry, alias: string): RegistryError {
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

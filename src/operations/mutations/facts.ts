/** Facts about versions that services keep: score, cost, latency, and where they run. */
import { isAlike } from '../../domain/json.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { VersionFacts } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { option, wording } from '../../domain/wording.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import { identify, type Done } from '../operation.js';
import type { FactsRmInput, FactsSetInput, FactsSetOutput } from '../generated/shapes.js';
import { assertNumber, assertText } from './binding-values.js';
import {
  changeVersion,
  defineChange,
  listExisting,
  without,
  type Clock,
  type Mutation,
} from './mutation.js';

/** Facts as they are given; null removes one. */
type GivenFacts = Omit<FactsSetInput, 'reference' | 'reason'>;

/**
 * Sets facts of the version that a reference names and keeps its other facts; a model id means its current
 * version.
 *
 * @throws RegistryError `value-refused` for a value out of bounds, or if no fact is given; and the errors of
 *   `resolveReference`
 */
export const setFacts: Mutation<FactsSetInput, Referred> = (
  state,
  { reference, reason = null, ...given },
  clock,
) => {
  assertFacts(given);
  const found = resolveReference(state.models, reference);
  const { version } = found;
  const event = { action: 'set_facts', version: version.version, reason };
  const facts = withoutNulls({ ...version.facts, ...withoutUndefined(given) });
  if (isAlike(facts, version.facts ?? {})) return { state, event, result: found };
  return { event, ...applyFacts(state, found, facts, clock) };
};

/**
 * Removes facts of a version.
 *
 * @throws RegistryError `name-unknown` if it lacks one of them, in which case none is removed; and the errors of
 *   `resolveReference`
 */
export const removeFacts: Mutation<FactsRmInput, Referred> = (
  state,
  { reference, names, reason = null },
  clock,
) => {
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const known = Object.keys(version.facts ?? {});
  const unknown = names.filter((it) => !known.includes(it));
  if (unknown.length > 0) {
    throw new RegistryError(
      'name-unknown',
      `${entry.model_id}@${version.version} has no fact ${unknown.join(', ')}`,
      listExisting(known, 'facts'),
    );
  }
  const facts = withoutNulls({
    ...version.facts,
    ...Object.fromEntries(names.map((it) => [it, null])),
  });
  const event = { action: 'remove_facts', version: version.version, reason };
  return { event, ...applyFacts(state, found, facts, clock) };
};

function applyFacts(state: RegistryState, found: Referred, facts: VersionFacts, clock: Clock) {
  const bare = without(found.version, 'facts');
  const changed = Object.keys(facts).length === 0 ? bare : { ...bare, facts };
  const { state: next, now } = changeVersion(state, found, changed, clock);
  return { state: next, result: now };
}

function assertFacts(given: GivenFacts): void {
  assertNumber('the score', given.score, 1);
  assertNumber('the cost of 1,000 tokens', given.cost_per_1000_tokens, BOUNDS.cost);
  assertNumber('the latency in milliseconds', given.latency_ms, BOUNDS.latency);
  assertText('the region', given.region, BOUNDS.region);
  assertText('the name at the provider', given.provider_model_id, BOUNDS.bindingModelId);
  assertText('the endpoint', given.endpoint, BOUNDS.endpoint);
  if (Object.values(given).some((it) => it !== undefined)) return;
  throw new RegistryError(
    'value-refused',
    'no facts are given',
    wording`Give at least one, such as ${option('score')}.`,
  );
}

function withoutUndefined(given: GivenFacts): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function withoutNulls(facts: object): VersionFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

const SHOWN = {
  present: ({ result }: Done<Referred>): FactsSetOutput => ({
    ...identify(result),
    facts: result.version.facts ?? {},
  }),
  hand: ({ result }: Done<Referred>) => result.version,
};

export const FACTS_SET = defineChange(setFacts, SHOWN);

export const FACTS_RM = defineChange(removeFacts, SHOWN);

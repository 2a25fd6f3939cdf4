/** Tags of what is answered, and the check that a change is based on what its caller saw. */
import { canonicalHash, sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { MutationCode, Operation, OperationCode } from '../../operations/operation.js';
import type { OperationName } from '../../operations/table.js';
import { resolveReference } from '../../version/reference.js';
import { ServiceError } from './problems.js';
import type { Input } from './read-input.js';

/** Queries whose answer depends on one model alone, by its reference. */
const OF_MODEL: readonly OperationName[] = [
  'get',
  'versions',
  'show',
  'describe',
  'variables',
  'changelog',
  'metrics list',
];

/** Queries whose answer depends on the registry alone, and on no clock and no file beside it. */
const OF_REGISTRY: readonly OperationName[] = [
  'list',
  'search',
  'stats',
  'compare',
  'lineage',
  'dedupe',
  'alias list',
  'tag list',
  'binding list',
  'version list',
  'export list',
  'generation list',
  'audit head',
];

/** The inputs that name the model that a request is about. */
const SUBJECTS = ['reference', 'id', 'child'] as const;

const entryTags = new WeakMap<Entry, string>();

/** The tag of a model: another one whenever anything about it has changed. */
export function tagEntry(entry: Entry): string {
  const known = entryTags.get(entry);
  if (known !== undefined) return known;
  const tag = `"${canonicalHash(entry).slice(0, 20)}"`;
  entryTags.set(entry, tag);
  return tag;
}

/** The tag of a registry as a whole. */
export function tagRegistry({ generation, audit }: RegistryState): string {
  return `"${sha256(`${generation} ${audit?.hash ?? ''}`).slice(0, 20)}"`;
}

/** The tag of what a query answers; undefined if it also depends on what has no tag. */
export function tagAnswer(
  name: OperationName,
  input: Input,
  state: RegistryState,
): string | undefined {
  if (OF_REGISTRY.includes(name)) return tagRegistry(state);
  const entry = OF_MODEL.includes(name) ? findSubject(state.models, input) : undefined;
  return entry && tagEntry(entry);
}

/** The tag of what a change is about: a model, or else the registry. */
export function tagSubject(input: Input, state: RegistryState): string {
  const entry = findSubject(state.models, input);
  return entry === undefined ? tagRegistry(state) : tagEntry(entry);
}

function findSubject(models: Models, input: Input): Entry | undefined {
  const key = SUBJECTS.find((it) => typeof input[it] === 'string');
  if (key === undefined) return undefined;
  const reference = String(input[key]);
  try {
    return models.get(reference) ?? resolveReference(models, reference).entry;
  } catch (error) {
    // The operation itself says what is wrong with it.
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/** Whether a header of tags, such as `If-Match`, names a tag. */
export function namesTag(header: string, tag: string): boolean {
  return header.split(',').some((it) => it.trim() === '*' || it.trim() === tag);
}

/**
 * An operation that changes nothing unless what it is about still has a tag that its caller saw. A mutation
 * is checked on the very state that it is committed on; what opens the registry itself is checked before.
 *
 * @param ifMatch - the value of the header `If-Match`; undefined if there is none
 */
export function guardOperation(
  operation: Pick<Operation, 'input' | 'load' | 'pins' | 'kind'>,
  input: Input,
  ifMatch: string | undefined,
): Pick<Operation, 'input' | 'load' | 'pins' | 'kind'> {
  if (ifMatch === undefined) return operation;
  const assertSeen = (state: RegistryState): void => {
    if (namesTag(ifMatch, tagSubject(input, state))) return;
    throw new ServiceError(
      'precondition-failed',
      'what the request is about was changed since its ETag was read',
      'Read it again, and repeat the change with its new ETag if it still makes sense.',
    );
  };
  return { ...operation, load: async () => guardCode(await operation.load(), assertSeen) };
}

function guardCode(code: OperationCode, assertSeen: (state: RegistryState) => void): OperationCode {
  if ('plan' in code) {
    const guarded: MutationCode<object, unknown, unknown, unknown> = {
      ...code,
      plan: (place, input) => {
        const plan = code.plan(place, input);
        return async (state, history) => {
          assertSeen(state);
          return plan(state, history);
        };
      },
    };
    return guarded;
  }
  if (!('run' in code)) return code;
  return {
    ...code,
    run: async (place, input) => {
      assertSeen((await place.store.load()).state);
      return code.run(place, input);
    },
  };
}

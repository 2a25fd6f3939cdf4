import { expect } from 'vitest';
import type { Entry, VersionEntry } from '../../../src/domain/model.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import type { Mutation } from '../../../src/operations/mutations/mutation.js';
import { validate } from '../../../src/domain/generated/model-registry-explained.js';
import { registryText, stateOf } from '../../support/registry-store.js';

export const AT = '2026-05-06T07:08:09.010Z';
export const LATER = '2026-05-07T07:08:09.010Z';

/** A model `agent` (1.0 and 1.1.0, which is current) and a model `lamp`, as the tests change them. */
export interface Bench {
  readonly state: RegistryState;
  entry(id?: string): Entry;
  version(number: string, id?: string): VersionEntry;
  /** Makes a change, and holds the state against its schema. @returns what it results in */
  make<Command, Result>(change: Mutation<Command, Result>, command: Command, at?: string): Result;
  /** A change that finds all as it should be. */
  makesNothing<Command, Result>(change: Mutation<Command, Result>, command: Command): void;
  /** A change that is refused, with one line that says why. */
  refuses<Command, Result>(
    change: Mutation<Command, Result>,
    command: Command,
    code: string,
    text: string,
    hint?: string,
  ): void;
  /** The name of the last event, and the version that it is about. */
  readonly last: { readonly action: string; readonly version?: string };
}

export function openChanging(): Bench {
  let state = stateOf('agent', 'lamp');
  let last: Bench['last'] = { action: '' };
  const entry = (id = 'agent'): Entry => {
    const found = state.models.get(id);
    if (found === undefined) throw new Error(`no entry ${id}`);
    return found;
  };
  return {
    get state() {
      return state;
    },
    get last() {
      return last;
    },
    entry,
    version: (number, id) => {
      const found = entry(id).versions[number];
      if (found === undefined) throw new Error(`no version ${number}`);
      return found;
    },
    make: (change, command, at = AT) => {
      const done = change(state, command, { at });
      expect(done.state).not.toBe(state);
      state = done.state;
      last = done.event;
      const isSound = validate(JSON.parse(registryText(state)));
      expect([isSound, validate.errors ?? []]).toEqual([true, []]);
      return done.result;
    },
    makesNothing: (change, command) => {
      expect(change(state, command, { at: LATER }).state).toBe(state);
    },
    refuses: (change, command, code, text, hint = '') => {
      expect(() => change(state, command, { at: AT })).toThrow(
        expect.objectContaining({
          name: 'RegistryError',
          code,
          message: expect.stringContaining(text),
          hint: expect.stringContaining(hint),
        }),
      );
    },
  };
}

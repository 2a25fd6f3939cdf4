/** What is decided about a large registry, or by a long text, takes as long as its size, and no longer. */
import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { RegistryError } from '../../src/domain/errors.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { findCycles } from '../../src/version/lineage.js';
import { resolveReference } from '../../src/version/reference.js';
import { within } from '../support/measure.js';
import {
  assessed,
  candidateAt,
  countedModels,
  entryWith,
  planOf,
  sourceAt,
  stateWith,
} from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';
import { assign, knownOf } from './assign.js';

/** The code by which a reference is refused in a registry of one model. */
function codeOf(reference: string): string {
  try {
    resolveReference(stateWith(entryWith('agent')).models, reference);
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
  }
  return expect.unreachable('it was resolved');
}

test('a registration looks at a few entries only, however many there are', () => {
  const others = Array.from({ length: 2000 }, (_, at) => entryWith(`other${at}`));
  const counted = countedModels(others);
  let state: RegistryState = { ...stateWith(), models: counted.models };
  const register = (at: number): void => {
    state = planOf(state, [assessed(sourceAt(`new${at}.md`), soundSpec())]).state;
  };
  // The first one makes the indexes.
  register(0);
  const before = counted.asked;
  const count = 300;
  for (let at = 1; at <= count; at += 1) register(at);
  expect(state.models.size).toBe(others.length + count + 1);
  expect((counted.asked - before) / count).toBeLessThan(100);
});

test('files that moved among known ones are told apart in linear time, however many have the same bytes', () => {
  const ids = Array.from({ length: 3_000 }, (_, at) => `m${at}`);
  const entries = ids.map((it) => entryWith(it, { hash: sha256('same') }));
  const moved = ids.map((it) => candidateAt(`new/${it}.md`, { hash: sha256('same') }));
  const present = entries.map((it) => it.file_path);
  within(5_000, () => expect(assign(moved, entries, present).map(knownOf)).toEqual(ids));
});

test('a reference of a hundred thousand characters is resolved quickly', () => {
  expect(codeOf('@'.repeat(100_000))).toBe('model-unknown');
  expect(codeOf(`agent@${'^'.repeat(100_000)}`)).toBe('version-unknown');
  expect(codeOf(`agent@sha256:${'9'.repeat(100_000)}`)).toBe('version-unknown');
});

test('models that descend from themselves are found in linear time, in lines and circles of 50,000', () => {
  const all = Array.from({ length: 50_000 }, (_, at) => `m${at}`);
  const before = new Map(all.map((id, at) => [id, at === 0 ? [] : [`m${at - 1}`]]));
  const around = new Map(before).set('m0', ['m49999']);
  within(2000, () => {
    expect(findCycles(all, (id) => before.get(id) ?? []).size).toBe(0);
    expect(findCycles(all.toReversed(), (id) => before.get(id) ?? []).size).toBe(0);
    expect(findCycles(all, (id) => around.get(id) ?? []).size).toBe(50_000);
  });
});

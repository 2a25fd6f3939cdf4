/** Whether a registry fits its schema, and what is not checked again. */
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import type { Models } from '../../../src/domain/models.js';
import { classifyRegistry, type SoundRegistry } from '../../../src/store/file/classify-registry.js';
import { matchesSchema } from '../../../src/store/file/registry-schema.js';
import { emitRegistry } from '../../../src/store/file/registry-text.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

async function read(
  before: Models | undefined,
  ...entries: readonly Entry[]
): Promise<SoundRegistry> {
  const judged = await classifyRegistry(emitRegistry(stateWith(...entries)), new Date(0), before);
  if (judged.kind !== 'sound') throw new Error(judged.kind);
  return judged;
}

test('an entry that does not fit is found each time, also in a later state', async () => {
  const faulty = entryWith('a', { description: Object.assign(['no text']) });
  const first = await read(undefined, faulty);
  expect(await matchesSchema(first)).toBe(false);
  expect(await matchesSchema(first)).toBe(false);
  const second = await read(first.state.models, faulty, entryWith('b'));
  expect(second.state.models.get('a')).toBe(first.state.models.get('a'));
  expect(await matchesSchema(second)).toBe(false);
});

test('an entry that fits need not be checked again, and one that has changed is', async () => {
  const first = await read(undefined, entryWith('a'), entryWith('b'));
  expect(await matchesSchema(first)).toBe(true);
  const same = await read(first.state.models, entryWith('a'), entryWith('b'), entryWith('c'));
  expect(await matchesSchema(same)).toBe(true);
  const faulty = entryWith('b', { description: Object.assign(['no text']) });
  expect(await matchesSchema(await read(same.state.models, entryWith('a'), faulty))).toBe(false);
});

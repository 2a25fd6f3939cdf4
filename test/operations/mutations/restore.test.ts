/** A restore gives a model back the status that it had. */
import { expect, test } from 'vitest';
import { archive, restore } from '../../../src/operations/mutations/archive.js';
import { deleteSoftly } from '../../../src/operations/mutations/delete.js';
import { deprecate, retire } from '../../../src/operations/mutations/status.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const CLOCK = { at: '2026-01-01T00:00:00.000Z' };

test('a restore brings back what the model was before it was archived, and then deleted', () => {
  const id = { id: 'a', reference: 'a' };
  const old = deprecate(
    stateWith(entryWith('a'), entryWith('b')),
    { id: 'a', reason: 'slow', replacement: 'b' },
    CLOCK,
  );
  const archived = archive(old.state, id, CLOCK);
  const deleted = deleteSoftly(archived.state, { reference: 'a', force: true }, CLOCK);
  expect(deleted.result.entry.lifecycle?.before).toHaveLength(2);
  const first = restore(deleted.state, id, CLOCK);
  expect(first.result.entry.status).toBe('archived');
  const second = restore(first.state, id, CLOCK);
  expect(second.result.entry).toMatchObject({
    status: 'deprecated',
    lifecycle: { reason: 'slow', replacement: 'b' },
  });
  expect(second.result.entry.lifecycle).not.toHaveProperty('before');
  const retired = retire(stateWith(entryWith('a')), id, CLOCK);
  const away = archive(retired.state, id, CLOCK);
  const back = restore(away.state, { ...id, reason: 'again' }, CLOCK);
  expect(back.result.entry).toMatchObject({ status: 'retired', lifecycle: { reason: 'again' } });
});

test('what was restored to another status can be restored again, which changes nothing', () => {
  const id = { id: 'a', reference: 'a' };
  const retired = retire(stateWith(entryWith('a')), id, CLOCK);
  const back = restore(archive(retired.state, id, CLOCK).state, id, CLOCK);
  expect(restore(back.state, id, CLOCK).state).toBe(back.state);
});

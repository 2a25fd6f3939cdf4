import { expect, test } from 'vitest';
import { takeIn } from '../../src/domain/merge-registry.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

test('an older state does not bring back a model that was purged or renamed since', () => {
  const gone = { version: '1.0.0', at: '2026-01-01T00:00:00.000Z' };
  const now = { ...stateWith(entryWith('kettle')), purged: { agent: gone } };
  const older = stateWith(entryWith('agent'), entryWith('kettle'), entryWith('lamp'));
  const found = takeIn(now, older, true);
  expect([...found.state.models.keys()]).toEqual(['kettle', 'lamp']);
  expect(found.taken).toEqual(['the model lamp']);
  expect(found.left).toEqual(['the model agent, which was deleted for good or renamed']);
  // One that has the id since is another model, which is compared as any other.
  const again = takeIn({ ...older, purged: { agent: gone } }, older, true);
  expect([again.taken, again.left]).toEqual([[], []]);
});

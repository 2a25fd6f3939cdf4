/** What a lens says of a model, and what it lists when it is run. */
import { expect, test } from 'vitest';
import type { Change, ModelOutcome } from '../../../../src/domain/model.js';
import { describeChanges, describeOutcome } from '../../../../src/faces/lsp/features/lens.js';

const removed = (name: string): Change => ({
  kind: 'variable_removed',
  path: `variables/${name}`,
  importance: 'major',
  before: null,
  after: null,
  text: `${name} removed`,
});

function outcomeOf(count: number, bump: ModelOutcome['bump'] = 'major'): ModelOutcome {
  const list = Array.from({ length: count }, (_, at) => removed(`x${at}`));
  return {
    model_id: 'agent',
    file_path: 'agent.md',
    previous_file_path: null,
    outcome: 'new_version',
    version: '2.0.0',
    previous_version: '1.0.0',
    bump,
    changes: { importance: 'major', counts: { variable_removed: count }, total: count, list },
    same_content_as: null,
    health: 'healthy',
  };
}

test('a declared version is told with how large the changes are', () => {
  expect(describeOutcome(outcomeOf(1, 'declared'))).toBe(
    'agent 1.0.0 → 2.0.0 declared, changes are major: x0 removed',
  );
});

test('one change is told by the lens itself', () => {
  expect(describeChanges(outcomeOf(1))).toBe('agent 1.0.0 → 2.0.0 major: x0 removed');
});

test('of several, each has a line, and those beyond twenty are counted', () => {
  const lines = describeChanges(outcomeOf(23)).split('\n');
  expect(lines[0]).toBe(
    'agent 1.0.0 → 2.0.0 major: x0 removed; x1 removed; x2 removed and 20 more',
  );
  expect(lines.slice(1, 3)).toEqual(['major: x0 removed', 'major: x1 removed']);
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('and 3 more');
});

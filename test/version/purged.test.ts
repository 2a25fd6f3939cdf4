/** Versions of models that are registered under a purged id. */
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/version/plan.js';
import { assessed, planOf, sourceAt, stateWith } from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';

function planAfter(version: string, declared: string | null, autoVersion = true): Plan {
  const front = declared === null ? '' : `---\nversion: ${declared}\n---\n`;
  const purged = { agent: { version, at: '2026-01-01T00:00:00.000Z' } };
  const file = assessed(sourceAt('agent.md'), `${front}${soundSpec()}`);
  return planOf({ ...stateWith(), purged }, [file], { purged, autoVersion });
}

describe('after a purge', () => {
  test.each<[string, string | null, string]>([
    ['2.1.3', null, '3.0.0'],
    ['2.0.0-beta.1', null, '2.0.0'],
    ['1.0', null, '2.0.0'],
    ['2.1.3', '2.1.4', '2.1.4'],
    ['2.1.3', '9.0.0', '9.0.0'],
    ['2.1.3', '2.1.3', '3.0.0'],
    ['2.1.3', '1.0.0', '3.0.0'],
  ])('of %s, a spec that declares %s starts at %s', (highest, declared, expected) => {
    const plan = planAfter(highest, declared);
    const entry = plan.state.models.get('agent');
    expect(entry?.version).toBe(expected);
    const codes = plan.diagnostics.flatMap((it) => it.diagnostics.map(({ code }) => code));
    expect(codes.includes('GNN-W020')).toBe(declared !== null && declared !== expected);
  });

  test('even with auto_version off, but only for its id', () => {
    expect(planAfter('2.1.3', null, false).state.models.get('agent')?.version).toBe('3.0.0');
    const other = assessed(sourceAt('lamp.md'), soundSpec());
    const purged = { agent: { version: '5.0.0', at: '2026-01-01T00:00:00.000Z' } };
    const plan = planOf(stateWith(), [other], { purged });
    expect(plan.state.models.get('lamp')?.version).toBe('1.0.0');
  });
});

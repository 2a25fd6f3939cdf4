import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/faces/cli/renderers.js';
import { renderComparison } from '../../../src/faces/cli/render/comparison.js';
import { groupBySection } from '../../../src/faces/cli/render/difference.js';
import type { Change } from '../../../src/domain/model.js';
import type { Comparison } from '../../../src/index.js';
import { changeOf } from './harness.js';

const plain: View = {
  colours: pc.createColors(false),
  columns: undefined,
  isTerminal: false,
  verbosity: 'normal',
  failOn: 'never',
  stepFolder: 'output/4_model_registry_output',
  flags: {},
};
const STEER = 'a\u001b[31m\n\u202eb';
const HARMLESS = 'a\\x1b[31m\\n\\u{202e}b';

const none = () => [];

/** The lines of one change, of any section. */
const linesOf = (parts: Partial<Change>) => groupBySection([changeOf(parts)], none)[0]?.lines;

describe('sections of a difference', () => {
  it('has a line for an unknown change', () => {
    const change = changeOf({ kind: 'unknown', path: '', text: 'what changed is not known' });
    expect(groupBySection([change], none)).toEqual([
      { name: 'Layout', lines: [{ sign: ' ', text: 'what changed is not known' }] },
    ]);
  });

  it('has the kind of a model', () => {
    const change = changeOf({
      kind: 'kind_changed',
      path: 'kind',
      before: 'FLAT',
      after: 'HIERARCHICAL',
    });
    expect(groupBySection([change], none)).toEqual([
      {
        name: 'Model kind',
        lines: [
          { sign: '-', text: 'FLAT' },
          { sign: '+', text: 'HIERARCHICAL' },
        ],
      },
    ]);
  });

  it.each([
    ['directed', 's>A'],
    ['undirected', 's-A'],
    ['conditional', 'A|s'],
  ])('writes a %s edge as the notation does', (relation, text) => {
    const after = { source: 's', target: 'A', relation, label: null, constraint: null };
    const change = changeOf({ kind: 'connection_added', path: 'connections/x', after });
    expect(groupBySection([change], none)[0]?.lines).toEqual([{ sign: '+', text }]);
  });

  it('shows the extent of changes to several elements, with or without a number', () => {
    const parts = { kind: 'parameter_changed', path: 'parameters/A' } as const;
    const extent = { changed: 2, elements: 4, largest: 0.123456789, at: [1, 0] };
    expect(linesOf({ ...parts, extent })).toEqual([
      { sign: ' ', text: '  2 of 4 elements differ, most by 0.123457 at [1,0]' },
    ]);
    expect(linesOf({ ...parts, extent: { ...extent, largest: null } })).toEqual([
      { sign: ' ', text: '  2 of 4 elements differ, most at [1,0]' },
    ]);
    expect(linesOf({ ...parts, extent: { ...extent, elements: 1 } })).toBeUndefined();
  });

  it.each([
    ['x'.repeat(120), 'x'.repeat(120)],
    ['x'.repeat(121), `${'x'.repeat(119)}…`],
    ['👩'.repeat(121), `${'👩'.repeat(119)}…`],
    ['a\n  b', 'a b'],
  ])('cuts %s', (value, text) => {
    const change = changeOf({ kind: 'equation_added', path: 'equations', after: value });
    expect(groupBySection([change], none)[0]?.lines).toEqual([{ sign: '+', text }]);
  });

  it('names the time by its fields', () => {
    const cases = [
      ['time/mode', 'Dynamic', 'Dynamic'],
      ['time/variable', 't', 'Time=t'],
      ['time/horizon', 7, 'ModelTimeHorizon=7'],
      ['time/settings/StepMinutes', 5, 'StepMinutes=5'],
      ['time/settings/a/b', 5, 'a/b=5'],
    ] as const;
    for (const [path, after, text] of cases) {
      expect(linesOf({ kind: 'time_changed', path, after })).toEqual([{ sign: '+', text }]);
    }
  });
});

const side = (reference: string, version: string | null) => ({
  reference,
  model_id: null,
  version,
  file_path: 'in/a.md',
  hash: null,
  semantic_hash: 'sha256:x',
});

describe('a comparison', () => {
  const comparison: Comparison = {
    before: side('agent@1.0.0', '1.0.0'),
    after: side(STEER, null),
    verdict: 'drop_in',
    because: ['a', 'b', 'c', 'd', 'e', 'f', STEER],
    importance: 'minor',
    changes: [],
    notices: [],
  };

  it('names both sides and six reasons', async () => {
    expect(await renderComparison(comparison, plain)).toEqual([
      '--- agent@1.0.0  (in/a.md)',
      `+++ ${HARMLESS}`,
      'drop-in: a; b; c; d; e; f and 1 more',
    ]);
    const few = { ...comparison, because: [STEER] };
    expect((await renderComparison(few, plain)).at(-1)).toBe(`drop-in: ${HARMLESS}`);
  });
});

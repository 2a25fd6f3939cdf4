import { describe, expect, it } from 'vitest';
import { renderComparison } from '../../../src/faces/cli/render/comparison.js';
import { groupBySection } from '../../../src/faces/cli/render/difference.js';
import type { Change } from '../../../src/domain/model.js';
import type { Comparison } from '../../../src/index.js';
import { PLAIN, changeOf } from './harness.js';

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

  it.each<[Partial<Change>, string[]]>([
    [{ path: 'variables/u', after: { dimensions: [2, 3], type: 'int' } }, ['+u[2,3,type=int]']],
    [
      { path: 'variables/u', after: { dimensions: [2], type: 'int', default: 'ones' } },
      ['+u[2,type=int,default=ones]'],
    ],
    [
      { kind: 'variable_reshaped', path: 'variables/u/dimensions', before: [2], after: [3, 1] },
      ['-u[2]', '+u[3,1]'],
    ],
    [
      { kind: 'variable_renamed', path: 'variables/u', before: 'u', after: 'v' },
      ['-u  (renamed)', '+v  (renamed)'],
    ],
    [{ path: 'variables/u/block', after: 'ControlBlock' }, ['+u  (in ControlBlock)']],
    [
      { path: 'variables/u/type', before: 'int', after: 'float' },
      ['-u[…,type=int]', '+u[…,type=float]'],
    ],
    [
      {
        kind: 'connection_added',
        path: 'connections/x',
        after: { source: 's', target: 'o', relation: 'directed', label: 'seen', constraint: 's<3' },
      },
      ['+s>o:seen = s<3'],
    ],
    [
      {
        kind: 'connections_regrouped',
        path: 'connections',
        before: ['s>o', 's>u'],
        after: ['s>(o,u)'],
      },
      ['-s>o', '-s>u', '+s>(o,u)'],
    ],
    [{ path: 'parameters/A', after: { shape: [2], value: [0.5, 0.5] } }, ['+A = [0.5,0.5]']],
    [
      {
        path: 'parameters/A',
        after: { shape: [2, 900], value: null, value_hash: 'sha256:0123456789abcdef' },
      },
      ['+A = … (2×900, sha256:0123456789ab)'],
    ],
    [
      { path: 'parameters/A', after: { shape: null, value_hash: 'sha256:0123456789abcdef' } },
      ['+A = … (sha256:0123456789ab)'],
    ],
    [{ path: 'ontology/s', before: 'HiddenState' }, ['-s=HiddenState']],
    [{ path: 'model_parameters/n', before: 2, after: 3 }, ['-n: 2', '+n: 3']],
    [{ path: 'flags/strict', after: true }, ['+strict']],
    [{ path: 'flags/depth', after: 3 }, ['+depth=3']],
    [
      { kind: 'text_changed', path: 'variables/u/description', after: 'an action' },
      ['+u  # an action'],
    ],
    [{ kind: 'text_changed', path: 'front_matter/author', before: 'Ada' }, ['-author: Ada']],
    [
      { kind: 'text_changed', path: 'extensions/Notes', after: 'one\ntwo' },
      [' ## Notes', '+one', '+two'],
    ],
    [{ kind: 'text_changed', path: 'signature', after: { by: 'Ada' } }, ['+{"by":"Ada"}']],
    [
      { kind: 'text_changed', path: 'layout', before: 'a', after: 'b' },
      [' comments, order, spacing or spelling'],
    ],
    [{ kind: 'unknown', path: 'elsewhere', text: 'it differs' }, [' it differs']],
  ])('writes %j in the notation', (parts, lines) => {
    expect(linesOf(parts)?.map(({ sign, text }) => sign + text)).toEqual(lines);
  });

  it('compares texts line by line, below the name of their section', () => {
    const change = changeOf({
      kind: 'text_changed',
      path: 'extensions/Notes',
      before: 'a\nb',
      after: 'a\nc',
    });
    const compared = groupBySection([change], (before, after) => [
      { sign: '-', text: before },
      { sign: '+', text: after },
    ]);
    expect(compared).toEqual([
      {
        name: 'Other sections',
        lines: [
          { sign: ' ', text: '## Notes' },
          { sign: '-', text: 'a\nb' },
          { sign: '+', text: 'a\nc' },
        ],
      },
    ]);
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
    expect(await renderComparison(comparison, PLAIN)).toEqual([
      '--- agent@1.0.0  (in/a.md)',
      `+++ ${HARMLESS}`,
      'drop-in: a; b; c; d; e; f and 1 more',
    ]);
    const few = { ...comparison, because: [STEER] };
    expect((await renderComparison(few, PLAIN)).at(-1)).toBe(`drop-in: ${HARMLESS}`);
  });
});

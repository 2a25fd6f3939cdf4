import { describe, expect, test } from 'vitest';
import type { Entry, VersionEntry } from '../../../../src/domain/model.js';
import { GET } from '../../../../src/faces/cli/render/queries/model.js';
import { VARIABLES } from '../../../../src/faces/cli/render/variables.js';
import { listVariables } from '../../../../src/operations/queries/variables.js';
import { PLAIN } from '../harness.js';
import { entryWith } from '../../../support/registry-entries.js';
import { onlySpec } from '../../../support/spec-text.js';

const AT = '2026-01-01T00:00:00.000Z';

/** A version of a model, the current one unless another is named. */
function found(entry: Entry, name = entry.version) {
  const version = entry.versions[name];
  if (version === undefined) throw new Error(`no version ${name}`);
  return { entry, version };
}

/** An entry of one version, with some of its parts. */
function entryOf(parts: Partial<Entry>, ofVersion: Partial<VersionEntry> = {}): Entry {
  const entry = entryWith('lamp', parts);
  const { version } = found(entry);
  return { ...entry, versions: { [entry.version]: { ...version, ...ofVersion } } };
}

/** The lines of a model, without the blanks that align them. */
async function show(entry: Entry, version?: string): Promise<string[]> {
  const lines = await GET.text({ ...found(entry, version) }, { reference: 'lamp' }, PLAIN);
  if (typeof lines === 'string') throw new Error('lines are shown');
  return lines.map((it) => it.trim().replaceAll(/ {2,}/g, ' '));
}

const SET = {
  kind: 'FLAT',
  gnn_section: 'ActInfPOMDP',
  tags: ['lab', 'night'],
  aliases: {
    top: { version: '1.0.0', protected: true },
    next: { version: '1.0.0', protected: false },
  },
  status: 'deprecated',
  lifecycle: { changed_at: AT, reason: 'too dim', replacement: 'torch' },
  health: {
    status: 'degraded',
    errors: 0,
    warnings: 2,
    checked_at: AT,
    checked_with: 'standard/1',
    message: 'it flickers',
  },
  use: { count: 3, last_used_at: AT },
  parents: [{ model_id: 'candle', version: '1.0.0', kind: 'derived', declared: true }],
  dependencies: ['socket'],
  annotations: { author: 'Ada', room: 7, description: 'A light' },
} as const satisfies Partial<Entry>;

describe('a model', () => {
  test('that has little says so little', async () => {
    const lines = await show(entryOf({}));
    expect(lines).toEqual(expect.arrayContaining(['model lamp', 'used never', 'health healthy']));
    for (const name of ['metrics', 'exports', 'bindings', 'notes']) {
      expect(lines).not.toContain(name);
    }
    expect(lines.some((it) => /^(?:tags|aliases|parents|packed|deleted|reason) /.test(it))).toBe(
      false,
    );
  });

  test('says all that was set', async () => {
    expect(await show(entryOf(SET))).toEqual(
      expect.arrayContaining([
        'description A light',
        'author Ada',
        'kind FLAT ActInfPOMDP',
        'tags lab, night',
        'aliases top → 1.0.0 (protected), next → 1.0.0',
        'status deprecated',
        'reason too dim',
        'replacement torch',
        'health degraded (0 errors, 2 warnings)',
        'message it flickers',
        'used 3 times, last 2026-01-01T00:00:00Z',
        'parents candle@1.0.0 (derived)',
        'dependencies socket',
        'notes',
        'room 7',
      ]),
    );
  });

  test('has the metrics, exports and bindings of its version', async () => {
    const binding = {
      provider: 'pymdp',
      model_id: 'm',
      endpoint: null,
      region: null,
      config: null,
      status: 'active',
      success_rate: null,
      average_latency_ms: null,
      cost_per_1000: null,
      added_at: AT,
      updated_at: AT,
    } as const;
    const entry = entryOf(
      {},
      {
        tags: ['staging'],
        metrics: { f1: 0.9 },
        archived_at: AT,
        deleted_at: AT,
        semantic_hash: `sha256:${'a'.repeat(64)}`,
        exports: [
          { format: 'json', path: 'a.json', hash: 'b'.repeat(64), size_bytes: 1, added_at: AT },
          { format: 'xml', path: 'a.xml', hash: null, size_bytes: null, added_at: AT },
        ],
        bindings: [
          binding,
          {
            ...binding,
            provider: 'cloud',
            endpoint: 'https://x.example',
            region: 'eu',
            success_rate: 0.5,
            average_latency_ms: 20,
            cost_per_1000: 2,
          },
        ],
      },
    );
    expect(await show(entry)).toEqual(
      expect.arrayContaining([
        'backends pymdp, cloud',
        'f1 0.9',
        `json a.json 1 byte ${'b'.repeat(12)}`,
        'xml a.xml missing',
        'pymdp m active',
        'cloud m active https://x.example eu success 0.5 20 ms 2 per 1,000',
        'tags staging',
        `semantic hash ${'a'.repeat(64)}`,
        'packed 2026-01-01T00:00:00Z',
        'deleted 2026-01-01T00:00:00Z',
        '1.0.0 2026-01-01T00:00:00Z (current) tags: staging',
      ]),
    );
  });

  test('of many versions names the last ones, and the command that lists all', async () => {
    const entry = entryOf({});
    const { version } = found(entry);
    const versions = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`1.${at}.0`, { ...version, version: `1.${at}.0` }]),
    );
    const many = { ...entry, version: '1.11.0', versions };
    const lines = await show(many, '1.3.0');
    expect(lines.slice(-2)).toEqual([
      '1.2.0 2026-01-01T00:00:00Z',
      '… 2 more: gnn-registry versions lamp',
    ]);
    // The size is that of the file, which has the current version.
    expect(lines.some((it) => it.startsWith('size '))).toBe(false);
    expect(await show(many, '1.11.0')).toContain('size 1 byte');
  });
});

describe('a field', () => {
  test.each([
    ['lamp', 'lamp'],
    [null, ''],
    [7, '7'],
    [['a'], '[\n  "a"\n]'],
  ])('%j is printed for scripts as %j', async (value, text) => {
    const got = { ...found(entryOf({})), value };
    expect(await GET.text(got, { reference: 'lamp' }, PLAIN)).toBe(`${text}\n`);
    expect(GET.ids?.(got, { reference: 'lamp' })).toBe(`${text}\n`);
  });

  test('a whole model is its name and its version', () => {
    expect(GET.ids?.(found(entryOf({})), { reference: 'lamp' })).toEqual(['lamp@1.0.0']);
  });
});

/** The variables of a model with some declarations and values. */
const listed = (declared: string, values: string) => ({
  ...found(entryOf({})),
  variables: listVariables(
    onlySpec(
      `## ModelName\nA\n## StateSpaceBlock\n${declared}\n## InitialParameterization\n${values}\n`,
    ).model,
  ),
});

const textOf = async (declared: string, values: string): Promise<string[]> => {
  const lines = await VARIABLES.text(listed(declared, values), { reference: 'lamp' }, PLAIN);
  return [...lines].map((it) => it.replaceAll(/ {2,}/g, ' | ').trim());
};

describe('variables', () => {
  test('none are said to be none', async () => {
    expect(await textOf('', '')).toEqual(['no variables']);
  });

  test('have their declarations, values and words, and the rest is not declared', async () => {
    expect(await textOf('D[2]  # Prior\ns[n,1]', 'D={(0.5, 0.5)}\nw=3\nv=f(x)')).toEqual([
      'variable | type | ontology term | value | what it is',
      'D[2] | float | - | [0.5,0.5] | Prior',
      's[n,1] | float | - | -',
      'w (not declared) | - | - | 3',
      'v (not declared) | - | - | f(x)',
    ]);
  });

  test('long values are cut, which is said', async () => {
    const [, row = '', note] = await textOf('D[20]', `D={(${'0.05, '.repeat(19)}0.05)}`);
    expect(row).toContain('| 20: [0.05,');
    expect(row).toMatch(/…$/);
    expect(note).toMatch(/^values are cut: .* has them in full$/);
  });

  test('are flat rows for other programs', () => {
    const answer = listed('s[n,2]  # State', 'D={(0.5, 0.5)}\nv=f(x)');
    expect(VARIABLES.rows?.(answer, { reference: 'lamp' })).toMatchObject([
      { name: 's', declared: 'n,2', dimensions: '?x2', shape: null, value: null },
      { name: 'D', declared: null, dimensions: null, shape: '2', value: '[0.5,0.5]' },
      { name: 'v', declared: null, value: 'f(x)' },
    ]);
    expect(VARIABLES.ids?.(answer, { reference: 'lamp' })).toEqual(['s', 'D', 'v']);
  });
});

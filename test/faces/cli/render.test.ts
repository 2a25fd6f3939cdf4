import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/faces/cli/render/text.js';
import type { TextView } from '../../../src/faces/cli/render/text.js';
import type { ModelOutcome, Summary } from '../../../src/domain/model.js';
import { call, changesOf, findingOf, outcomeOf, summaryOf, withFindings } from './harness.js';

const plain: TextView = {
  verbosity: 'normal',
  colours: pc.createColors(false),
  columns: undefined,
  options: { mode: 'write', queryOntology: null, targetDir: 'specs' },
  failOn: 'never',
  summaryPath: 'output/4_model_registry_output/model_registry_summary.json',
};
const quiet: TextView = { ...plain, verbosity: 'quiet' };
const verbose: TextView = { ...plain, verbosity: 'verbose' };
const render = (summary: Summary, view: Partial<TextView> = {}) =>
  renderText(summary, { ...plain, ...view });

describe('totals', () => {
  it('are the last line', () => {
    const list = [
      findingOf({ severity: 'error', code: 'GNN-E002' }),
      findingOf({}),
      findingOf({}),
      findingOf({ severity: 'info', code: 'GNN-I001' }),
    ];
    const text = render(
      withFindings(list, {
        processed_files: 29,
        successful_registrations: 28,
        new_models: 26,
        new_versions: 1,
        updated: 1,
        refused_files: [{ file_path: 'specs/x.md', codes: ['GNN-E013'], reason: 'no variable' }],
        skipped_files: ['a', 'b', 'c', 'd'],
      }),
    );
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '29 specs: 28 registered (26 new, 1 new version, 1 updated, 0 unchanged), 1 refused, 4 skipped · 1 error, 2 warnings, 1 info · 0.11 s · output/4_model_registry_output/model_registry.json',
    );
  });

  it('omit counts of zero', () => {
    expect(render(summaryOf({}))).toBe(
      '1 spec: 1 registered (1 new, 0 new versions, 0 unchanged) · no findings · 0.11 s · output/4_model_registry_output/model_registry.json\n',
    );
  });

  it('say that nothing was found', () => {
    expect(render(summaryOf({ processed_files: 0 }))).toMatch(
      /^no spec found in specs\ngnn-registry init or .*\n0 specs: /u,
    );
  });
});

describe('models', () => {
  const models = [
    outcomeOf({ model_id: 'été' }),
    outcomeOf({
      model_id: '主动推理',
      outcome: 'new_version',
      version: '2.0.0',
      previous_version: '1.0.0',
      bump: 'major',
      changes: changesOf(
        { importance: 'major', text: 'B reshaped 3×3×3 → 3×3×4' },
        { text: 'u added' },
        { importance: 'patch', text: 'footer changed' },
      ),
      health: 'degraded',
    }),
    outcomeOf({
      model_id: 'a',
      outcome: 'new_version',
      version: '1.0.2',
      previous_version: '1.0.1',
      bump: 'patch',
      changes: changesOf({
        importance: 'patch',
        kind: 'text_changed',
        path: 'footer',
        text: 'footer changed',
      }),
      same_content_as: '1.0.0',
      health: 'unhealthy',
    }),
    outcomeOf({ model_id: '👩‍🔬', outcome: 'updated', version: '1.0.0', health: 'unknown' }),
    outcomeOf({ model_id: 'b', outcome: 'unchanged', health: 'loading' }),
    outcomeOf({ model_id: 'c', outcome: 'updated', previous_file_path: 'old/c.md' }),
  ];

  it('are a table with aligned columns', () => {
    const table = render(summaryOf({ models })).split('\n\n')[0];
    expect(table?.split('\n')).toEqual([
      'model     version        health     what happened',
      'été       1.0.0          healthy    new',
      '主动推理  1.0.0 → 2.0.0  degraded   major: B reshaped 3×3×3 → 3×3×4; u added',
      'a         1.0.1 → 1.0.2  unhealthy  patch: text only (footer); same content as 1.0.0',
      '👩‍🔬        1.0.0          unknown    updated',
      'b         1.0.0          loading    unchanged',
      'c         1.0.0          healthy    moved from old/c.md',
    ]);
  });

  it.each<[Partial<ModelOutcome>, string]>([
    [{ bump: 'declared' }, 'declared, minor: u added'],
    [{ bump: 'minor' }, 'minor: u added'],
    [{ bump: 'major' }, 'major: u added'],
    [{ bump: 'declared', changes: null }, 'declared'],
    [{ bump: 'minor', same_content_as: '1.0.0' }, 'minor: u added; same content as 1.0.0'],
  ])('%j: the bump and why', (parts, text) => {
    const outcome = outcomeOf({
      outcome: 'new_version',
      previous_version: '1.0.0',
      version: '1.1.0',
      changes: changesOf({ text: 'u added' }),
      ...parts,
    });
    expect(render(summaryOf({ models: [outcome] })).split('\n')[1]).toBe(
      `agent  1.0.0 → 1.1.0  healthy  ${text}`,
    );
  });

  it('show three reasons and count the others, but never prose', () => {
    const list = ['a', 'b', 'c', 'd', 'e'].map((text) => ({ text }));
    const changes = changesOf(...list, { importance: 'patch', text: 'footer changed' });
    const outcome = outcomeOf({ outcome: 'new_version', bump: 'minor', changes });
    expect(render(summaryOf({ models: [outcome] }))).toContain('  minor: a; b; c and 2 more\n');
  });

  it('have colours that change no column', () => {
    const coloured = render(summaryOf({ models }), { colours: pc.createColors(true) });
    expect(stripVTControlCharacters(coloured)).toBe(render(summaryOf({ models })));
    expect(coloured).toContain('\u001b[33mdegraded\u001b[39m');
    expect(coloured).toContain('\u001b[33mmajor: B reshaped');
    expect(coloured).toContain('\u001b[32mpatch: text only');
    expect(coloured).toContain('\u001b[2munchanged\u001b[22m');
  });

  it.each([30, 41, 60, 110])('fit a terminal of %i columns, and no part is cut', (columns) => {
    const version = `1.0.0-${'x'.repeat(50)}`;
    const wide = [...models, outcomeOf({ model_id: '推'.repeat(60), version })];
    const table = render(summaryOf({ models: wide }), { columns }).split('\n\n')[0] ?? '';
    const widths = table.split('\n').map((line) => stringWidth(line));
    const [note = 0] = table.includes('not shown in') ? widths.splice(-1) : [];
    expect(note).toBeLessThan(70);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    expect(table).not.toContain('…');
    expect(table.match(/推{5,}/gu)?.join('')).toHaveLength(60);
  });

  it('are 200 at most unless verbose', () => {
    const many = Array.from({ length: 205 }, (_, index) => outcomeOf({ model_id: `m${index}` }));
    const text = render(summaryOf({ models: many }));
    expect(text.match(/^m\d+ /gmu)).toHaveLength(200);
    expect(text).toContain(
      '… and 5 more; all are in output/4_model_registry_output/model_registry_summary.json\n',
    );
    expect(renderText(summaryOf({ models: many }), verbose).match(/^m\d+ /gmu)).toHaveLength(205);
  });
});

describe('findings', () => {
  const list = [
    findingOf({}),
    findingOf({ file: 'b.md', line: 7, severity: 'info', code: 'GNN-I001', message: 'kept' }),
    findingOf({ line: 103, column: 14, severity: 'error', code: 'GNN-E002', message: '2 by 3' }),
    findingOf({ file: 'b.md', line: 9 }),
  ];

  it('are shown file by file, aligned, without infos', () => {
    expect(render(withFindings(list)).split('\n').slice(0, 6)).toEqual([
      'specs/agent.md:12:3    warning  GNN-W001  B is never used',
      'specs/agent.md:103:14  error    GNN-E002  2 by 3',
      '',
      'b.md:9:3  warning  GNN-W001  B is never used',
      '',
      '1 info hidden; --verbose shows them',
    ]);
  });

  it('include infos when verbose', () => {
    const text = renderText(withFindings(list), verbose);
    expect(text).toContain('b.md:7:3  info     GNN-I001  kept\n');
    expect(text).not.toContain('hidden');
  });

  it('with only infos are one line', () => {
    const infos = [findingOf({ severity: 'info' }), findingOf({ severity: 'info' })];
    expect(render(withFindings(infos))).toMatch(/^2 infos hidden; --verbose shows them\n\n1 spec/u);
  });

  const many = [
    ...Array.from({ length: 300 }, (_, index) => findingOf({ line: index + 1 })),
    findingOf({ file: 'z.md', severity: 'error', code: 'GNN-E002' }),
  ];

  it('are the 200 most severe at most, with a line about the rest', () => {
    const text = render(withFindings(many));
    expect(text.match(/^\S+:\d+:3 +(?:warning|error)/gmu)).toHaveLength(200);
    expect(text).toContain('z.md:12:3  error');
    expect(text).toContain('specs/agent.md:199:3 ');
    expect(text).not.toContain('specs/agent.md:200:3 ');
    expect(text).toContain(
      '\n\n… and 101 more; all are in output/4_model_registry_output/model_registry_summary.json\n',
    );
  });

  it('are all shown when verbose', () => {
    expect(renderText(withFindings(many), verbose).match(/^\S+:\d+:3 /gmu)).toHaveLength(301);
  });

  it('point to --verbose if no summary is written', () => {
    expect(render(withFindings(many), { summaryPath: null })).toContain(
      '… and 101 more; --verbose shows them',
    );
  });

  it('cannot control the terminal or forge a line', () => {
    const text = render(
      withFindings([
        findingOf({ file: 'a\u001b[31m.md', message: 'x\nerror: y\r\t\u0000\u009b\u202e\u2028z' }),
      ]),
    );
    expect(text).toContain(
      'a\\x1b[31m.md:12:3  warning  GNN-W001  x\\nerror: y\\r\\t\\x00\\x9b\\u{202e}\\u{2028}z\n',
    );
  });
});

describe('the other lists', () => {
  const summary = summaryOf({
    refused_files: [
      { file_path: 'specs/a.md', codes: ['GNN-E001', 'GNN-E013'], reason: 'no variable' },
      { file_path: 'specs/long.md', codes: ['GNN-E010'], reason: 'not \u0007UTF-8' },
    ],
    missing_sources: [{ model_id: 'gone', file_path: 'specs/gone.md' }],
  });

  it('name refused and missing files', () => {
    const text = render(summary);
    expect(text).toContain(
      'refused:\n  specs/a.md     GNN-E001 GNN-E013\n  specs/long.md  GNN-E010\n',
    );
    expect(text).toContain('registered, but their files are not here:\n  gone  specs/gone.md\n');
  });

  it('say whose file that of a missing model is now', () => {
    const models = [outcomeOf({ model_id: 'lamp', file_path: 'specs/gone.md' })];
    expect(render({ ...summary, models })).toContain(
      'their files are not here:\n  gone  specs/gone.md, which is the file of lamp now\n',
    );
  });

  it('answer the query and repeat it', () => {
    const options = { ...plain.options, queryOntology: 'hid\u001bden' };
    const matching_bindings = [
      { model_id: 'agent', model_name: 'Agent', variable: 's', term: 'HiddenState', uri: 'x:1' },
      { model_id: 'b', model_name: 'B', variable: 'sigma', term: 'HiddenState', uri: null },
    ];
    const text = render(summaryOf({ matching_bindings }), { options });
    expect(text.split('\n').slice(0, 6)).toEqual([
      'query: the registry is unchanged',
      '',
      '2 bindings to "hid\\u001bden":',
      'model  variable  term         identifier',
      'agent  s         HiddenState  x:1',
      'b      sigma     HiddenState  -',
    ]);
    expect(render(summaryOf({}), { options })).toContain('no model is bound to "hid\\u001bden"\n');
  });
});

describe('modes', () => {
  it.each([
    ['dry-run', 'dry run: nothing written'],
    ['check', 'check: nothing written'],
  ] as const)('%s starts with a line that says so', (mode, line) => {
    const text = render(summaryOf({}), { options: { ...plain.options, mode } });
    expect(text.split('\n').slice(0, 2)).toEqual([line, '']);
  });

  it('quiet leaves errors, refusals and the answer to the query', () => {
    const summary = withFindings(
      [findingOf({}), findingOf({ severity: 'error', message: 'bad' })],
      {
        models: [outcomeOf({})],
        missing_sources: [{ model_id: 'gone', file_path: 'specs/gone.md' }],
      },
    );
    expect(renderText(summary, quiet)).toBe('specs/agent.md:12:3  error  GNN-W001  bad\n');
    expect(renderText(summaryOf({}), quiet)).toBe('');
    const options = { ...quiet.options, queryOntology: 'x' };
    expect(renderText(summaryOf({}), { ...quiet, options })).toBe('no model is bound to "x"\n');
  });
});

describe('from the command line', () => {
  const many = withFindings(Array.from({ length: 201 }, () => findingOf({})));

  it.each([
    [[], '… and 1 more; all are in output/4_model_registry_output/model_registry_summary.json'],
    [
      ['--output-dir', 'out/4_model_registry_output/'],
      '… and 1 more; all are in out/4_model_registry_output/model_registry_summary.json',
    ],
    [['--dry-run'], '… and 1 more; --verbose shows them'],
  ])('%j points to the summary', async (argv, line) => {
    expect((await call(argv, {}, async () => many)).out).toContain(`${line}\n`);
  });

  it('text is the default on a terminal and in a pipe; in a pipe, nothing is cut', async () => {
    const summary = summaryOf({ models: [outcomeOf({ model_id: 'm'.repeat(120) })] });
    const terminal = await call(
      [],
      { stdoutColumns: 60, env: { NO_COLOR: '1' } },
      async () => summary,
    );
    const pipe = await call([], {}, async () => summary);
    expect(terminal.out).toContain(`${'m'.repeat(30)}  1.0.0`);
    expect(terminal.out.match(/m{30}/gu)).toHaveLength(4);
    expect(pipe.out).toContain(`${'m'.repeat(120)}  1.0.0  `);
  });
});

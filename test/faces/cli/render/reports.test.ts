/** The formats of reports, as the programs that read them understand them. */
import { createRequire } from 'node:module';
import AjvDraft4 from 'ajv-draft-04';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderGithub } from '../../../../src/faces/cli/render/reports/github.js';
import { renderJunit } from '../../../../src/faces/cli/render/reports/junit.js';
import { renderMarkdown } from '../../../../src/faces/cli/render/reports/markdown.js';
import { createReportContext } from '../../../../src/faces/cli/render/reports/report.js';
import type { Report, ReportFinding } from '../../../../src/faces/cli/render/reports/report.js';
import { renderSarif } from '../../../../src/faces/cli/render/reports/sarif.js';
import { BASE, MAJOR, declaring } from '../../../operations/harness.js';
import { openCliBench, type CliBench } from '../bench.js';
import { CODE_POINT } from '../../../support/property.js';

const require = createRequire(import.meta.url);
const SCHEMA: object = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const isSarif = new AjvDraft4.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile<Log>(SCHEMA);

/** Holds a text against the official schema. */
function readSarif(text: string): Log {
  const log: unknown = JSON.parse(text);
  const fits = isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  if (!fits) throw new Error('no SARIF');
  return log;
}

const resultsOf = (text: string) => readSarif(text).runs.flatMap((it) => it.results ?? []);

/** Reads workflow commands as GitHub documents them. */
function readCommands(text: string) {
  return [...text.matchAll(/^::(\w+)(?: ([^\n]*?))?::(.*)$/gm)].map(
    ([, name, written = '', data]) => ({
      name,
      text: decode(data ?? ''),
      ...Object.fromEntries(
        written
          .split(',')
          .filter((it) => it !== '')
          .map((it) => [it.slice(0, it.indexOf('=')), decode(it.slice(it.indexOf('=') + 1))]),
      ),
    }),
  );
}

function decode(text: string): string {
  return text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
}

interface JunitSuite {
  readonly tests: string;
  readonly failures: string;
  readonly cases: readonly { readonly name: string; readonly failure?: unknown }[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
});

function readJunit(text: string): JunitSuite {
  expect(XMLValidator.validate(text)).toBe(true);
  const { name: _, ...suite } = parser.parse(text).testsuites.testsuite;
  return { ...suite, cases: [suite.testcase].flat() };
}

async function failedIn(bench: CliBench, flags: string): Promise<string[]> {
  const { out } = await bench.cli(`in --target-dir in --format junit${flags}`);
  const { cases } = readJunit(out);
  return cases.filter((it) => it.failure !== undefined).map((it) => it.name);
}

const WARNED = BASE.replace('(0.5, 0.5)', '(0.5, 0.6)');
const BAD = '## GNNSection\nX\n';
const CONTEXT = createReportContext({
  command: { name: 'check' },
  io: { cwd: '/work', env: {}, version: '1.2.3' },
});

describe('of the commands', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await openCliBench();
    await bench.register(BASE);
    await bench.write('in/agent.md', declaring('1.0.1', MAJOR));
    await bench.write('in/warned.md', WARNED);
    await bench.write('in/bad.md', BAD);
  });
  afterEach(() => bench.remove());

  test.each([
    ['check in --target-dir in', ['GNN-E001', 'GNN-W005', 'GNN-W022']],
    ['--target-dir in --check', ['GNN-E001', 'GNN-W005', 'GNN-W022']],
    ['verify', ['spec-changed']],
    ['diff agent@1.0.0 in/agent.md', ['text_changed', 'variable_retyped']],
  ])('%s', async (line, codes) => {
    const sarif = await bench.cli(`${line} --format sarif`);
    const results = resultsOf(sarif.out);
    expect(results.map((it) => it.ruleId).toSorted()).toEqual(codes);
    for (const { locations } of results) expect(locations).toHaveLength(1);
    const github = readCommands((await bench.cli(`${line} --format github`)).out);
    expect(github.filter((it) => 'file' in it)).toHaveLength(codes.length);
    const junit = readJunit((await bench.cli(`${line} --format junit`)).out);
    expect(Number(junit.tests)).toBe(junit.cases.length);
    const { out } = await bench.cli(`${line} --format markdown`);
    expect(out).toMatch(/^## /);
    expect(out).toMatch(line === 'verify' ? /\n\| error \| in\/agent.md \|/ : /incompatible/i);
  });

  test('GitHub annotates lines, and says why it fails', async () => {
    const { out, err, exitCode } = await bench.cli('in --target-dir in --format github');
    expect([exitCode, err]).toEqual([1, '']);
    const commands = readCommands(out);
    expect(commands.map((it) => it.name)).toEqual(['error', 'error', 'warning']);
    expect(commands[0]).toMatchObject({
      file: 'in/agent.md',
      title: 'GNN-W022 a version is too low for what changed',
      text: expect.stringContaining('declare 2.0.0 or higher'),
    });
    expect(commands[1]).toMatchObject({
      file: 'in/bad.md',
      line: '1',
      col: '1',
      title: 'GNN-E001 a required section is missing',
      text: expect.stringContaining('\nAdd the section'),
    });
    expect(out).toContain('\ngnn-registry check: 2 errors, 1 warning\n');
    const failed = await bench.cli('check none.md --format github');
    expect(failed.out).toBe(
      '::error title=spec-refused::there is no file none.md%0ACheck the path.\n',
    );
    expect(failed.err).toBe('');
  });

  test('paths are those of the working copy, wherever the command runs', async () => {
    const env = { GITHUB_WORKSPACE: bench.cwd };
    const below = { cwd: `${bench.cwd}/in`, env };
    expect((await bench.cli('bad.md --format github', below)).out).toContain('file=in/bad.md,');
    const elsewhere = { GITHUB_WORKSPACE: '/somewhere' };
    expect((await bench.cli('in --format github', { env: elsewhere })).out).toContain(
      'file=in/bad.md,',
    );
    const outside = await bench.cli(`${bench.cwd}/in/bad.md --format sarif`, {
      cwd: '/tmp',
      env: {},
    });
    expect(outside.out).toMatch(/"uri": "(?:file:\/\/\/|gnn-)/);
  });

  test('Markdown shows versions now and then, verdicts and findings', async () => {
    const { out } = await bench.cli('in --target-dir in --format markdown');
    expect(out).toContain(
      '\n| agent | 1.0.0 → 1.0.1 | incompatible: o retyped int → float | 1 error |\n',
    );
    expect(out).toContain('\n| warned | 1.0.0 | new | 1 warning |\n');
    expect(out).toContain('\n| in/bad.md |  | refused | 1 error |\n');
    expect(out).toContain('\n| error | in/bad.md:1:1 | GNN-E001 ');
  });

  test('JUnit fails for what does not pass, and only for that', async () => {
    expect(await failedIn(bench, '')).toEqual(['agent', 'in/bad.md']);
    expect(await failedIn(bench, ' --fail-on warning')).toEqual(['agent', 'warned', 'in/bad.md']);
  });

  test('fingerprints outlive lines and messages, but not declarations', async () => {
    const prints = async (text: string) => {
      await bench.write('in/warned.md', text);
      const { out } = await bench.cli('in/warned.md --target-dir in --format sarif');
      return resultsOf(out).map((it) => it.partialFingerprints?.['gnnDeclaration/v1']);
    };
    const before = await prints(WARNED);
    expect(before).toHaveLength(1);
    expect(await prints(WARNED.replace('## State', 'Words.\n\n## State'))).toEqual(before);
    expect(await prints(WARNED.replace('(0.5, 0.6)', '(0.5, 0.7)'))).toEqual(before);
    await bench.cli('--target-dir in -q');
    expect(await prints(WARNED)).toEqual(before);
    const others = await prints(BASE.replace('A={(0.9', 'A={(0.8'));
    expect(others).toHaveLength(1);
    expect(others).not.toEqual(before);
  });
});

const anyFinding = fc.record<ReportFinding>({
  code: fc.constantFrom('GNN-E001', 'GNN-W005', 'spec-changed'),
  title: fc.option(fc.string({ unit: CODE_POINT })),
  severity: fc.constantFrom('error', 'warning', 'info'),
  message: fc.string({ unit: CODE_POINT }),
  remedy: fc.string({ unit: CODE_POINT }),
  file: fc.option(fc.string({ unit: CODE_POINT, minLength: 1 })),
  line: fc.option(fc.integer({ min: 1 })),
  column: fc.option(fc.integer({ min: 1 })),
  model_id: fc.option(fc.constantFrom('agent', 'lamp')),
  declaration: fc.option(fc.string({ unit: CODE_POINT })),
  fails: fc.boolean(),
});
const anyReport = fc.record<Report>({
  findings: fc.array(anyFinding),
  models: fc.array(
    fc.record({
      id: fc.option(fc.constantFrom('agent', 'lamp')),
      file: fc.string({ unit: CODE_POINT, minLength: 1 }),
      before: fc.option(fc.constant('1.0.0')),
      after: fc.option(fc.constant('1.1.0')),
      verdict: fc.string({ unit: CODE_POINT }),
    }),
  ),
});

describe('of whatever text', () => {
  test('SARIF fits its schema', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(resultsOf(renderSarif(report, CONTEXT))).toHaveLength(report.findings.length);
      }),
      { numRuns: 50 },
    );
  });

  test('a finding is one command of GitHub, and nothing else is', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const lines = renderGithub(report, CONTEXT).trimEnd().split('\n');
        expect(lines).toHaveLength(report.findings.length + 1);
        expect(readCommands(lines.join('\n'))).toHaveLength(report.findings.length);
      }),
    );
  });

  test('JUnit is well-formed, and has every failure', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = renderJunit(report, CONTEXT);
        const { cases, failures } = readJunit(text);
        expect(cases.length).toBeGreaterThanOrEqual(report.models.length);
        expect(Number(failures) > 0).toBe(report.findings.some((it) => it.fails));
        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/);
      }),
    );
  });

  test('Markdown keeps the columns of its tables', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const row of renderMarkdown(report, CONTEXT)
          .split('\n')
          .filter((it) => it.startsWith('|'))) {
          expect(row.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(5);
        }
      }),
    );
  });
});

test('SARIF has 5,000 results at most, the most severe ones, and says what is left out', () => {
  const finding = {
    ...fc.sample(anyFinding, 1)[0],
    code: 'GNN-I001',
    severity: 'info',
  } as ReportFinding;
  const many = Array.from({ length: 5000 }, () => finding);
  const grave: ReportFinding = { ...finding, code: 'GNN-E001', severity: 'error' };
  const text = renderSarif({ models: [], findings: [...many, grave] }, CONTEXT);
  const results = resultsOf(text);
  expect(results).toHaveLength(5000);
  expect(results[0]?.ruleId).toBe('GNN-E001');
  const [run] = readSarif(text).runs;
  expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(
    /^1 less severe/,
  );
  const prints = results.map((it) => it.partialFingerprints?.['gnnDeclaration/v1']);
  expect(new Set(prints).size).toBe(5000);
});

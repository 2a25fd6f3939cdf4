import { describe, expect, test } from 'vitest';
import { diagnostic } from '../../src/domain/diagnostics.js';
import type { ModelOutcome } from '../../src/domain/model.js';
import type { SummaryInput } from '../../src/emit/summary.js';
import { withTimes } from '../../src/emit/times.js';
import { summarize } from '../../src/emit/summary.js';
import { matchTerms } from '../../src/pipeline/query.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const error = diagnostic('GNN-E002', { line: 3, column: 2 }, 'an error');
const warning = diagnostic('GNN-W001', { line: 1, column: 1 }, 'a warning');
const info = diagnostic('GNN-I001', { line: 1, column: 1 }, 'an info');

function outcome(model_id: string, parts: Partial<ModelOutcome> = {}): ModelOutcome {
  return {
    model_id,
    file_path: `in/${model_id}.md`,
    outcome: 'unchanged',
    version: '1.0.0',
    previous_version: '1.0.0',
    previous_file_path: null,
    bump: null,
    changes: null,
    same_content_as: null,
    health: 'healthy',
    ...parts,
  };
}

const OPTIONS: SummaryInput['options'] = {
  mode: 'write',
  failOn: 'never',
  exitZeroOnFindings: false,
  queryOntology: null,
  targetDir: 'in',
};

function inputWith(parts: Partial<SummaryInput> = {}): SummaryInput {
  return {
    options: OPTIONS,
    state: stateWith(entryWith('a')),
    changed: false,
    outcomes: [],
    refused: [],
    skipped: [],
    missing: [],
    diagnostics: [],
    matching: [],
    specFiles: 1,
    registryPath: 'out/reg.json',
    ...parts,
  };
}

const found = (...diagnostics: (typeof error)[]) => [{ filePath: 'in/a.md', diagnostics }];
const refused = [{ filePath: 'in/b.md', reasons: [error, warning, error] }];

describe('the matching models', () => {
  const state = stateWith(entryWith('b'), entryWith('a'), {
    ...entryWith('gone'),
    status: 'deleted',
  });
  const binding = { model_id: 'b', model_name: 'B', term: 'Prior', uri: null };
  const matching = ['D', 'E'].map((variable) => ({ ...binding, variable }));

  test('are the ids of all models without a query', () => {
    const summary = summarize(inputWith({ state }));
    expect(summary.matching_models).toEqual(['a', 'b']);
    expect(summary.matching_bindings).toEqual([]);
  });

  test('are each named once, beside their bindings', () => {
    const options = {
      ...OPTIONS,
      queryOntology: 'prior',
    };
    const summary = summarize(inputWith({ state, options, matching }));
    expect(summary.matching_models).toEqual(['b']);
    expect(summary.matching_bindings).toEqual(matching);
  });
});

describe('the exit code', () => {
  test.each([
    ['nothing to say', {}, 0],
    ['an info', { diagnostics: found(info) }, 0],
    ['a warning', { diagnostics: found(warning) }, 2],
    ['an error', { diagnostics: found(error) }, 2],
    ['a refusal', { refused }, 2],
    ['no spec', { specFiles: 0 }, 2],
    ['a change', { changed: true }, 0],
    [
      'a change in a dry run',
      {
        changed: true,
        options: { mode: 'dry-run', failOn: 'never', queryOntology: null, targetDir: 'in' },
      },
      0,
    ],
    [
      'a change in a check',
      {
        changed: true,
        options: { mode: 'check', failOn: 'never', queryOntology: null, targetDir: 'in' },
      },
      1,
    ],
    [
      'no change in a check',
      { options: { mode: 'check', failOn: 'never', queryOntology: null, targetDir: 'in' } },
      0,
    ],
    [
      'a warning, failing on errors',
      {
        diagnostics: found(warning),
        options: { mode: 'write', failOn: 'error', queryOntology: null, targetDir: 'in' },
      },
      2,
    ],
    [
      'an error, failing on errors',
      {
        diagnostics: found(error),
        options: { mode: 'write', failOn: 'error', queryOntology: null, targetDir: 'in' },
      },
      1,
    ],
    [
      'a warning, failing on warnings',
      {
        diagnostics: found(warning),
        options: { mode: 'write', failOn: 'warning', queryOntology: null, targetDir: 'in' },
      },
      1,
    ],
    [
      'an error, failing on warnings',
      {
        diagnostics: found(error),
        options: { mode: 'write', failOn: 'warning', queryOntology: null, targetDir: 'in' },
      },
      1,
    ],
    [
      'an info, failing on warnings',
      {
        diagnostics: found(info),
        options: { mode: 'write', failOn: 'warning', queryOntology: null, targetDir: 'in' },
      },
      0,
    ],
  ] as [string, Partial<SummaryInput>, number][])('%s', (_, parts, code) => {
    const summary = summarize(inputWith(parts));
    expect([summary.exit_code, summary.success]).toEqual([code, code !== 1]);
  });
});

test('of a check is 1 if a version is too low, even if nothing would change', () => {
  const small = { ...warning, code: 'GNN-W022' as const };
  const codeIn = (mode: 'write' | 'dry-run' | 'check', diagnostics = found(small)): number => {
    const options = { ...OPTIONS, mode };
    return summarize(inputWith({ options, diagnostics })).exit_code;
  };
  expect([codeIn('check'), codeIn('dry-run'), codeIn('write')]).toEqual([1, 2, 2]);
  expect(codeIn('check', found(warning))).toBe(2);
  expect(codeIn('check', found(info))).toBe(0);
});

test('can be 0 whatever is found in registered specs, but not if one is refused or none is there', () => {
  const options = { ...OPTIONS, exitZeroOnFindings: true };
  const codeOf = (parts: Partial<SummaryInput>): number =>
    summarize(inputWith({ options, ...parts })).exit_code;
  const diagnostics = found(warning);
  expect(codeOf({ diagnostics })).toBe(0);
  expect(codeOf({ diagnostics, options: { ...options, failOn: 'warning' } })).toBe(1);
  expect(codeOf({ diagnostics, specFiles: 0 })).toBe(2);
  const refused = [{ filePath: 'in/a.md', reasons: diagnostics[0]?.diagnostics ?? [] }];
  expect(codeOf({ diagnostics, refused })).toBe(2);
});

test('outcomes are counted; unchanged healthy models are not listed', () => {
  const outcomes = [
    outcome('a', { outcome: 'new_model' }),
    outcome('b', { outcome: 'new_version' }),
    outcome('c', { outcome: 'updated' }),
    outcome('d'),
    outcome('e', { health: 'degraded' }),
  ];
  const summary = summarize(inputWith({ outcomes }));
  expect(summary).toMatchObject({
    successful_registrations: 5,
    new_models: 1,
    new_versions: 1,
    updated: 1,
    unchanged: 2,
  });
  expect(summary.models.map((it) => it.model_id)).toEqual(['a', 'b', 'c', 'e']);
});

test('deleted models are not counted, missing ones are listed', () => {
  const state = stateWith(entryWith('a'), entryWith('b', { status: 'deleted' }), entryWith('c'));
  const summary = summarize(inputWith({ state, missing: [entryWith('c')] }));
  expect(summary.total_models).toBe(2);
  expect(summary.missing_sources).toEqual([{ model_id: 'c', file_path: 'in/c.md' }]);
});

test('refused files list each code once, and every reason', () => {
  expect(summarize(inputWith({ refused })).refused_files).toEqual([
    {
      file_path: 'in/b.md',
      codes: ['GNN-E002', 'GNN-W001'],
      reason: 'an error; a warning; an error',
    },
  ]);
});

test('diagnostics are counted, and sorted by file and position', () => {
  const { diagnostics } = summarize(
    inputWith({
      diagnostics: [
        { filePath: 'in/b.md', diagnostics: [warning] },
        { filePath: 'in/B.md', diagnostics: [error, warning, info] },
      ],
    }),
  );
  expect(diagnostics.counts).toEqual({ 'GNN-E002': 1, 'GNN-I001': 1, 'GNN-W001': 2 });
  expect(Object.keys(diagnostics.counts)).toEqual(['GNN-E002', 'GNN-I001', 'GNN-W001']);
  expect(diagnostics.list.map((it) => `${it.file}:${it.line} ${it.code}`)).toEqual([
    'in/B.md:1 GNN-I001',
    'in/B.md:1 GNN-W001',
    'in/B.md:3 GNN-E002',
    'in/b.md:1 GNN-W001',
  ]);
  expect(diagnostics.list[2]).toEqual({
    code: 'GNN-E002',
    severity: 'error',
    message: 'an error',
    file: 'in/B.md',
    line: 3,
    column: 2,
  });
});

const at = (durationMs: number) =>
  withTimes(summarize(inputWith({ specFiles: 3 })), { startedAt: new Date(0), durationMs });

test('times and speed', () => {
  expect(at(250)).toMatchObject({
    duration_ms: 250,
    specs_per_second: 12,
    started_at: '1970-01-01T00:00:00.000Z',
  });
  expect(at(1.23456)).toMatchObject({ duration_ms: 1.235 });
  expect(at(0)).toMatchObject({ specs_per_second: 0 });
});

const binding = (term: string) => ({ model_id: 'a', model_name: 'A', variable: 's', term });

test('terms are found by a substring of their name or identifier', () => {
  const bindings = [binding('HiddenState'), binding('OwnTerm')];
  const terms = (query: string): string[] => matchTerms(query, bindings).map((it) => it.term);
  expect(terms('DENST')).toEqual(['HiddenState']);
  expect(terms(' own ')).toEqual(['OwnTerm']);
  expect(terms('obo:ACTO_000001')).toEqual(['HiddenState']);
  expect(terms('null')).toEqual([]);
  expect(matchTerms('OwnTerm', bindings)[0]?.uri).toBeNull();
});

import { expect, test } from 'vitest';
import { describeModel, declaredVersion, writtenVersion } from '../../src/domain/describe.js';
import { byPosition, countSeverity, diagnostic, quote } from '../../src/domain/diagnostics.js';
import { CATALOGUE } from '../../src/domain/catalogue.js';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import { isName, nameAt, nameKey, namesIn, referenceKeys } from '../../src/domain/names.js';
import { nearestName } from '../../src/domain/nearest.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

test.each([
  ['State Space Block', 'StateSpaceBlock'],
  ['statespaceblock', 'StateSpaceBlock'],
  ['Conections', 'Connections'],
  ['Model_Name', 'ModelName'],
  ['GNN Section', 'GNNSection'],
  ['Initial Parametrization', 'InitialParameterization'],
  ['Overview', undefined],
  ['Introduction', undefined],
  ['', undefined],
  ['--', undefined],
])('%j is nearest to %s', (written, name) => {
  expect(nearestName(written, SECTION_NAMES)).toBe(name);
});

test.each([
  ["s'", ["s'"]],
  ['s_t+1', ['s_t+1', 's_t']],
  ['s-1', ['s-1', 's']],
  ['s[t-1]', ['s']],
  ['s', ['s']],
])('%s refers to %j', (reference, keys) => {
  expect(referenceKeys(reference)).toEqual(keys);
});

test('names', () => {
  expect(nameAt('a π1 b', 2)).toBe('π1');
  expect(nameAt('a π1 b', 1)).toBeUndefined();
  expect([isName('a'), isName('a b'), isName('1a'), isName('')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(nameKey('e\u0301')).toBe('\u00e9');
  expect(namesIn('G = len(π) - s_t+1')).toEqual(['G', 'len', 'π', 's_t']);
});

test('every code has a title, the severity of its letter, and a remedy', () => {
  const severities = { E: 'error', W: 'warning', I: 'info' };
  for (const [code, info] of Object.entries(CATALOGUE)) {
    expect(code).toMatch(/^GNN-[EWI][0-9]{3}$/);
    expect(info.severity).toBe(severities[code.charAt(4) as 'E' | 'W' | 'I']);
    expect([info.title, info.remedy]).toEqual([
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ]);
  }
});

const at = (code: 'GNN-E001' | 'GNN-W001', line: number, column: number) =>
  diagnostic(code, { line, column }, '');

test('sorting and counting of diagnostics', () => {
  const sorted = [
    at('GNN-W001', 2, 1),
    at('GNN-W001', 1, 2),
    at('GNN-E001', 2, 1),
    at('GNN-W001', 1, 1),
  ];
  sorted.sort(byPosition);
  expect(sorted.map((it) => `${it.code} ${it.line}:${it.column}`)).toEqual([
    'GNN-W001 1:1',
    'GNN-W001 1:2',
    'GNN-E001 2:1',
    'GNN-W001 2:1',
  ]);
  expect(countSeverity(sorted, 'error')).toBe(1);
  expect(countSeverity(sorted, 'warning')).toBe(3);
});

test.each([
  ['a\n  b\tc ', '`a b c`'],
  ['x'.repeat(60), `\`${'x'.repeat(60)}\``],
  ['x'.repeat(61), `\`${'x'.repeat(57)}…\``],
])('%j in a message', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test('a character beyond the BMP is not cut in two', () => {
  const quoted = quote(`${'x'.repeat(56)}${'𝐀'.repeat(9)}`);
  expect(Buffer.from(quoted).toString()).toBe(quoted);
});

test('descriptions come from front matter before Signature', () => {
  const signature = 'Creator: Someone\nLicense: MIT\nVersion: 2.0\nDate: 2026-01-02';
  const body = soundSpec({ Signature: signature, ModelAnnotation: 'One\nparagraph.\n\nTwo.' });
  const { model } = onlySpec(body);
  expect(describeModel(model)).toEqual({
    description: 'One paragraph.',
    author: 'Someone',
    license: 'MIT',
    date: '2026-01-02',
    source: null,
    framework_targets: [],
    tags: [],
  });
  expect(writtenVersion(model)).toBe('2.0');
  expect(declaredVersion(model)).toBe('2.0.0');
  const front =
    '---\nauthors: [A, B]\nversion: 1.10\ntags: "x, y, x"\nframework_targets: [p, q]\ndescription: D\ncreated: 2025-01-01\nsource: s\n---\n';
  const second = onlySpec(front + body).model;
  expect(describeModel(second)).toMatchObject({
    description: 'D',
    author: 'A, B',
    tags: ['x', 'y'],
    framework_targets: ['p', 'q'],
    date: '2025-01-01',
    source: 's',
  });
  expect(declaredVersion(second)).toBe('1.10.0');
});

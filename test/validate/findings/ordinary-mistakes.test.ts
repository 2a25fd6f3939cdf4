/** Ordinary mistakes in sample models: the first finding names the cause, at most two a mistake. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../../src/gnn/index.js';
import { validateSpec } from '../../../src/validate/index.js';

const LIFT = 'discrete/lift_parking_mdp.md';
const SAMPLES = [LIFT, 'discrete/greenhouse_watering_robot.md', 'discrete/ferry_harbour_hmm.md'];

function readSample(name: string): string {
  return readFileSync(new URL(`../../../input/gnn_files/${name}`, import.meta.url), 'utf8');
}

/** The findings about a text that are not also about the sample, with the text at each. */
function newFindings(text: string, sample: string) {
  const messages = new Set(findingsOf(sample).map((it) => `${it.code} ${it.message}`));
  const lines = text.split(/\r?\n/);
  return findingsOf(text)
    .filter((it) => !messages.has(`${it.code} ${it.message}`))
    .map((it) => ({
      code: it.code,
      at: (lines[it.line - 1] ?? '').slice(it.column - 1),
      message: it.message,
    }));
}

function findingsOf(text: string) {
  const { specs, diagnostics } = parseSpec(text);
  return [...diagnostics, ...specs.flatMap((spec) => validateSpec(spec).diagnostics)];
}

type Mistake = readonly [
  name: string,
  make: (text: string) => string,
  code: string,
  at: RegExp,
  says: RegExp,
];

/** Removes a section with its heading. */
function withoutSection(text: string, name: string): string {
  return text.replace(new RegExp(`^## ${name}\\n[^]*?(?=^## )`, 'm'), '');
}

const MISTAKES: readonly Mistake[] = [
  [
    'a wrong dimension of D',
    (it) => it.replace(/^D\[\d+/m, 'D[9'),
    'GNN-E002',
    /^D ?=/,
    /^D is declared \[9\] on line \d+ but its value is \[\d\]/,
  ],
  [
    'a wrong dimension of o',
    (it) => it.replace(/^o\[\d+/m, 'o[9'),
    'GNN-W040',
    /^o\[9/,
    /write o\[\d/,
  ],
  [
    'a missing StateSpaceBlock',
    (it) => withoutSection(it, 'StateSpaceBlock'),
    'GNN-E001',
    /^#|^---/,
    /add it/,
  ],
  [
    'missing Connections',
    (it) => withoutSection(it, 'Connections'),
    'GNN-E001',
    /^#|^---/,
    /## Connections; add it/,
  ],
  [
    'a misspelt StateSpaceBlock',
    (it) => it.replace('## StateSpaceBlock', '## StateSpaceBlok'),
    'GNN-E001',
    /^## StateSpaceBlok$/,
    /write `## StateSpaceBlock`/,
  ],
  [
    'misspelt Connections',
    (it) => it.replace('## Connections', '## Conections'),
    'GNN-E001',
    /^## Conections$/,
    /write `## Connections`/,
  ],
  [
    'a misspelt InitialParameterization',
    (it) => it.replace('## InitialParameterization', '## InitialParametrisation'),
    'GNN-W008',
    /^## InitialParametrisation/,
    /did you mean InitialParameterization/,
  ],
  [
    'an undeclared variable',
    (it) => it.replace('## Connections\n', '## Connections\nweather>s\n'),
    'GNN-W002',
    /^weather>s/,
    /declare it/,
  ],
  [
    'a declaration that was deleted',
    (it) => it.replace(/^D\[.*\n/m, ''),
    'GNN-W002',
    /^D/,
    /D is connected but not declared \(also on .*declare it/,
  ],
  [
    'a misspelt use',
    (it) => it.replace('## Connections\n', '## Connections\nS>o\n'),
    'GNN-W002',
    /^S>o/,
    /did you mean s, declared on line/,
  ],
  [
    'a misspelt value',
    (it) => it.replace(/^A ?=/m, 'a='),
    'GNN-W003',
    /^a=/,
    /did you mean A, declared on line/,
  ],
  [
    'a wrong dimension of A',
    (it) => it.replace(/^A\[(\d+),(\d+)/m, 'A[$1,9'),
    'GNN-E002',
    /^A ?=/,
    /^A is declared \[\d,9\] on line \d+ but its value is/,
  ],
  [
    'an unclosed bracket of a declaration',
    (it) => it.replace(/^(D\[[^\]\n]*)\]/m, '$1'),
    'GNN-E006',
    /^\[/,
    /write them as in `D\[/,
  ],
  [
    'an unclosed bracket of a value',
    (it) => it.replace(/^(D ?= ?[{[].*)[}\]]/m, '$1'),
    'GNN-E007',
    /^[{[]/,
    /never closed/,
  ],
  [
    'an unclosed fence',
    (it) => it.replace('## StateSpaceBlock\n', '## StateSpaceBlock\n```\n'),
    'GNN-E001',
    /^```/,
    /nothing closes it; write ``` before line/,
  ],
  [
    'a Greek look-alike',
    (it) => it.replace('## Connections\n', '## Connections\n\u0391>o\n'),
    'GNN-W002',
    /^\u0391>o/,
    /did you mean A, declared on line/,
  ],
  [
    'a line without an operator',
    (it) => it.replace('## Connections\n', '## Connections\ns A\n'),
    'GNN-E005',
    /^A/,
    /write a connection such as/,
  ],
  [
    'a distribution that does not sum to 1',
    (it) => it.replace(/^D ?= ?.*$/m, (line) => line.replace(/0\.\d+/, '0.95')),
    'GNN-W005',
    /^D/,
    /normalise it/,
  ],
  [
    'a value of another length',
    (it) => it.replace(/^(D ?= ?[{[]\(?)/m, '$10.0, '),
    'GNN-E002',
    /^D/,
    /change one of them/,
  ],
  [
    'a variable that is declared twice',
    (it) => it.replace(/^(D\[.*\n)/m, '$1$1'),
    'GNN-E004',
    /^D\[/,
    /delete one of the declarations/,
  ],
  [
    'a variable that is never used',
    (it) => it.replace('## StateSpaceBlock\n', '## StateSpaceBlock\nspare[3]\n'),
    'GNN-W001',
    /^spare\[3\]/,
    /connect it or delete it/,
  ],
  [
    'a misspelt ontology term',
    (it) => it.replace(/^(s=\w)(\w+)State.*$/m, '$1$2Sttate'),
    'GNN-I003',
    /State|Sttate/,
    /did you mean \w+State\?/,
  ],
  ['a forgotten Time', (it) => withoutSection(it, 'Time'), 'GNN-I020', /^#|^---/, /add `## Time`/],
  [
    'a negative probability',
    (it) => it.replace(/^(D ?= ?[{[]\(?)(\d)/m, '$1-$2'),
    'GNN-W005',
    /^D/,
    /normalise it/,
  ],
];

describe.each(SAMPLES)('%s', (name) => {
  const sample = readSample(name);

  test.each(MISTAKES)('%s', (_, make, code, at, says) => {
    const text = make(sample);
    expect(text).not.toBe(sample);
    const found = newFindings(text, sample);
    expect(found.length).toBeLessThanOrEqual(2);
    expect(found[0]?.code).toBe(code);
    expect(found[0]?.at).toMatch(at);
    expect(found[0]?.message).toMatch(says);
  });

  test.each([
    ['CRLF', (it: string) => it.replaceAll('\n', '\r\n')],
    ['tab indentation', (it: string) => it.replace(/^(?=[A-Ds]\[)/gm, '\t')],
    ['a byte order mark', (it: string) => `\uFEFF${it}`],
  ])('%s changes nothing', (_, make) => {
    expect(newFindings(make(sample), sample)).toEqual([]);
  });
});

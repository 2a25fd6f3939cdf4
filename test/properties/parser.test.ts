import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/domain/catalogue.js';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import { parseSpec } from '../../src/gnn/index.js';
import { validateSpec } from '../../src/validate/index.js';
import { realSpecs } from '../support/sample-files.js';
import { within } from '../support/measure.js';
import { allDiagnostics } from '../support/spec-text.js';
import { lostLines, splitLines } from '../support/structured-lines.js';
import { CODE_POINT, holds } from '../support/property.js';

/** Milliseconds of work that any text of some kilobytes takes at most. */
const LIMIT = 2000;

/** What holds for every text that there is. */
function checkText(text: string): void {
  within(LIMIT, () => checkFindings(text));
}

function checkFindings(text: string): void {
  const file = parseSpec(text);
  const verdicts = file.specs.flatMap((spec) =>
    (['standard', 'research'] as const).map((profile) =>
      validateSpec(spec, { profile, fields: null }),
    ),
  );
  const lines = splitLines(text);
  const found = [...allDiagnostics(file), ...verdicts.flatMap((it) => it.diagnostics)];
  for (const { code, severity, line, column } of found) {
    expect(CATALOGUE[code].severity).toBe(severity);
    const inside =
      line >= 1 &&
      line <= lines.length &&
      column >= 1 &&
      column <= Array.from(lines[line - 1] ?? '').length + 1;
    expect([code, line, column, inside]).toEqual([code, line, column, true]);
  }
  expect(lostLines(text, file)).toEqual([]);
}

const SOME = { short: 14, full: 500 };

test('any text at all', async () => {
  await holds(fc.property(fc.string({ unit: CODE_POINT, maxLength: 300 }), checkText), SOME);
});

const TOKENS: readonly string[] = [
  ['[', ']', '(', ')', '{', '}', ',', ', ', ':', '=', ' = ', '>', '->', '<-', '<->', '-', '|'],
  ['→', '←', '↔', '\n', '\n', '\n', '\n\n', '\r\n', '\r', ' ', '  ', '\t', '\u00a0', '\u2028'],
  ['#', ' # ', '###', '# c', '"', "'", '\\', '$$', '\\begin{a}', '\\end{a}', '`', '…', '...'],
  ['\n---\n', '\n```\n', '\n~~~\n', '\n<!-- ', ' -->\n', '\n## X\n', '\n# T\n', '\n##'],
  ['A', 'B_f0', 's', "s'", 'π', '𝐀', 's_t+1', 'G', 'len(', 'type=', 'float', 'default=', 'eye'],
  ['1', '0', '0.5', '-1', '1e3', '.5', '1.', 'inf', 'nan', 'true', '∞', 'GNN v1', 'Static'],
  ['Time=t', 'ModelTimeHorizon=', 'ProcessingFlags:', 'A=', 'B={', 'A[2,2]', 'a=(1,\n2)'],
].flat();
const body = fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((all) => all.join(''));
const section = fc
  .tuple(fc.constantFrom(...SECTION_NAMES, 'Notes', 'Conections'), body)
  .map(([name, text]) => `\n## ${name}\n${text}`);

test('any sections with any bodies', async () => {
  const file = fc
    .tuple(fc.constantFrom('', '\uFEFF', '---\na: 1\n---\n', '---\n'), body, fc.array(section))
    .map(([start, prose, sections]) => start + prose + sections.join(''));
  await holds(fc.property(file, checkText), { short: 34, full: 2000 });
});

const specs = realSpecs().map((it) => it.text);

type Change = (lines: string[], at: number, to: number, extra: string) => string[];
const CHANGES: Record<string, Change> = {
  delete: (lines, at) => lines.toSpliced(at, 1),
  duplicate: (lines, at, to) => lines.toSpliced(to, 0, lines[at] ?? ''),
  swap: (lines, at, to) => lines.with(at, lines[to] ?? '').with(to, lines[at] ?? ''),
  insert: (lines, at, to, extra) => {
    const line = lines[at] ?? '';
    const column = to % (line.length + 1);
    return lines.with(at, line.slice(0, column) + extra + line.slice(column));
  },
  add: (lines, at, _, extra) => lines.toSpliced(at, 0, extra),
  cut: (lines, at, to) => lines.slice(0, at).concat((lines[at] ?? '').slice(0, to % 20)),
};

const change = fc.tuple(
  fc.constantFrom(...Object.values(CHANGES)),
  fc.nat(),
  fc.nat(),
  fc.oneof(fc.constantFrom(...TOKENS), fc.string({ unit: CODE_POINT, maxLength: 3 })),
);

test('real specs with random changes', async () => {
  expect(specs.length).toBeGreaterThan(0);
  const changed = fc
    .tuple(
      fc.constantFrom(...specs),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\r'),
    )
    .map(([text, changes, ending]) => {
      let lines = text.split(/\r\n|\r|\n/);
      for (const [apply, at, to, extra] of changes) {
        if (lines.length === 0) break;
        lines = apply(lines, at % lines.length, to % lines.length, extra);
      }
      return lines.join(ending);
    });
  await holds(fc.property(changed, checkText), SOME);
});

/** Changes a file in two places; `other` is another file. */
type Mutation = (text: string, at: number, to: number, other: string) => string;

const onBytes =
  (apply: (bytes: Buffer, at: number, to: number) => readonly (Uint8Array | number)[]): Mutation =>
  (text, at, to) => {
    const bytes = Buffer.from(text);
    const parts = apply(bytes, at % (bytes.length + 1), to).map((part) =>
      typeof part === 'number' ? Buffer.of(part & 0xff) : part,
    );
    return Buffer.concat(parts).toString();
  };

const onBrackets =
  (apply: (bracket: string, to: number) => string): Mutation =>
  (text, at, to) => {
    const places = Array.from(text.matchAll(/[[\](){}]/g), (found) => found.index);
    const place = places[at % places.length];
    if (place === undefined) return text;
    return text.slice(0, place) + apply(text.charAt(place), to) + text.slice(place + 1);
  };

const onLines =
  (
    apply: (line: string, to: number, lines: readonly string[], other: string) => string,
  ): Mutation =>
  (text, at, to, other) => {
    const lines = text.split('\n');
    const place = at % lines.length;
    return lines.with(place, apply(lines[place] ?? '', to, lines, other)).join('\n');
  };

const BRACKETS = '[](){}';

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a byte is another': onBytes((all, at, to) => [all.subarray(0, at), to, all.subarray(at + 1)]),
  'a bit is another': onBytes((all, at, to) => [
    all.subarray(0, at),
    (all[at] ?? 0) ^ (1 << (to % 8)),
    all.subarray(at + 1),
  ]),
  'a byte is added': onBytes((all, at, to) => [all.subarray(0, at), to, all.subarray(at)]),
  'bytes are missing': onBytes((all, at, to) => [
    all.subarray(0, at),
    all.subarray(at + (to % 60)),
  ]),
  'bytes are repeated': onBytes((all, at, to) => [
    all.subarray(0, at + (to % 60)),
    all.subarray(at),
  ]),
  'the end is missing': onBytes((all, at) => [all.subarray(0, at)]),
  'a bracket is missing': onBrackets(() => ''),
  'a bracket is another': onBrackets((_, to) => BRACKETS.charAt(to % 6)),
  'a bracket is repeated': onBrackets((bracket, to) => bracket.repeat(2 + (to % 40))),
  'a bracket is quoted': onBrackets((bracket, to) =>
    to % 2 === 0 ? `"${bracket}` : `${bracket}'`,
  ),
  'lines are joined': onLines((line, to, lines) => line + (lines[to % lines.length] ?? '')),
  'a line is broken': onLines((line, to) => {
    const column = to % (line.length + 1);
    return `${line.slice(0, column)}\n${line.slice(column)}`;
  }),
  'a line is a comment': onLines((line, to) => '#'.repeat(1 + (to % 4)) + line),
  'a line is a heading': onLines((_, to) => `## ${SECTION_NAMES[to % SECTION_NAMES.length]}`),
  'a line is of another file': onLines((line, to, _, other) => {
    const others = other.split('\n');
    return `${line}\n${others[to % others.length]}`;
  }),
  'lines are of another file': (text, at, to, other) => {
    const place = at % (text.length + 1);
    const from = to % (other.length + 1);
    return text.slice(0, place) + other.slice(from, from + 2000) + text.slice(place);
  },
};

test('real specs with bytes, brackets and lines that are damaged', async () => {
  const mutation = fc.tuple(fc.constantFrom(...Object.keys(MUTATIONS)), fc.nat(), fc.nat());
  const file = fc.constantFrom(...specs);
  const damaged = fc
    .tuple(file, file, fc.array(mutation, { minLength: 1, maxLength: 8 }))
    .map(([text, other, mutations]) =>
      mutations.reduce(
        (before, [name, at, to]) => MUTATIONS[name]?.(before, at, to, other) ?? before,
        text.replace(/\r\n?/g, '\n'),
      ),
    );
  await holds(fc.property(damaged, checkText), { short: 20, full: 1000 });
});

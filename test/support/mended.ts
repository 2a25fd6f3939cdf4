/** What mending all findings at once must leave as it is. */
import { diffArrays } from 'diff';
import { expect } from 'vitest';
import type { Profile } from '../../src/domain/settings.js';
import { referenceKeys } from '../../src/domain/names.js';
import type { Analysis, ModelAnalysis } from '../../src/faces/lsp/analysis.js';
import { mendAtOnce, read } from './lsp-documents.js';

/** The most times that the action has something to do. */
const MOST_ROUNDS = 4;

/** Mends all findings of a text at once, again and again, and expects that nothing of the author's is lost. */
export function expectNothingLost(text: string, profile: Profile): void {
  const texts = mendAtOnce(text, profile);
  expect(texts.length - 1, texts.at(-1)).toBeLessThanOrEqual(MOST_ROUNDS);
  const analyses = texts.map((it) => read(it, profile));
  for (const [index, before] of analyses.entries()) {
    const after = analyses[index + 1];
    if (after === undefined) break;
    const about = `${before.source.text}\n=== becomes\n${after.source.text}`;
    expect(listWorse(before, after), about).toEqual([]);
    expect(listLostLines(before, after), about).toEqual([]);
    expect(listLostStatements(before, after), about).toEqual([]);
  }
}

/** The codes that are found more often than before. */
function listWorse(before: Analysis, after: Analysis): string[] {
  const codes = new Set(after.findings.map(({ code }) => code));
  return [...codes].filter((code) => count(after, code) > count(before, code));
}

function count({ findings }: Analysis, code: string): number {
  return findings.filter((it) => it.code === code).length;
}

/** The lines that are gone, or changed although no finding is about them; one that goes on is neither. */
function listLostLines(before: Analysis, after: Analysis): string[] {
  const about = new Set(
    before.findings.flatMap(({ line, message }) => [
      line,
      ...(/lines? [0-9, and]+/.exec(message)?.[0].match(/[0-9]+/g) ?? []).map(Number),
    ]),
  );
  const [was, is] = [before, after].map(({ source }) => source.text.split('\n'));
  // Of two lines alike, either may be the one that is mended.
  const told = new Set([...about].map((at) => was?.[at - 1]));
  const parts = diffArrays(was ?? [], is ?? [], { comparator: goesOn });
  const written = parts.flatMap(({ removed, value }) => (removed ? value : [])).filter(isWritten);
  const room = parts.reduce((sum, { added, value }) => sum + (added ? value.length : 0), 0);
  return written.length > room ? written : written.filter((it) => !told.has(it));
}

function isWritten(line: string): boolean {
  return line.trim() !== '';
}

/** A shorter line, such as a bracket, is within many others. */
const LEAST = 4;

/** Whether a line is there still, perhaps with something added, such as a comma. */
function goesOn(was: string, is: string): boolean {
  const [one, other] = [plain(was), plain(is)];
  if (was === is || one === '') return was === is;
  if (one.length < LEAST) return other.startsWith(one);
  return other.includes(one) || (other.length <= one.length + MOST_MARKS && isWithin(one, other));
}

/** How many brackets may be added within a line. */
const MOST_MARKS = 3;

/** Whether all characters of a text are in another one, in their order. */
function isWithin(text: string, other: string): boolean {
  let from = 0;
  return [...text].every((character) => {
    from = other.indexOf(character, from) + 1;
    return from > 0;
  });
}

function plain(text: string): string {
  return text.replace(/[,\s]/g, '');
}

/** The declarations, values and connections that are gone; an undeclared name may have become another. */
function listLostStatements(before: Analysis, after: Analysis): string[] {
  const kept = new Set(after.models.flatMap((it) => listStatements(it, () => true)));
  return before.models
    .flatMap((model) => {
      const declared = new Set(model.spec.model.variables.flatMap((it) => referenceKeys(it.name)));
      return listStatements(model, (name) => referenceKeys(name).some((it) => declared.has(it)));
    })
    .filter((it) => !kept.has(it));
}

function listStatements(
  { spec: { model, values } }: ModelAnalysis,
  isKnown: (name: string) => boolean,
): string[] {
  return [
    ...model.variables.map(({ name, dimensions, declared }) =>
      JSON.stringify([name, dimensions.map((it, index) => it ?? declared[index])]),
    ),
    ...model.parameters.flatMap(({ name }, index) =>
      isKnown(name) ? [JSON.stringify([name, values[index]])] : [],
    ),
    ...model.connections.flatMap(({ sources, targets, operator }) =>
      [...sources, ...targets].every(isKnown) ? [JSON.stringify([sources, operator, targets])] : [],
    ),
  ];
}

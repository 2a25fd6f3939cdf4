/** What mending all findings at once must leave as it is. */
import { diffLines } from 'diff';
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
  const lost: string[] = [];
  let line = 1;
  const parts = diffLines(before.source.text, after.source.text);
  for (const [index, { added, value }] of parts.entries()) {
    if (added) continue;
    const lines = value.replace(/\n$/, '').split('\n');
    if (parts[index]?.removed === true) {
      const now = parts[index + 1];
      const room = now?.added === true ? now.value.replace(/\n$/, '').split('\n').length : 0;
      const written = lines.filter((it) => it.trim() !== '');
      if (written.length > room) lost.push(...written);
      // A comma may have been added behind it.
      const goesOn = (it: string): boolean => plain(now?.value ?? '').includes(plain(it));
      lost.push(
        ...lines.filter((it, at) => it.trim() !== '' && !about.has(line + at) && !goesOn(it)),
      );
    }
    line += lines.length;
  }
  return lost;
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

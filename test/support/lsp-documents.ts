/** Documents for tests of the language server's features, without a server. */
import { diffLines } from 'diff';
import { DEFAULT_LIMITS } from '../../src/domain/limits.js';
import type { Profile } from '../../src/domain/settings.js';
import { analyse, type Analysis, type Reading } from '../../src/faces/lsp/analysis.js';
import { fixAll } from '../../src/faces/lsp/features/code-actions.js';
import { applyEdits, prepareFixes } from '../../src/faces/lsp/fixes/index.js';

/** How documents are read with a profile and the usual settings. */
export function readingWith(profile: Profile = 'standard'): Reading {
  return { options: { profile }, limits: DEFAULT_LIMITS };
}

/** Reads a document. */
export function read(text: string, profile: Profile = 'standard'): Analysis {
  return analyse(text, 'utf-16', readingWith(profile));
}

/** The codes of the findings of a text. */
export function codesOf(text: string, profile: Profile = 'standard'): string[] {
  return read(text, profile).findings.map(({ code }) => code);
}

/** The titles of the quick fixes of a text, those that are the one remedy with a star. */
export function titlesOf(text: string, profile: Profile = 'standard'): string[] {
  const analysis = read(text, profile);
  const fixesOf = prepareFixes(analysis, readingWith(profile));
  return analysis.findings.flatMap((found) =>
    fixesOf(found).map(
      ({ title, isPreferred }) => `${found.code} ${title}${isPreferred ? ' *' : ''}`,
    ),
  );
}

/** What each quick fix of a finding does: its title, with a star if it is the one remedy, and the lines it changes. */
export function remediesOf(text: string, code: string, profile: Profile = 'standard'): string[][] {
  const analysis = read(text, profile);
  const fixesOf = prepareFixes(analysis, readingWith(profile));
  const found = analysis.findings.filter((it) => it.code === code);
  if (found.length === 0) throw new Error(`no ${code} in\n${text}`);
  return found.flatMap(fixesOf).map(({ title, edits, isPreferred }) => {
    const mended = applyEdits(analysis.source.text, edits);
    return [`${title}${isPreferred ? ' *' : ''}`, ...changedLines(analysis.source.text, mended)];
  });
}

function changedLines(before: string, after: string): string[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) =>
    added || removed
      ? value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => (added ? '+' : '-') + line)
      : [],
  );
}

/** Mends a text by its quick fixes, one by one, as an author does who takes the first that is offered. */
export function mend(text: string, profile: Profile = 'standard'): string {
  let now = text;
  for (let round = 0; round < 20; round += 1) {
    const analysis = read(now, profile);
    const fixesOf = prepareFixes(analysis, readingWith(profile));
    const [first] = analysis.findings.flatMap(fixesOf);
    if (first === undefined) break;
    now = applyEdits(analysis.source.text, first.edits);
  }
  return now;
}

/** The texts that one action for all findings leads to, each from the one before it. */
export function mendAtOnce(text: string, profile: Profile = 'standard'): readonly string[] {
  const texts = [text];
  for (let round = 0; round < 12; round += 1) {
    const analysis = read(texts.at(-1) ?? '', profile);
    const edits = fixAll(analysis, readingWith(profile));
    if (edits.length === 0) break;
    texts.push(applyEdits(analysis.source.text, edits));
  }
  return texts;
}

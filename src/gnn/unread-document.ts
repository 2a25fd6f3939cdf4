import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import type { OpenedSection } from './section-names.js';
import { findSection } from './section-names.js';
import type { Outline } from './sections.js';
import { headingText, lineText } from './sections.js';
import type { SourceText } from './source.js';
import { lineCount } from './source.js';

const DISTINCTIVE: ReadonlySet<string> = new Set(DISTINCTIVE_SECTIONS);

/**
 * Says why a file with headings of GNN is no spec (notation, section 7): all of them are at another
 * level, are synonyms, or are inside fences; the last is only an info if the file has prose as well.
 * One finding at most, and none for any other document.
 */
export function explainUnreadDocument(source: SourceText, outline: Outline): Diagnostic[] {
  const other = outline.misplaced.find(({ text }) => DISTINCTIVE.has(text));
  if (other !== undefined) {
    const written = lineText(source, other.line);
    return warn(other.line, written, 'is not a level-2 heading', `write \`## ${other.text}\``);
  }
  const named = outline.headings.flatMap(({ level, text, line }) => {
    const found = level === 2 ? findSection(text) : undefined;
    return found !== undefined && DISTINCTIVE.has(found.section) ? [{ ...found, text, line }] : [];
  });
  // The remedy for a heading with a body would cost the body, if only the heading were changed.
  const best =
    named.find(({ inline }) => inline === null) ??
    named.find(({ mayBeTitle }) => !mayBeTitle) ??
    named[0];
  if (best !== undefined) return explainHeading(best);
  const fenced = findFencedSection(source, outline);
  if (fenced === undefined) return [];
  const why = 'is inside a code fence or a comment';
  const { line, section } = fenced;
  if (!hasProse(source, outline)) {
    return warn(line, `## ${section}`, why, 'if it is one, remove the fence around it');
  }
  const message = `this document quotes \`## ${section}\` inside a code fence or a comment, and is not a spec`;
  return [diagnostic('GNN-I015', { line, column: 1 }, message)];
}

function explainHeading({
  section,
  text,
  line,
  inline,
  mayBeTitle,
}: OpenedSection & { readonly text: string; readonly line: number }): Diagnostic[] {
  const below = inline === null ? '' : ` and ${quote(inline)} on the line below it`;
  const remedy = `write \`## ${section}\`${below}`;
  const heading = `## ${text}`;
  if (!mayBeTitle) return warn(line, heading, 'is not the exact name of a section', remedy);
  const message = `this document has the heading ${quote(heading)}, and is not a spec; if it is one, ${remedy}`;
  return [diagnostic('GNN-I015', { line, column: 1 }, message)];
}

/** Whether a file has text beside its headings, fences and comments, as documents about GNN have. */
function hasProse(source: SourceText, { hidden, headings }: Outline): boolean {
  const titles = new Set(headings.map(({ line }) => line));
  let range = 0;
  for (let line = 1; line <= lineCount(source); line += 1) {
    while ((hidden[range]?.to ?? Infinity) <= line) range += 1;
    const isHidden = line >= (hidden[range]?.from ?? Infinity);
    if (!isHidden && !titles.has(line) && lineText(source, line).trim() !== '') return true;
  }
  return false;
}

function warn(line: number, written: string, why: string, remedy: string): Diagnostic[] {
  const message = `${quote(written)} ${why}, so the file is not read as a spec; ${remedy}`;
  return [diagnostic('GNN-W033', { line, column: 1 }, message)];
}

/** The first heading of a distinctive section that a fence or a comment hides. */
function findFencedSection(
  source: SourceText,
  { hidden }: Outline,
): { readonly section: string; readonly line: number } | undefined {
  for (const { from, to } of hidden) {
    for (let line = from; line < to; line += 1) {
      const text = lineText(source, line);
      if (!text.startsWith('## ')) continue;
      const section = headingText(text);
      if (DISTINCTIVE.has(section)) return { section, line };
    }
  }
  return undefined;
}

import type { Diagnostic } from '../domain/diagnostics.js';
import { FRONT_MATTER_KEYS } from '../domain/describe.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import { lineText } from './sections.js';
import { lineCount, type SourceText } from './source.js';

/** A line of hyphens, or of the dashes that editors make of them. */
const MARK = /^[-\u2010-\u2015\u2212]+[ \t]*$/;
const KEY = /^([A-Za-z_][\w-]*):(?:[ \t]|$)/;
/** A blank line, or one that continues the value above it. */
const CONTINUATION = /^(?:[ \t]|- |$)/;

/**
 * Finds front matter that is not read because of its marks: there are only such lines above the first
 * heading, one of them has a known key, and a line above or below them is not exactly `---`.
 */
export function findLostFrontMatter(source: SourceText): Diagnostic[] {
  if (!MARK.test(lineText(source, 1))) return [];
  const end = findEnd(source);
  if (end === undefined) return [];
  const wrong = [1, end].filter((line) => lineText(source, line) !== '---');
  const [first] = wrong;
  if (first === undefined) return [];
  const written = lineText(source, end);
  const message = MARK.test(written)
    ? `the front matter is not read: write exactly \`---\` on ${wrong.map((line) => `line ${line}`).join(' and ')}`
    : `the front matter is not read: nothing closes it; write \`---\` on a line of its own before ${quote(written)}`;
  return [diagnostic('GNN-W044', { line: first, column: 1 }, message)];
}

/** The first line below the keys of the front matter, which should close it. */
function findEnd(source: SourceText): number | undefined {
  const count = lineCount(source);
  let isKnown = false;
  for (let line = 2; line <= count; line += 1) {
    const text = lineText(source, line);
    const key = KEY.exec(text)?.[1]?.toLowerCase();
    if (key === undefined && !CONTINUATION.test(text)) return isKnown ? line : undefined;
    isKnown ||= key !== undefined && FRONT_MATTER_KEYS.includes(key);
  }
  return undefined;
}

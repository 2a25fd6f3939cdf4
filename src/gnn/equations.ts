import type { Equation } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { commentText, contentLines } from './lines.js';
import { noteNames } from './places.js';
import { lineStart, positionAt } from './source.js';

/**
 * Reads equations in LaTeX or plain text (notation, section 1). An equation takes one line, or all
 * lines of a `$$` block or LaTeX environment. The comment above it, or else the one after it, is
 * its label.
 */
export function readEquations(body: Body): Equation[] {
  const equations: Equation[] = [];
  let open: ContentLine[] = [];
  for (const line of contentLines(body, 'spaced')) {
    open.push(line);
    noteNames(body.source, 'equation', line.start, line.end);
    if (isComplete(open)) {
      equations.push(toEquation(body, open));
      open = [];
    }
  }
  if (open.length > 0) equations.push(...open.map((line) => toEquation(body, [line])));
  return equations;
}

/** At most this many lines are joined, so that an unclosed block does not swallow the section. */
const LINE_LIMIT = 100;

function isComplete(lines: readonly ContentLine[]): boolean {
  if (lines.length >= LINE_LIMIT) return true;
  const text = lines.map((line) => line.text).join('\n');
  const fences = text.match(/\$\$/g)?.length ?? 0;
  if (fences % 2 === 1) return false;
  const begins = text.match(/\\begin\{/g)?.length ?? 0;
  const ends = text.match(/\\end\{/g)?.length ?? 0;
  return begins <= ends && !text.endsWith('\\\\');
}

function toEquation(body: Body, lines: readonly ContentLine[]): Equation {
  const [first] = lines;
  const last = lines.at(-1);
  const at = positionAt(body.source, first?.start ?? lineStart(body.source, body.lines.from));
  return {
    label: findLabelAbove(body, first) ?? last?.comment ?? null,
    text: lines.map((line) => line.text).join('\n'),
    ...at,
    end_line: last?.line ?? at.line,
  };
}

/** The comment on the line directly above an equation. */
function findLabelAbove(body: Body, first: ContentLine | undefined): string | null {
  if (first === undefined || first.line - 1 < body.lines.from) return null;
  const { text } = body.source;
  const above = text.slice(
    lineStart(body.source, first.line - 1),
    lineStart(body.source, first.line) - 1,
  );
  const comment = above.trim();
  return comment.startsWith('#') ? commentText(comment) || null : null;
}

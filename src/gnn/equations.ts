import type { Equation } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { commentText, contentLines } from './lines.js';
import { lineStart, positionAt } from './source.js';

/**
 * Equations, LaTeX or plain text (notation, section 1): a line each, or as many lines as a
 * `$$` block, a LaTeX environment or open brackets take. The comment in front of an equation,
 * else the one behind it, is its label.
 */
export function readEquations(body: Body): Equation[] {
  const equations: Equation[] = [];
  let open: ContentLine[] = [];
  for (const line of contentLines(body)) {
    open.push(line);
    if (isComplete(open)) {
      equations.push(equationOf(body, open));
      open = [];
    }
  }
  if (open.length > 0) equations.push(...open.map((line) => equationOf(body, [line])));
  return equations;
}

/** At most this many lines are joined, so that one bracket too many does not swallow a section. */
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

function equationOf(body: Body, lines: readonly ContentLine[]): Equation {
  const [first] = lines;
  const last = lines.at(-1);
  const at = positionAt(body.source, first?.start ?? lineStart(body.source, body.lines.from));
  return {
    label: labelAbove(body, first) ?? last?.comment ?? null,
    text: lines.map((line) => line.text).join('\n'),
    ...at,
    end_line: last?.line ?? at.line,
  };
}

/** The comment on the line right above an equation. */
function labelAbove(body: Body, first: ContentLine | undefined): string | null {
  if (first === undefined || first.line - 1 < body.lines.from) return null;
  const { text } = body.source;
  const above = text.slice(
    lineStart(body.source, first.line - 1),
    lineStart(body.source, first.line) - 1,
  );
  const comment = above.trim();
  return comment.startsWith('#') ? commentText(comment) || null : null;
}

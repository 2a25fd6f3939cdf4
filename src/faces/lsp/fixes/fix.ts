/** What a quick fix is, and edits that several fixes make. Pure. */
import type { Diagnostic } from '../../../domain/diagnostics.js';
import { SECTION_NAMES, type SectionName } from '../../../domain/spec.js';
import { lineEnd, lineStart, type SourceText } from '../../../gnn/source.js';
import type { RuleContext } from '../../../validate/rules/rule.js';
import type { Analysis, ModelAnalysis } from '../analysis.js';

/** A replacement, by offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A way to mend a finding. */
export interface Fix {
  /** What it does, in a few words. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /**
   * It is safe, and applied when all is mended at once: it takes nothing away that a person wrote, guesses
   * no meaning, and fits no declaration to a value, nor a value to a declaration.
   */
  readonly isPreferred: boolean;
}

/** What a fix is made from. */
export interface FixContext {
  readonly analysis: Analysis;
  readonly model: ModelAnalysis;
  /** What the rules know of the model. */
  readonly rules: RuleContext;
  readonly source: SourceText;
  readonly found: Diagnostic;
  /** The offset of the finding. */
  readonly offset: number;
}

/** Finds the ways to mend a finding; none if only the author knows. */
export type Fixer = (context: FixContext) => readonly Fix[];

/** The one remedy, which is safe: see `Fix.isPreferred`. */
export function remedy(title: string, ...edits: readonly Edit[]): Fix[] {
  return edits.length === 0 ? [] : [{ title, edits, isPreferred: true }];
}

/** A remedy that is for the author to choose, since there are others or it takes a decision. */
export function option(title: string, ...edits: readonly Edit[]): Fix[] {
  return edits.length === 0 ? [] : [{ title, edits, isPreferred: false }];
}

/** The one remedy if it is safe, else one for the author to choose. */
export function remedyIf(isSafe: boolean, title: string, ...edits: readonly Edit[]): Fix[] {
  return isSafe ? remedy(title, ...edits) : option(title, ...edits);
}

export function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Removes lines with their ends; the last one is exclusive. */
export function removeLines(source: SourceText, from: number, to: number): Edit {
  return { start: lineStart(source, from), end: lineStart(source, to), text: '' };
}

/** Replaces what a line says. */
export function replaceLine(source: SourceText, line: number, text: string): Edit {
  return { start: lineStart(source, line), end: lineEnd(source, line), text };
}

/** Adds lines at the end of a section, or the section with them where the model lacks it. */
export function addToSection(
  { source, model }: Pick<FixContext, 'source' | 'model'>,
  name: SectionName,
  lines: readonly string[],
): Edit {
  const section = model.sections.find((it) => it.name === name);
  if (section === undefined) return addSection({ source, model }, name, lines);
  const last = lastContentLine(source, section.line, section.to);
  return insertAfterLine(source, last, lines.join('\n'));
}

/** Adds a section where it usually stands. */
export function addSection(
  { source, model }: Pick<FixContext, 'source' | 'model'>,
  name: SectionName,
  lines: readonly string[],
): Edit {
  const rank = SECTION_NAMES.indexOf(name);
  const before = model.sections.findLast((it) => SECTION_NAMES.indexOf(it.name) < rank);
  const text = [`## ${name}`, ...lines].join('\n');
  if (before !== undefined) {
    const last = lastContentLine(source, before.line, before.to);
    return insertAfterLine(source, last, `\n${text}`);
  }
  const [first] = model.sections;
  if (first !== undefined) return insert(lineStart(source, first.line), `${text}\n\n`);
  const { from, to } = model.spec.lines;
  return insertAfterLine(source, lastContentLine(source, from, to), `\n${text}`);
}

/** The last line of a range that is not blank. */
export function lastContentLine(source: SourceText, from: number, to: number): number {
  let last = to - 1;
  while (
    last > from &&
    source.text.slice(lineStart(source, last), lineEnd(source, last)).trim() === ''
  ) {
    last -= 1;
  }
  return last;
}

export function insertAfterLine(source: SourceText, line: number, text: string): Edit {
  return insert(lineEnd(source, line), `\n${text}`);
}

import { remark } from 'remark';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import type { LineRange, SourceText } from './source.js';
import { lineCount, lineEnd, lineStart } from './source.js';

/** A heading of level 1 or 2 outside fences and HTML comments. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly line: number;
}

/** The Markdown skeleton of a file. */
export interface Outline {
  /** Level-2 headings, and level-1 headings that can be a title, in file order. */
  readonly headings: readonly Heading[];
  /** Lines that are exactly a rule of hyphens, outside fences and HTML comments. */
  readonly rules: readonly number[];
  /** Lines of HTML comments, and the opening and closing lines of fences. */
  readonly muted: ReadonlySet<number>;
  /** The opening lines of fences. */
  readonly fences: readonly number[];
  /** There is more structure than is handed to the parser; nothing was looked at. */
  readonly tooLarge: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** How many lines of Markdown structure are handed to the parser. */
const STRUCTURAL_LIMIT = 5000;

/**
 * Everything of Markdown but headings, fences and HTML is left alone: bodies are read by grammars
 * of their own, and the other constructs are the ones that can take quadratic time.
 */
const SKELETON_ONLY = [
  'attention',
  'autolink',
  'blockQuote',
  'characterEscape',
  'characterReference',
  'codeIndented',
  'codeText',
  'definition',
  'hardBreakEscape',
  'hardBreakTrailing',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
  'list',
  'setextUnderline',
  'thematicBreak',
];

const parser = remark()
  .data('micromarkExtensions', [{ disable: { null: SKELETON_ONLY } }])
  .freeze();

/**
 * A line that can open or close a section, a fence or a comment. Level-1 headings count only while
 * a model's title is looked for: further down they are comments of a body.
 */
const STRUCTURAL = /^ {0,3}(?:(#{1,2})(?:[ \t]|$)|```|~~~|<!--)|-->/;
const RULE = /^-{3,}[ \t]*$/;

/**
 * Finds the sections of a file with remark, which sees only the lines that can matter to it;
 * the lines that it finds are mapped back.
 *
 * @param source - the file, with LF line endings
 * @param from - the first line behind the front matter
 */
export function outlineOf(source: SourceText, from: number): Outline {
  const candidates = structuralLines(source, from);
  if (candidates.length > STRUCTURAL_LIMIT) return tooManyLines(candidates);
  const headings: Heading[] = [];
  const hidden: LineRange[] = [];
  const muted = new Set<number>();
  const fences: number[] = [];
  const diagnostics: Diagnostic[] = [];
  const last = lineCount(source) + 1;

  const skeleton = candidates.map((line) => skeletonOf(textOf(source, line)));
  for (const node of parser.parse(skeleton.join('\n')).children) {
    const first = candidates[(node.position?.start.line ?? 1) - 1] ?? from;
    const final = candidates[(node.position?.end.line ?? 1) - 1] ?? first;
    if (node.type === 'heading') {
      headings.push({ level: node.depth, text: headingText(textOf(source, first)), line: first });
    } else if (node.type === 'code' || node.type === 'html') {
      const closed =
        node.type === 'code' ? closesFence(source, first, final) : endsComment(source, final);
      const to = closed ? final + 1 : last;
      hidden.push({ from: first, to });
      if (node.type === 'code') fences.push(first);
      for (const line of mutedBy(node.type, first, to, closed)) muted.add(line);
      if (!closed) diagnostics.push(unclosed(node.type, first));
    }
  }
  return {
    headings,
    rules: rulesOutside(source, from, hidden),
    muted,
    fences,
    tooLarge: false,
    diagnostics,
  };
}

/** What remark sees of a line: of a heading only its number signs, for its words are not Markdown. */
function skeletonOf(line: string): string {
  return line.includes('-->') ? line : (/^ {0,3}(#+)/.exec(line)?.[1] ?? line);
}

function structuralLines(source: SourceText, from: number): number[] {
  const { text } = source;
  const found: number[] = [];
  const count = lineCount(source);
  let arrow = -1;
  let titleWanted = true;
  for (let line = from; line <= count; line += 1) {
    const start = lineStart(source, line);
    if (arrow < start) arrow = indexOrEnd(text, '-->', start);
    const code = text.charCodeAt(start);
    if (code === HYPHEN && RULE.test(textOf(source, line))) titleWanted = true;
    // Most lines are told apart by their first character; only `-->` can stand further in.
    if (!MAY_OPEN.has(code) && arrow >= lineEnd(source, line)) continue;
    const kind = STRUCTURAL.exec(textOf(source, line));
    if (kind === null) continue;
    if (kind[1] === '#' && !titleWanted) continue;
    if (kind[1] === '##') titleWanted = false;
    found.push(line);
  }
  return found;
}

const HYPHEN = 0x2d;
const MAY_OPEN: ReadonlySet<number> = new Set(Array.from(' #`~<', (char) => char.charCodeAt(0)));

function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length + 1 : at;
}

function textOf(source: SourceText, line: number): string {
  return source.text.slice(lineStart(source, line), lineEnd(source, line));
}

/** The text of an ATX heading, without number signs and a trailing colon. */
function headingText(line: string): string {
  return line
    .trim()
    .replace(/^#{1,6}[ \t]*/, '')
    .replace(/(?:^|[ \t]+)#+$/, '')
    .replace(/[ \t]*:$/, '')
    .trim();
}

function closesFence(source: SourceText, first: number, final: number): boolean {
  const open = /^ {0,3}(`{3,}|~{3,})/.exec(textOf(source, first))?.[1] ?? '```';
  const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(textOf(source, final))?.[1];
  return final > first && close !== undefined && close.startsWith(open);
}

function endsComment(source: SourceText, final: number): boolean {
  return textOf(source, final).includes('-->');
}

/** A comment says nothing in any line; a fence only in the lines that draw it. */
function mutedBy(type: 'code' | 'html', first: number, to: number, closed: boolean): number[] {
  if (type === 'html') return Array.from({ length: to - first }, (_, index) => first + index);
  return closed ? [first, to - 1] : [first];
}

function unclosed(type: 'code' | 'html', line: number): Diagnostic {
  const what = type === 'code' ? 'code fence' : 'HTML comment `<!--`';
  return diagnostic(
    'GNN-W013',
    { line, column: 1 },
    `the ${what} that opens here is never closed; the headings below it are not seen`,
  );
}

function rulesOutside(source: SourceText, from: number, hidden: readonly LineRange[]): number[] {
  const found: number[] = [];
  const count = lineCount(source);
  for (let line = from; line <= count; line += 1) {
    if (source.text.charCodeAt(lineStart(source, line)) !== HYPHEN) continue;
    if (!RULE.test(textOf(source, line))) continue;
    if (!hidden.some((range) => line >= range.from && line < range.to)) found.push(line);
  }
  return found;
}

function tooManyLines(candidates: readonly number[]): Outline {
  const line = candidates[STRUCTURAL_LIMIT] ?? 1;
  const message = `the file has more than ${STRUCTURAL_LIMIT} headings, fences and comment lines; split it`;
  return {
    headings: [],
    rules: [],
    muted: new Set(),
    fences: [],
    tooLarge: true,
    diagnostics: [diagnostic('GNN-E017', { line, column: 1 }, message)],
  };
}

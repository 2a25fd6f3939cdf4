import { remark } from 'remark';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import type { LineRange, SourceText } from './source.js';
import { lineCount, lineEnd, lineStart, positionAt } from './source.js';

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
  const { limits } = source;
  const candidates = structuralLines(source, from);
  if (candidates.length > limits.structuralLines) {
    const what = `${limits.structuralLines} headings, fences and comment lines`;
    return tooManyLines(source, candidates, candidates[limits.structuralLines] ?? 1, what);
  }
  if (lineCount(source) > limits.lines) {
    return tooManyLines(source, candidates, limits.lines + 1, `${limits.lines} lines`);
  }
  const headings: Heading[] = [];
  const hidden: LineRange[] = [];
  const muted = new Set<number>();
  const fences: number[] = [];
  const diagnostics: Diagnostic[] = [];
  const last = lineCount(source) + 1;

  const skeleton = candidates.map((line) => skeletonOf(textOf(source, line)));
  for (const node of blocksOf(skeleton.join('\n'))) {
    const first = candidates[node.first - 1] ?? from;
    const final = candidates[node.final - 1] ?? first;
    if (node.type === 'heading') {
      headings.push({ level: node.depth, text: headingText(textOf(source, first)), line: first });
    } else {
      const closed =
        node.type === 'code' ? closesFence(source, first, final) : endsComment(source, final);
      const to = closed ? final + 1 : last;
      hidden.push({ from: first, to });
      if (node.type === 'code') fences.push(first);
      for (const line of mutedBy(node.type, first, to, closed)) muted.add(line);
      if (!closed) diagnostics.push(unclosed(node.type, first));
      else if (node.type === 'html') diagnostics.push(...behindComment(source, first, final));
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

/** What remark finds in a skeleton, by its lines from 1. */
type Block = { readonly first: number; readonly final: number } & (
  { readonly type: 'heading'; readonly depth: number } | { readonly type: 'code' | 'html' }
);

/** Skeletons that were read before: most specs of a folder have the same sections. */
const known = new Map<string, readonly Block[]>();
const MOST_KNOWN = 256;
const LONGEST_KNOWN = 4096;

function blocksOf(skeleton: string): readonly Block[] {
  const before = known.get(skeleton);
  if (before !== undefined) return before;
  const blocks = parser.parse(skeleton).children.flatMap((node): Block[] => {
    const { position, type } = node;
    const lines = { first: position?.start.line ?? 1, final: position?.end.line ?? 1 };
    if (type === 'heading') return [{ type, depth: node.depth, ...lines }];
    return type === 'code' || type === 'html' ? [{ type, ...lines }] : [];
  });
  if (skeleton.length <= LONGEST_KNOWN) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(skeleton, blocks);
  }
  return blocks;
}

/**
 * What remark sees of a line: of a heading only its number signs, for its words are not Markdown;
 * of other text only that it may close a comment.
 */
function skeletonOf(line: string): string {
  if (/^ {0,3}(?:<!--|```|~~~)/.test(line)) return line;
  const signs = /^ {0,3}(#+)/.exec(line)?.[1] ?? '';
  return line.includes('-->') ? `${signs} -->`.trimStart() : signs;
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
    if (kind[1] === '#' && !titleWanted && arrow >= lineEnd(source, line)) continue;
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
  const text = line.trim().replace(/^#+/, '').trim();
  const closing = text.replace(/#+$/, '');
  const words = closing === '' || isBlankAtEnd(closing) ? closing.trimEnd() : text;
  return words.endsWith(':') ? words.slice(0, -1).trimEnd() : words;
}

function isBlankAtEnd(text: string): boolean {
  return text.endsWith(' ') || text.endsWith('\t');
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

/** Markdown takes the whole last line of a comment; what stands behind its end is told. */
function behindComment(source: SourceText, first: number, final: number): Diagnostic[] {
  const line = textOf(source, final);
  // The first end counts, but not within the `<!--` that opened it.
  const from = first === final ? line.indexOf('<!--') + 2 : 0;
  const end = line.indexOf('-->', from) + 3;
  const rest = line.slice(end).trim();
  if (rest === '') return [];
  const at = positionAt(source, lineStart(source, final) + end);
  const message = `${quote(rest)} behind a comment is not read; put it on a line of its own`;
  return [diagnostic('GNN-W012', at, message)];
}

function rulesOutside(source: SourceText, from: number, hidden: readonly LineRange[]): number[] {
  const found: number[] = [];
  const count = lineCount(source);
  let range = 0;
  for (let line = from; line <= count; line += 1) {
    while ((hidden[range]?.to ?? Infinity) <= line) range += 1;
    if (line >= (hidden[range]?.from ?? Infinity)) continue;
    if (source.text.charCodeAt(lineStart(source, line)) !== HYPHEN) continue;
    if (RULE.test(textOf(source, line))) found.push(line);
  }
  return found;
}

/** Nothing is looked at; a file that names a section of the language is told so. */
function tooManyLines(
  source: SourceText,
  candidates: readonly number[],
  line: number,
  what: string,
): Outline {
  const message = `the file has more than ${what}; split it`;
  return {
    headings: [],
    rules: [],
    muted: new Set(),
    fences: [],
    tooLarge: candidates.some((it) => DISTINCTIVE.has(headingText(textOf(source, it)))),
    diagnostics: [diagnostic('GNN-E017', { line, column: 1 }, message)],
  };
}

const DISTINCTIVE: ReadonlySet<string> = new Set(DISTINCTIVE_SECTIONS);

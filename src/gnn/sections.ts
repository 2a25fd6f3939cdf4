import { remark } from 'remark';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { HidingBlock } from '../domain/spec.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import { isSectionName } from './section-names.js';
import type { LineRange, SourceText } from './source.js';
import { lineCount, lineEnd, lineStart, positionAt } from './source.js';

/** A level-1 or level-2 heading outside code fences and HTML comments. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly line: number;
}

/** The Markdown structure of a file. */
export interface Outline {
  /** Level-2 headings, and level-1 headings that can be a model's title, in file order. */
  readonly headings: readonly Heading[];
  /** Headings of any other level, or without a blank after their signs, that name a section exactly. */
  readonly misplaced: readonly Heading[];
  /** Lines that consist of a thematic break of hyphens, outside code fences and HTML comments. */
  readonly rules: readonly number[];
  /** Lines of HTML comments, and the opening and closing lines of fences. */
  readonly ignoredLines: ReadonlySet<number>;
  /** The opening lines of fences. */
  readonly fences: readonly number[];
  /** Code fences and HTML comments, in file order. */
  readonly hidden: readonly HidingBlock[];
  /** The file exceeds a limit and was not parsed, but one of its headings is a section of GNN. */
  readonly tooLarge: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Markdown constructs that are switched off, which leaves headings, fences and HTML. Section bodies
 * have grammars of their own, and these constructs can take quadratic time.
 */
const DISABLED_CONSTRUCTS = [
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
  .data('micromarkExtensions', [{ disable: { null: DISABLED_CONSTRUCTS } }])
  .freeze();

/**
 * A line that can open or close a section, a fence or an HTML comment. Level-1 headings only count
 * before a model's first section: within a section body they are comments.
 */
const STRUCTURAL = /^ {0,3}(?:(#{1,2})(?:[ \t]|$)|```|~~~|<!--)|-->/;
const RULE = /^-{3,}[ \t]*$/;

/**
 * Finds the headings, fences and HTML comments of a file with remark. For speed, remark sees only
 * the lines that can matter to it; the line numbers that it reports are then mapped back.
 *
 * @param source - the file, with LF line endings
 * @param from - the first line after the front matter
 */
export function readOutline(source: SourceText, from: number): Outline {
  const { limits } = source;
  const candidates = findStructuralLines(source, from);
  if (candidates.length > limits.structuralLines) {
    const limit = `${limits.structuralLines} headings, fences and comment lines`;
    return refuseOutline(source, candidates, candidates[limits.structuralLines] ?? 1, limit);
  }
  if (lineCount(source) > limits.lines) {
    return refuseOutline(source, candidates, limits.lines + 1, `${limits.lines} lines`);
  }
  const headings: Heading[] = [];
  const misplaced: Heading[] = [];
  const hidden: HidingBlock[] = [];
  const ignoredLines = new Set<number>();
  const fences: number[] = [];
  const diagnostics: Diagnostic[] = [];
  const last = lineCount(source) + 1;

  const skeleton = candidates.map((line) => reduceLine(lineText(source, line)));
  for (const node of parseBlocks(skeleton.join('\n'))) {
    const first = candidates[node.first - 1] ?? from;
    const final = candidates[node.final - 1] ?? first;
    if (node.type === 'heading') {
      const written = lineText(source, first);
      const { heading, isMarkdown, isMisplaced } = readHeading(written, first, node.depth);
      if (isMisplaced) misplaced.push(heading);
      if (isMarkdown && heading.level <= 2) headings.push(heading);
    } else {
      const closed =
        node.type === 'code' ? closesFence(source, first, final) : endsComment(source, final);
      const to = closed ? final + 1 : last;
      hidden.push({ type: node.type, from: first, to, closed });
      if (node.type === 'code') fences.push(first);
      for (const line of linesWithoutContent(node.type, first, to, closed)) ignoredLines.add(line);
      if (!closed) diagnostics.push(reportUnclosed(source, node.type, first));
      else if (node.type === 'html') diagnostics.push(...reportTrailingText(source, first, final));
    }
  }
  return {
    headings,
    misplaced,
    rules: findRulesOutside(source, from, hidden),
    ignoredLines,
    fences,
    hidden,
    tooLarge: false,
    diagnostics,
  };
}

/** A node that remark finds in a skeleton, with its 1-based lines. */
type Block = { readonly first: number; readonly final: number } & (
  | { readonly type: 'heading'; readonly depth: number }
  | { readonly type: 'code' | 'html' }
);

/** Parsed skeletons: most specs of a folder have the same sections. */
const blockCache = new Map<string, readonly Block[]>();
const CACHE_SIZE = 256;
const LONGEST_CACHED = 4096;

function parseBlocks(skeleton: string): readonly Block[] {
  const cached = blockCache.get(skeleton);
  if (cached !== undefined) return cached;
  const blocks = parser.parse(skeleton).children.flatMap((node): Block[] => {
    const { position, type } = node;
    const lines = { first: position?.start.line ?? 1, final: position?.end.line ?? 1 };
    if (type === 'heading') return [{ type, depth: node.depth, ...lines }];
    return type === 'code' || type === 'html' ? [{ type, ...lines }] : [];
  });
  if (skeleton.length <= LONGEST_CACHED) {
    if (blockCache.size >= CACHE_SIZE) blockCache.clear();
    blockCache.set(skeleton, blocks);
  }
  return blocks;
}

/**
 * Reduces a line to what remark needs: a heading to its number signs, since its text is not
 * Markdown, and other text to the end of an HTML comment, if it has one.
 */
function reduceLine(line: string): string {
  if (/^ {0,3}(?:<!--|```|~~~)/.test(line)) return line;
  const signs = /^ {0,3}(#+)/.exec(line)?.[1] ?? '';
  return line.includes('-->') ? `${signs} -->`.trimStart() : signs;
}

function findStructuralLines(source: SourceText, from: number): number[] {
  const { text } = source;
  const found: number[] = [];
  const count = lineCount(source);
  let arrow = -1;
  let titleWanted = true;
  for (let line = from; line <= count; line += 1) {
    const start = lineStart(source, line);
    if (arrow < start) arrow = indexOrEnd(text, '-->', start);
    const code = text.charCodeAt(start);
    if (code === HYPHEN && RULE.test(lineText(source, line))) titleWanted = true;
    // The first character rules most lines out; only `-->` can occur further into a line.
    if (!MAY_OPEN.has(code) && arrow >= lineEnd(source, line)) continue;
    const written = lineText(source, line);
    const kind = STRUCTURAL.exec(written);
    const isTitle = kind?.[1] !== '#' || titleWanted || arrow < lineEnd(source, line);
    if ((kind === null || !isTitle) && !namesSection(written)) continue;
    if (kind?.[1] === '##') titleWanted = false;
    found.push(line);
  }
  return found;
}

const HYPHEN = 0x2d;
const MAY_OPEN: ReadonlySet<number> = new Set(Array.from(' #`~<', (char) => char.charCodeAt(0)));

/** Rules most comments out at once. */
const SECTION_LIKE = /^ {0,3}#{1,6}[ \t]*[A-Z][A-Za-z]+[ \t]*:?[ \t]*#*[ \t]*$/;

/** Whether a line would be the heading of a section if it had two signs and a blank. */
function namesSection(line: string): boolean {
  return SECTION_LIKE.test(line) && isSectionName(headingText(line));
}

function readHeading(
  line: string,
  at: number,
  level: number,
): { readonly heading: Heading; readonly isMarkdown: boolean; readonly isMisplaced: boolean } {
  const signsEnd = line.indexOf('#') + level;
  const isMarkdown = signsEnd === line.length || /[ \t]/.test(line.charAt(signsEnd));
  const text = headingText(line);
  const isMisplaced = (level !== 2 || !isMarkdown) && isSectionName(text);
  const heading = { level, text, line: at };
  return { heading, isMarkdown, isMisplaced };
}

function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length + 1 : at;
}

/** The text of a line, without its line ending. */
export function lineText(source: SourceText, line: number): string {
  return source.text.slice(lineStart(source, line), lineEnd(source, line));
}

/** The text of an ATX heading, without number signs and trailing colon. */
export function headingText(line: string): string {
  const text = line.replace(/^\s*#+/, '').trim();
  // Few headings have more than their name.
  if (!text.endsWith('#') && !text.endsWith(':')) return text;
  const closing = text.replace(/#+$/, '');
  const words = closing === '' || endsWithBlank(closing) ? closing.trimEnd() : text;
  return words.endsWith(':') ? words.slice(0, -1).trimEnd() : words;
}

function endsWithBlank(text: string): boolean {
  return text.endsWith(' ') || text.endsWith('\t');
}

/** The marks that open a fence, and close it. */
function openingFence(source: SourceText, line: number): string {
  return /^ {0,3}(`{3,}|~{3,})/.exec(lineText(source, line))?.[1] ?? '```';
}

function closesFence(source: SourceText, first: number, final: number): boolean {
  const open = openingFence(source, first);
  const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lineText(source, final))?.[1];
  return final > first && close !== undefined && close.startsWith(open);
}

function endsComment(source: SourceText, final: number): boolean {
  return lineText(source, final).includes('-->');
}

/** All lines of an HTML comment are without content; of a code block only the fences. */
function linesWithoutContent(
  type: 'code' | 'html',
  first: number,
  to: number,
  closed: boolean,
): number[] {
  if (type === 'html') return Array.from({ length: to - first }, (_, index) => first + index);
  return closed ? [first, to - 1] : [first];
}

function reportUnclosed(source: SourceText, type: 'code' | 'html', line: number): Diagnostic {
  const marks = openingFence(source, line);
  const fence = marks.length > LONGEST_MARKS ? 'the same marks' : marks;
  const [construct, close] =
    type === 'code' ? ['code fence', fence] : ['HTML comment `<!--`', '-->'];
  const message = `the ${construct} that opens here is never closed; headings below it are ignored: write ${close} where it ends`;
  return diagnostic('GNN-W013', { line, column: 1 }, message);
}

/** Longer marks of a fence are not repeated in a message. */
const LONGEST_MARKS = 12;

/** To Markdown the whole last line belongs to an HTML comment; text after `-->` is reported. */
function reportTrailingText(source: SourceText, first: number, final: number): Diagnostic[] {
  const line = lineText(source, final);
  // The first `-->` counts, but not one that overlaps the opening `<!--`.
  const from = first === final ? line.indexOf('<!--') + 2 : 0;
  const end = line.indexOf('-->', from) + 3;
  const rest = line.slice(end).trim();
  if (rest === '') return [];
  const at = positionAt(source, lineStart(source, final) + end);
  const message = `${quote(rest)} after a comment was ignored; put it on a line of its own`;
  return [diagnostic('GNN-W012', at, message)];
}

function findRulesOutside(
  source: SourceText,
  from: number,
  hidden: readonly LineRange[],
): number[] {
  const found: number[] = [];
  const count = lineCount(source);
  let range = 0;
  for (let line = from; line <= count; line += 1) {
    while ((hidden[range]?.to ?? Infinity) <= line) range += 1;
    if (line >= (hidden[range]?.from ?? Infinity)) continue;
    if (source.text.charCodeAt(lineStart(source, line)) !== HYPHEN) continue;
    if (RULE.test(lineText(source, line))) found.push(line);
  }
  return found;
}

/** Refuses a file that exceeds a limit without parsing it; `tooLarge` if it looks like a spec. */
function refuseOutline(
  source: SourceText,
  candidates: readonly number[],
  line: number,
  limit: string,
): Outline {
  const message = `the file has more than ${limit}; split it`;
  return {
    headings: [],
    misplaced: [],
    rules: [],
    ignoredLines: new Set(),
    fences: [],
    hidden: [],
    tooLarge: candidates.some((candidate) =>
      DISTINCTIVE.has(headingText(lineText(source, candidate))),
    ),
    diagnostics: [diagnostic('GNN-E017', { line, column: 1 }, message)],
  };
}

const DISTINCTIVE: ReadonlySet<string> = new Set(DISTINCTIVE_SECTIONS);

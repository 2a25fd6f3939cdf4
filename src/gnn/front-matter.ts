import matter from 'gray-matter';
import { isMap, isScalar, type YAMLError } from 'yaml';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import { isObject } from '../domain/json.js';
import { VALUE_DEPTH } from '../domain/limits.js';
import type { FrontMatter, FrontMatterValue } from '../domain/model.js';
import { parseYaml, YamlDepthError } from '../domain/parse-yaml.js';
import type { Position } from '../domain/position.js';
import type { Writable } from '../domain/writable.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import { NO_ALIASES } from '../domain/yaml.js';
import { findLostFrontMatter } from './lost-front-matter.js';
import type { SourceText } from './source.js';
import { lineAt, lineCount, lineEnd, lineStart } from './source.js';

/** The front matter of a file. */
export interface FrontMatterResult {
  readonly data: FrontMatter | null;
  /** The position of each key. */
  readonly keys: ReadonlyMap<string, Position>;
  /** Number of lines, including both fences; 0 without front matter. */
  readonly lines: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Keys whose values are always strings, even if they look like numbers. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  'author',
  'created',
  'date',
  'license',
  'model_id',
  'parent',
  'updated',
  'version',
]);
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads the YAML front matter of a file. Unusable front matter is an error; nothing is guessed.
 *
 * gray-matter only sees a block whose fences and size have been checked, and only our engine: its
 * built-in engines would run code from the file.
 */
export function readFrontMatter(source: SourceText): FrontMatterResult {
  const first = source.text.slice(0, lineEnd(source, 1));
  if (!first.startsWith('---')) {
    return /^(?:\s|<!--|$)/.test(first) ? readLateFrontMatter(source) : lostFrontMatter(source);
  }
  if (!/^---[ \t]*$/.test(first))
    return /^-+[ \t]*$/.test(first)
      ? lostFrontMatter(source)
      : refuseFrontMatter(1, LANGUAGE_MESSAGE);
  const closing = closingLine(source, 2);
  if (closing === undefined) return lostFrontMatter(source);
  const block = source.text.slice(lineStart(source, 2), lineStart(source, closing));
  // Two thematic breaks around a section are not front matter.
  if (opensSection(block)) return lostFrontMatter(source);
  if (first !== '---') return refuseFrontMatter(1, 'remove the trailing white space after `---`');
  if (/^---/m.test(block)) {
    return refuseFrontMatter(1, 'only the last line of the front matter may start with `---`');
  }
  return readBlock(source, block, 1, closing);
}

/**
 * Reads front matter that comes after blank lines or HTML comments, with a warning. Two lines of
 * `---` there are ordinary breaks unless a YAML mapping stands between them.
 */
function readLateFrontMatter(source: SourceText): FrontMatterResult {
  const opening = findLateOpening(source);
  const closing = opening === undefined ? undefined : closingLine(source, opening + 1);
  if (opening === undefined || closing === undefined) return noFrontMatter();
  const block = source.text.slice(lineStart(source, opening + 1), lineStart(source, closing));
  if (opensSection(block) || /^---/m.test(block)) return noFrontMatter();
  const read = readBlock(source, block, opening, closing);
  if (read.data === null || read.keys.size === 0) return noFrontMatter();
  const message = `the front matter starts on line ${opening}; move it to the very start of the file, above blank lines and comments`;
  return { ...read, diagnostics: [diagnostic('GNN-W030', { line: opening, column: 1 }, message)] };
}

/** The line of the first `---` if only blank lines and HTML comments come before it. */
function findLateOpening(source: SourceText): number | undefined {
  const { text } = source;
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
    if (!text.startsWith('<!--', at)) break;
    const end = text.indexOf('-->', at + 4);
    if (end === -1) return undefined;
    at = end + 3;
  }
  const line = lineAt(source, at);
  return at === lineStart(source, line) && text.slice(at, lineEnd(source, line)) === '---'
    ? line
    : undefined;
}

function readBlock(
  source: SourceText,
  block: string,
  opening: number,
  closing: number,
): FrontMatterResult {
  const { frontMatter: limit } = source.limits;
  if (block.length > limit) {
    const message = `the front matter is longer than ${limit} characters; shorten it`;
    return refuseFrontMatter(opening, message);
  }
  const keys = new Map<string, Position>();
  try {
    // Some spaces at the end are text to YAML; a comment protects them.
    const guard = /[^ \t\n]/.test(block.slice(block.trimEnd().length)) ? '#\n' : '';
    const text = `${block}${guard}`.slice(0, -1);
    const parse = (): FrontMatter => parseMapping(text, keys, opening + 1);
    // gray-matter takes the square of their number for blank lines, and needs none to know what is empty.
    const { data } = matter(`---\n${block.replaceAll(/\n\s*\n/g, '\n')}---\n`, {
      language: 'yaml',
      engines: { ...REFUSED_ENGINES, yaml: { parse, stringify: refuseLanguage } },
    });
    return { data: data as FrontMatter, keys, lines: closing, diagnostics: [] };
  } catch (error) {
    const isPlaced = error instanceof FrontMatterError || error instanceof YamlDepthError;
    const line = isPlaced ? opening + error.line : opening;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the front matter is not a YAML mapping: ${reason}; write plain \`key: value\` lines`;
    return refuseFrontMatter(line, message);
  }
}

const LANGUAGE_MESSAGE =
  'front matter must be YAML between two lines of exactly `---`; other languages are not supported';

function noFrontMatter(): FrontMatterResult {
  return { data: null, keys: new Map(), lines: 0, diagnostics: [] };
}

/** There is none, unless its marks are wrong. */
function lostFrontMatter(source: SourceText): FrontMatterResult {
  return { ...noFrontMatter(), diagnostics: findLostFrontMatter(source) };
}

function refuseFrontMatter(line: number, message: string): FrontMatterResult {
  return {
    data: null,
    keys: new Map(),
    lines: 0,
    diagnostics: [diagnostic('GNN-E009', { line, column: 1 }, message)],
  };
}

function closingLine(source: SourceText, from: number): number | undefined {
  const count = lineCount(source);
  for (let line = from; line <= count; line += 1) {
    const start = lineStart(source, line);
    if (source.text.startsWith('---', start) && lineEnd(source, line) === start + 3) return line;
  }
  return undefined;
}

const SECTION_HEADING = new RegExp(`^##[ \\t]+(?:${DISTINCTIVE_SECTIONS.join('|')})\\b`, 'm');

function opensSection(block: string): boolean {
  return SECTION_HEADING.test(block);
}

class FrontMatterError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

function refuseLanguage(): never {
  throw new FrontMatterError(LANGUAGE_MESSAGE, 0);
}

const REFUSED_ENGINES = Object.fromEntries(
  ['json', 'javascript', 'js', 'coffee', 'cson', 'toml'].map((name) => [
    name,
    { parse: refuseLanguage, stringify: refuseLanguage },
  ]),
);

/** The most common slip, `title: Maze: a study`, is one that the YAML parser explains to programmers. */
function explainProblem({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  return code === 'BLOCK_AS_IMPLICIT_KEY' ? 'a value that contains `: ` needs quotes' : message;
}

/** Parses YAML 1.2 without tags, aliases, duplicate keys or anything the parser warns about. */
function parseMapping(text: string, keys: Map<string, Position>, firstLine: number): FrontMatter {
  const document = parseYaml(text, {
    schema: 'core',
    prettyErrors: false,
    customTags: [],
    resolveKnownTags: false,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined)
    throw new FrontMatterError(explainProblem(problem), lineOf(text, problem.pos[0]));
  if (!isMap(document.contents)) {
    throw new FrontMatterError('it is a list or a single value', 1);
  }
  const data: unknown = document.toJS(NO_ALIASES);
  if (!isFrontMatterMap(data, 0)) {
    throw new FrontMatterError(
      `it is nested deeper than ${VALUE_DEPTH} levels, or contains a forbidden key or value`,
      1,
    );
  }
  let line = firstLine;
  let counted = 0;
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) continue;
    const start = key.range?.[0] ?? counted;
    for (; counted < start; counted += 1) if (text[counted] === '\n') line += 1;
    const name = String(key.value);
    keys.set(name, { line, column: 1 });
    // 1.10 and 007 are strings here, although YAML reads them as numbers.
    if (TEXT_KEYS.has(name) && isScalar(value) && typeof value.value === 'number') {
      data[name] = value.source ?? String(value.value);
    }
  }
  return data;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function isFrontMatterMap(value: unknown, depth: number): value is Writable<FrontMatter> {
  if (!isObject(value)) return false;
  return (
    depth < VALUE_DEPTH &&
    Object.entries(value).every(
      ([key, item]) => !FORBIDDEN_KEYS.has(key) && isFrontMatterValue(item, depth + 1),
    )
  );
}

function isFrontMatterValue(value: unknown, depth: number): value is FrontMatterValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) {
    return depth < VALUE_DEPTH && value.every((item) => isFrontMatterValue(item, depth + 1));
  }
  return isFrontMatterMap(value, depth);
}

import matter from 'gray-matter';
import { parseDocument, isMap, isScalar } from 'yaml';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import { VALUE_DEPTH } from '../domain/limits.js';
import type { FrontMatter, FrontMatterValue } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import type { SourceText } from './source.js';
import { lineCount, lineEnd, lineStart } from './source.js';

/** The front matter of a file. */
export interface FrontMatterResult {
  readonly data: FrontMatter | null;
  /** Where each of its keys stands. */
  readonly keys: ReadonlyMap<string, Position>;
  /** How many lines it takes, both fences included; 0 without front matter. */
  readonly lines: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Keys whose values are texts, however much they look like numbers. */
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
 * Opens the YAML front matter of a file. A front matter that cannot be used is an error: nothing
 * of it is guessed.
 *
 * gray-matter gets nothing but a block whose fences and size were checked before, and no engine
 * but ours: with its own it would run code from the file.
 */
export function readFrontMatter(source: SourceText): FrontMatterResult {
  const first = source.text.slice(0, lineEnd(source, 1));
  if (!first.startsWith('---')) return none();
  if (!/^---[ \t]*$/.test(first))
    return /^-+[ \t]*$/.test(first) ? none() : refused(1, LANGUAGE_MESSAGE);
  const closing = closingLine(source);
  if (closing === undefined) return none();
  const block = source.text.slice(lineStart(source, 2), lineStart(source, closing));
  // A rule at the head of a file, and another further down, are no front matter.
  if (opensSection(block)) return none();
  if (first !== '---') return refused(1, 'there are blanks behind `---`; remove them');
  if (/^---/m.test(block)) {
    return refused(1, 'a line of the front matter starts with `---`; only its end may');
  }
  const { frontMatter: limit } = source.limits;
  if (block.length > limit) {
    return refused(1, `the front matter is longer than ${limit} characters; shorten it`);
  }
  const keys = new Map<string, Position>();
  try {
    // gray-matter trims the block, also of spaces that YAML takes for text: a comment keeps them.
    const guard = block.trimEnd() === block.replace(/[ \t\n]+$/, '') ? '' : '#\n';
    const { data } = matter(`---\n${block}${guard}---\n`, {
      language: 'yaml',
      engines: {
        ...REFUSED_ENGINES,
        yaml: { parse: (text: string) => parseMapping(text, keys), stringify: refuse },
      },
    });
    return { data: data as FrontMatter, keys, lines: closing, diagnostics: [] };
  } catch (error) {
    const line = error instanceof FrontMatterError ? 1 + error.line : 1;
    const reason = error instanceof Error ? error.message : String(error);
    return refused(
      line,
      `the front matter is no YAML mapping: ${reason}; write plain \`key: value\` lines`,
    );
  }
}

const LANGUAGE_MESSAGE =
  'front matter must be YAML between two lines that are exactly `---`; other languages are not read';

function none(): FrontMatterResult {
  return { data: null, keys: new Map(), lines: 0, diagnostics: [] };
}

function refused(line: number, message: string): FrontMatterResult {
  return {
    data: null,
    keys: new Map(),
    lines: 0,
    diagnostics: [diagnostic('GNN-E009', { line, column: 1 }, message)],
  };
}

function closingLine(source: SourceText): number | undefined {
  const count = lineCount(source);
  for (let line = 2; line <= count; line += 1) {
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

function refuse(): never {
  throw new FrontMatterError(LANGUAGE_MESSAGE, 0);
}

const REFUSED_ENGINES = Object.fromEntries(
  ['json', 'javascript', 'js', 'coffee', 'cson', 'toml'].map((name) => [
    name,
    { parse: refuse, stringify: refuse },
  ]),
);

/** YAML 1.2 without tags, aliases, double keys or anything that the parser only warns of. */
function parseMapping(handedOn: string, keys: Map<string, Position>): FrontMatter {
  // gray-matter hands the block on with the line break behind the fence.
  const text = handedOn.replace(/^\n/, '');
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
    customTags: [],
    resolveKnownTags: false,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined)
    throw new FrontMatterError(problem.message, lineOf(text, problem.pos[0]));
  if (!isMap(document.contents)) {
    throw new FrontMatterError('it is a list or a single value', 1);
  }
  const data: unknown = document.toJS({ maxAliasCount: 0 });
  if (!isFrontMatterMap(data, 0)) {
    throw new FrontMatterError(
      `it is nested deeper than ${VALUE_DEPTH}, or holds a key or a value that is not allowed`,
      1,
    );
  }
  let line = 2; // The first line of the block is the second of the file.
  let counted = 0;
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) continue;
    const start = key.range?.[0] ?? counted;
    for (; counted < start; counted += 1) if (text[counted] === '\n') line += 1;
    const name = String(key.value);
    keys.set(name, { line, column: 1 });
    // 1.10 and 007 are texts here, although YAML reads numbers.
    if (TEXT_KEYS.has(name) && isScalar(value) && typeof value.value === 'number') {
      data[name] = value.source ?? String(value.value);
    }
  }
  return data;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function isFrontMatterMap(value: unknown, depth: number): value is FrontMatter {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
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

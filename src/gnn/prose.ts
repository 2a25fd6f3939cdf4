import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Extension, Signature } from '../domain/model.js';
import type { Flag } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { SectionName } from '../domain/spec.js';
import type { Body, ContentLine } from './lines.js';
import { contentLines } from './lines.js';
import { parseSetting } from './settings.js';
import { lineEnd, lineStart, positionAt } from './source.js';

/** Reads a section's text without the blank lines around it; null if nothing is left. */
export function readProse(body: Body): string | null {
  const { source, lines, inline } = body;
  if (lines.to <= lines.from) return null;
  const start = inline === undefined ? '' : source.text.slice(inline.start, inline.end);
  const from = inline === undefined ? lineStart(source, lines.from) : lineEnd(source, lines.from);
  const text = start + source.text.slice(from, lineEnd(source, lines.to - 1));
  const plain = text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  return plain.trim() === '' ? null : plain;
}

/** Keeps a section verbatim: one that is not part of the language, or a duplicate. */
export function readExtension(name: string, headingLine: number, body: Body): Extension {
  return {
    name,
    text: readProse(body) ?? '',
    line: headingLine,
    column: 1,
    end_line: Math.max(headingLine, body.lines.to - 1),
  };
}

/** Reads the Signature section: its prose, and the `Key: value` lines in it. */
export function readSignature(body: Body): Signature | null {
  const text = readProse(body);
  if (text === null) return null;
  const fields = contentLines(body, 'spaced').flatMap((line) => {
    const field = parseSetting(body, withoutEmphasis(line));
    return field !== undefined &&
      /^[\p{L}][\p{L}\p{N} _-]{0,63}$/u.test(field.name) &&
      !field.value.startsWith('//')
      ? [field]
      : [];
  });
  return { text, fields };
}

const EMPHASIS = /^(\*\*|__|\*|_)([^*_:=]{1,64})(?:[:=]\1|\1[ \t]*[:=])(.*)$/su;

/** `**Key:** value` without the Markdown around its key. */
function withoutEmphasis(line: ContentLine): ContentLine {
  const [, , key, value] = /^[*_]/.test(line.text) ? (EMPHASIS.exec(line.text) ?? []) : [];
  return key === undefined ? line : { ...line, text: `${key}: ${value}` };
}

export interface OneLine {
  readonly text: string | null;
  readonly diagnostics: Diagnostic[];
}

/** Reads a section of one line, such as GNNSection; further lines are reported. */
export function readOneLine(body: Body, section: string): OneLine {
  const [first, ...others] = contentLines(body, 'alone');
  const diagnostics = others.map((line) =>
    diagnostic(
      'GNN-W012',
      positionAt(body.source, line.start),
      `${section} takes one line; ${quote(line.text)} was ignored`,
    ),
  );
  return { text: first?.text ?? null, diagnostics };
}

/** The headings of sections without their one line. */
export function findEmpty(
  read: Readonly<Record<'GNNSection' | 'ModelName', OneLine>>,
  positions: ReadonlyMap<SectionName, Position>,
): ReadonlyMap<SectionName, Position> {
  const empty = new Map<SectionName, Position>();
  for (const name of ['GNNSection', 'ModelName'] as const) {
    const at = positions.get(name);
    if (at !== undefined && read[name].text === null) empty.set(name, at);
  }
  return empty;
}

export interface VersionAndFlags {
  readonly version: string | null;
  readonly flags: Flag[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads the GNNVersionAndFlags section (notation, section 1): `GNN v1.0` in its various spellings,
 * then flags, written as words, `Key=true`, or `ProcessingFlags: a, b`.
 */
export function readVersionAndFlags(body: Body): VersionAndFlags {
  const diagnostics: Diagnostic[] = [];
  const flags: Flag[] = [];
  let version: string | null = null;
  for (const line of contentLines(body)) {
    const at = positionAt(body.source, line.start);
    const match: RegExpExecArray | null =
      version === null ? LANGUAGE_VERSION.exec(line.text) : null;
    const second: string | undefined =
      version === null ? undefined : LANGUAGE_VERSION.exec(line.text)?.[1];
    version ??= match?.[1] ?? null;
    if (second !== undefined) {
      if (second === version) continue;
      const message = `the language version ${quote(second)} contradicts ${quote(version ?? '')} before it, which holds; delete one of them`;
      diagnostics.push(diagnostic('GNN-W012', at, message));
      continue;
    }
    const rest = line.text.slice(match?.[0].length ?? 0).replace(/<!--[^<>]*-->/g, ' ');
    const lineFlags = readFlags(rest.trim(), at);
    if (lineFlags !== undefined) for (const flag of lineFlags) flags.push(flag);
    else diagnostics.push(diagnostic('GNN-W012', at, `expected flags, found ${quote(line.text)}`));
  }
  if (version === null) {
    const at = { line: Math.max(1, body.lines.from - 1), column: 1 };
    diagnostics.push(diagnostic('GNN-W012', at, 'the language version is missing; write `GNN v1`'));
  }
  return { version, flags, diagnostics };
}

/** `GNN v1.0`, `GNN_v1.0`, `GNNVersion=2.0.0`, `Version: "1.0"`; no two repetitions meet, so it is linear. */
const LANGUAGE_VERSION =
  /^(?:GNN(?:[\s_-]*Version)?|Version)[\s_=:"'-]*(?:v\s*)?([0-9]+(?:\.[0-9]+)*)\b["']?[,;:]?/iu;

function readFlags(text: string, at: { line: number; column: number }): Flag[] | undefined {
  if (text === '') return [];
  const listed = /^(?:Processing[\s_]*)?Flags\s*[:=]\s*(.*)$/isu.exec(text);
  const keyed = listed === null ? /^([\p{L}_][\p{L}\p{N}_.-]*)\s*[:=]\s+(.*)$/su.exec(text) : null;
  if (keyed?.[1] !== undefined) return [{ name: keyed[1], value: flagValue(keyed[2]), ...at }];
  const list = (listed?.[1] ?? text).replace(/^[[({](.*)[\])}]$/su, '$1');
  const words = list
    .split(/[\s,;]+/)
    .map((word) => (listed === null ? word : word.replace(/^(["'])(.*)\1$/, '$2')))
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const flags = words.map((word) => {
    const [, name, value] = /^([\p{L}_][\p{L}\p{N}_.-]*)(?:[=:](.*))?$/su.exec(word) ?? [];
    return name === undefined ? undefined : { name, value: flagValue(value), ...at };
  });
  return flags.every((flag) => flag !== undefined) ? flags : undefined;
}

function flagValue(text: string | undefined): string | boolean {
  if (text === undefined || text.toLowerCase() === 'true') return true;
  return text.toLowerCase() === 'false' ? false : text;
}

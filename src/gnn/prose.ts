import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Extension, Flag, Signature } from '../domain/model.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { settingOf } from './settings.js';
import { lineEnd, lineStart, positionAt } from './source.js';

/** A section's text without the blank lines around it; null where nothing is left. */
export function readProse(body: Body): string | null {
  const { source, lines } = body;
  if (lines.to <= lines.from) return null;
  const text = source.text.slice(lineStart(source, lines.from), lineEnd(source, lines.to - 1));
  const plain = text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  return plain.trim() === '' ? null : plain;
}

/** A section that the language does not know, or has no place for. */
export function readExtension(name: string, headingLine: number, body: Body): Extension {
  return {
    name,
    text: readProse(body) ?? '',
    line: headingLine,
    column: 1,
    end_line: Math.max(headingLine, body.lines.to - 1),
  };
}

/** The section Signature: prose, and the `Key: value` lines in it. */
export function readSignature(body: Body): Signature | null {
  const text = readProse(body);
  if (text === null) return null;
  const fields = contentLines(body).flatMap((line) => {
    const field = settingOf(body, line);
    return field !== undefined &&
      /^[\p{L}][\p{L}\p{N} _-]{0,63}$/u.test(field.name) &&
      !field.value.startsWith('//')
      ? [field]
      : [];
  });
  return { text, fields };
}

export interface OneLine {
  readonly text: string | null;
  readonly diagnostics: Diagnostic[];
}

/** A section of one line, such as GNNSection: further lines cannot be read. */
export function readOneLine(body: Body, section: string): OneLine {
  const [first, ...others] = contentLines(body);
  const diagnostics = others.map((line) =>
    diagnostic(
      'GNN-W012',
      positionAt(body.source, line.start),
      `${section} is one line; ${quote(line.text)} is not read`,
    ),
  );
  return { text: first?.text ?? null, diagnostics };
}

export interface VersionAndFlags {
  readonly version: string | null;
  readonly flags: Flag[];
  readonly diagnostics: Diagnostic[];
}

/**
 * The grammar of GNNVersionAndFlags (notation, section 1): `GNN v1.0` in its spellings, then
 * flags: words, `Key=true`, or `ProcessingFlags: a, b`.
 */
export function readVersionAndFlags(body: Body): VersionAndFlags {
  const diagnostics: Diagnostic[] = [];
  const flags: Flag[] = [];
  let version: string | null = null;
  for (const line of contentLines(body)) {
    const at = positionAt(body.source, line.start);
    const written: RegExpExecArray | null =
      version === null ? LANGUAGE_VERSION.exec(line.text) : null;
    version ??= written?.[1] ?? null;
    const read = readFlags(line.text.slice(written?.[0].length ?? 0).trim(), at);
    if (read !== undefined) for (const flag of read) flags.push(flag);
    else diagnostics.push(diagnostic('GNN-W012', at, `${quote(line.text)} holds no flags`));
  }
  if (version === null) {
    const at = { line: Math.max(1, body.lines.from - 1), column: 1 };
    diagnostics.push(diagnostic('GNN-W012', at, 'there is no language version; write `GNN v1`'));
  }
  return { version, flags, diagnostics };
}

const LANGUAGE_VERSION = /^GNN[\s_]*(?:v\s*)?([0-9]+(?:\.[0-9]+)*)\b/iu;

function readFlags(text: string, at: { line: number; column: number }): Flag[] | undefined {
  if (text === '') return [];
  const listed = /^ProcessingFlags\s*[:=]\s*(.*)$/isu.exec(text);
  const keyed = listed === null ? /^([\p{L}_][\p{L}\p{N}_.-]*)\s*[:=]\s+(.*)$/su.exec(text) : null;
  if (keyed?.[1] !== undefined) return [{ name: keyed[1], value: flagValue(keyed[2]), ...at }];
  const words = (listed?.[1] ?? text).split(/[\s,;]+/).filter((word) => word !== '');
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

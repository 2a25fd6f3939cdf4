import type { Failure, Status } from '../run-status.js';
import type { CliIo } from '../io.js';
import { escapeJson } from './escape.js';

/** A call that has begun, as its answer reports it. */
export interface Begun {
  readonly io: Pick<CliIo, 'elapsed' | 'version'>;
  /** The value of `io.elapsed` when the call began, in milliseconds. */
  readonly started: number;
  readonly command: { readonly name: string };
}

/**
 * Renders the object that `--json` prints, indented by two spaces, with control characters escaped.
 *
 * @param data - the answer; null if the command failed
 */
export function renderJson(
  begun: Begun,
  status: Status,
  data: unknown,
  error: Failure | null = null,
): string {
  return [...renderJsonParts(begun, status, data, error)].join('');
}

/** As much text as is rendered at once, in characters. */
const PART = 65_536;

/** Renders the same in parts, of which none is kept: the text of a long list would take its memory again. */
export function* renderJsonParts(
  { io, started, command }: Begun,
  status: Status,
  data: unknown,
  error: Failure | null,
): Generator<string> {
  const duration = Math.round(io.elapsed() - started);
  const meta = { command: command.name, version: io.version, duration_ms: duration };
  let part = '';
  for (const piece of layOut({ status, data, error, meta }, '', LEVELS)) {
    part += piece;
    if (part.length < PART) continue;
    yield escapeJson(part);
    part = '';
  }
  yield `${escapeJson(part)}\n`;
}

/** The object, its answer, and the lists of that. */
const LEVELS = 3;

/** Lays out a value as JSON.stringify does. @param levels - how many are laid out key by key */
function* layOut(value: unknown, indent: string, levels: number): Generator<string> {
  const entries = levels === 0 ? [] : listEntries(value);
  if (entries.length === 0) {
    yield JSON.stringify(value ?? null, null, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = Array.isArray(value);
  let before = isList ? '[' : '{';
  for (const [key, item] of entries) {
    yield `${before}\n${indent}  ${isList ? '' : `${JSON.stringify(key)}: `}`;
    yield* layOut(item, `${indent}  `, levels - 1);
    before = ',';
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}

function listEntries(value: unknown): (readonly [key: string, item: unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return Array.isArray(value) ? entries : entries.filter(([, item]) => item !== undefined);
}

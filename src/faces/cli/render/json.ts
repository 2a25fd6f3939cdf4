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
  { io, started, command }: Begun,
  status: Status,
  data: unknown,
  error: Failure | null = null,
): string {
  const duration = Math.round(io.elapsed() - started);
  const meta = { command: command.name, version: io.version, duration_ms: duration };
  return `${escapeJson(JSON.stringify({ status, data, error, meta }, null, 2))}\n`;
}

import type { Failure, Status } from '../exit-code.js';
import { escapeJson } from './escape.js';

/** What `--json` answers with. */
export interface Envelope {
  status: Status;
  /** What the command was asked for; null where it was not done. */
  data: unknown;
  error: Failure | null;
  meta: { command: string; version: string; duration_ms: number };
}

/** The envelope as JSON: two spaces, a final newline, nothing in it that steers a terminal. */
export function renderJson(envelope: Envelope): string {
  return `${escapeJson(JSON.stringify(envelope, null, 2))}\n`;
}

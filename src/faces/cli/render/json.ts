import type { Failure, Status } from '../exit-code.js';
import { escapeJson } from './escape.js';

/** The object that `--json` prints. */
export interface Envelope {
  status: Status;
  /** The answer; null if the command failed. */
  data: unknown;
  error: Failure | null;
  meta: { command: string; version: string; duration_ms: number };
}

/** Renders the envelope as JSON, indented by two spaces, with control characters escaped. */
export function renderJson(envelope: Envelope): string {
  return `${escapeJson(JSON.stringify(envelope, null, 2))}\n`;
}

import type { Failure } from '../run-status.js';
import type { Colors } from './colours.js';
import { escapeControls } from './escape.js';

/** Renders two lines: what went wrong, and what to do about it. */
export function renderFailure(failure: Failure, colours: Colors): string {
  const message = escapeControls(failure.message);
  const hint = escapeControls(failure.hint);
  return `${colours.red('error:')} ${message}\n${colours.dim(`  hint: ${hint}`)}\n`;
}

/** Renders the stack of an error and of its causes, for `--verbose`. */
export function renderStack(error: unknown): string {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    if (seen.size > 0) lines.push('caused by:');
    seen.add(cause);
    lines.push(...(cause.stack ?? cause.message).split('\n'));
  }
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}

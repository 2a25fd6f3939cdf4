import type { Failure } from '../exit-code.js';
import type { Colors } from './colours.js';
import { escapeControls } from './escape.js';

/** Two lines: what went wrong, and what to do about it. */
export function renderFailure(failure: Failure, colours: Colors): string {
  const message = escapeControls(failure.message);
  const hint = escapeControls(failure.hint);
  return `${colours.red('error:')} ${message}\n${colours.dim(`  hint: ${hint}`)}\n`;
}

/** The stack of an error and of what caused it, for `--verbose`. */
export function renderStack(error: unknown): string {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    if (seen.size > 0) lines.push('caused by:');
    seen.add(one);
    lines.push(...(one.stack ?? one.message).split('\n'));
  }
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}

import { RegistryError } from '../../domain/errors.js';
import { escapeMarkdown } from '../../domain/escape-markdown.js';
import type { Cause } from '../../operations/failures.js';
import { wordCause, type Failure } from './run-status.js';
import type { CliIo } from './io.js';
import type { Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { renderFailure, renderStack } from './render/failure.js';
import { renderJson, type Begun } from './render/json.js';
import { formatCommand } from './render/reports/workflow-commands.js';
import { wordForShell } from './wording.js';

/**
 * Reports a failed command on stderr, or as JSON on stdout if that was requested.
 *
 * @returns the exit code
 */
export function reportError(error: unknown, output: Output, call: Begun & { io: CliIo }): 1 {
  const { io } = call;
  const failure = describeError(error);
  if (output.verbosity === 'verbose') io.stderr.write(renderStack(error));
  if (output.format === 'json') io.stdout.write(renderJson(call, 'error', null, failure));
  else if (output.format === 'github') io.stdout.write(annotate(failure));
  else io.stderr.write(renderFailure(failure, chooseColours(io.stderr, io.env)));
  return 1;
}

/** Reports why a command failed although it has an answer, unless that says it already. */
export function reportFailures(
  causes: readonly Cause[],
  format: Output['format'],
  { stdout, stderr, env }: CliIo,
): void {
  if (causes.length === 0 || format === 'json') return;
  if (format === 'github') {
    // GitHub shows ten errors of a step: those with a place tell more than their sum.
    const others = causes.filter((it) => it.isSum !== true);
    stdout.write(others.map((it) => annotate(wordCause(it))).join(''));
    return;
  }
  if (format === 'markdown') {
    const others = causes.filter((it) => it.isSum !== true).map(wordCause);
    stdout.write(others.map(renderAsMarkdown).join(''));
  }
  const colours = chooseColours(stderr, env);
  stderr.write(causes.map((it) => renderFailure(wordCause(it), colours)).join(''));
}

function renderAsMarkdown({ code, message, hint }: Failure): string {
  return `\n**${code}**: ${escapeMarkdown(message)}. ${escapeMarkdown(hint)}\n`;
}

function annotate({ code, message, hint }: Failure): string {
  return formatCommand('error', { title: code }, `${message}\n${hint}`);
}

function describeError(error: unknown): Failure {
  if (error instanceof RegistryError) {
    const { message, hint } = error.wording;
    return { code: error.code, message: wordForShell(message), hint: wordForShell(hint) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `internal error: ${message}`,
    hint: 'This is a bug in the program. Run again with --verbose and report what it shows.',
  };
}

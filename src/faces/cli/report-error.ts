import { RegistryError } from '../../domain/errors.js';
import type { Failure } from './exit-code.js';
import type { CliIo } from './io.js';
import type { Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { renderFailure, renderStack } from './render/failure.js';
import { renderJson } from './render/json.js';
import { wordForShell } from './wording.js';

/**
 * Reports a failed command on stderr, or as JSON on stdout if that was requested.
 *
 * @param started - the value of `io.elapsed` when the command began
 * @param command - the name of the command, for the JSON envelope
 * @returns the exit code
 */
export function reportError(
  error: unknown,
  output: Output,
  io: CliIo,
  started: number,
  command = 'run',
): 1 {
  const failure = describeError(error);
  if (output.verbosity === 'verbose') io.stderr.write(renderStack(error));
  if (output.format === 'json') {
    io.stdout.write(
      renderJson({
        status: 'error',
        data: null,
        error: failure,
        meta: { command, version: io.version, duration_ms: since(io, started) },
      }),
    );
  } else {
    io.stderr.write(renderFailure(failure, chooseColours(io.stderr, io.env)));
  }
  return 1;
}

/** Whole milliseconds since an earlier reading of the same clock. */
export function since(io: Pick<CliIo, 'elapsed'>, started: number): number {
  return Math.round(io.elapsed() - started);
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

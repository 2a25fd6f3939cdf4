import { RegistryError } from '../../domain/errors.js';
import type { Failure } from './exit-code.js';
import type { CliIo } from './io.js';
import type { Output } from './options.js';
import { chooseColours } from './render/colours.js';
import { renderFailure, renderStack } from './render/failure.js';
import { renderJson } from './render/json.js';
import { wordForShell } from './wording.js';

/**
 * Tells of a run that was not done: on stderr, and on stdout as JSON where that is asked for.
 *
 * @param started - what `io.elapsed` said when the run began
 * @param command - its name, for programs
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

/** Whole milliseconds since a reading of the same clock. */
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
    hint: 'This is a fault of the program. Run again with --verbose and report what it shows.',
  };
}

/** The command `check`, once or after every change. */
import { relative, resolve } from 'node:path';
import { STANDARD_STREAM } from '../../../domain/paths.js';
import type { Operation } from '../../../operations/operation.js';
import { isFolder } from '../../../read.js';
import { pointToHelp, usageError } from '../arguments.js';
import type { Call } from '../command.js';
import { resolveOutput } from '../options.js';
import { reportError } from '../report-error.js';
import { runOperation } from '../run-operation.js';
import { readSettings, resolveOptions } from '../settings.js';
import { formatNote } from '../wording.js';

/**
 * Checks specs; with `--watch` again whenever they change, until the program is asked to stop.
 *
 * @returns the exit code: 0, 1 or 2
 */
export async function checkCommand(call: Call, operation: Operation): Promise<number> {
  if (call.values['watch'] !== true) return runOperation(call, operation);
  const { flags, io } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = resolveOutput(flags, file);
    const watched = listWatched(call, resolveOptions(flags, file, io));
    const isQuiet = output.verbosity === 'quiet';
    const { watchSpecs } = await import('../../../files/watch.js');
    let exitCode = 0;
    await watchSpecs(
      watched,
      async (paths) => {
        if (!isQuiet && paths.length > 0) io.stderr.write(formatNote(describe(paths, io.cwd)));
        exitCode = await runOperation({ ...call, started: io.elapsed() }, operation);
      },
      io.signal,
    );
    return exitCode;
  } catch (error) {
    return reportError(pointToHelp(error, 'check'), output, call);
  }
}

function listWatched(
  { words, values, io }: Call,
  { targetDir, recursive }: { readonly targetDir: string; readonly recursive: boolean },
) {
  if (words.includes(STANDARD_STREAM) || values['stdin_path'] !== undefined) {
    throw usageError('--watch needs files or folders, not standard input');
  }
  const paths = (words.length > 0 ? words : [targetDir]).map((it) => resolve(io.cwd, it));
  return {
    folders: paths.filter((it) => isFolder(it)),
    files: paths.filter((it) => !isFolder(it)),
    recursive,
  };
}

function describe(paths: readonly string[], cwd: string): string {
  const [first = '', ...others] = paths.map((it) => relative(cwd, it));
  return others.length === 0
    ? `${first} has changed.`
    : `${first} and ${others.length} more have changed.`;
}

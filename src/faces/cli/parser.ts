/** The command line parser: the only module that uses yargs. */
import type { Flag } from './flag.js';

/** Creates a parser for some flags; it throws instead of ending the process. */
export async function createParser(argv: string[], flags: readonly Flag[]) {
  // Slow to load, and `--version` does not need it.
  const { default: yargs } = await import('yargs');
  return yargs(argv)
    .scriptName('gnn-registry')
    .locale('en')
    .exitProcess(false)
    .fail(false)
    .help(false)
    .version(false)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .options(Object.fromEntries(flags.map((flag) => [flag.name, describeFlag(flag)])));
}

function describeFlag(flag: Flag) {
  return {
    describe: flag.description,
    group: `${flag.group}:`,
    // Numbers stay text here, so that error messages can quote them.
    ...(flag.type === 'boolean' && { type: 'boolean' as const }),
    ...(flag.type === 'text' && { type: 'string' as const }),
    ...(flag.short !== undefined && { alias: flag.short }),
    ...(flag.default !== undefined && { defaultDescription: flag.default }),
  };
}

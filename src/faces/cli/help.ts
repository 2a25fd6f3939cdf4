/** Help texts, made from the table of commands. */
import type { Command } from './command.js';
import { createParser } from './parser.js';
import { findCommand, listMembers, type Program } from './program.js';

const MAX_COLUMNS = 100;

const EXIT_CODES =
  'Exit codes: 0 done; 2 done, with warnings, refused specs or nothing found; 1 not done.';

/**
 * The help text of one command, or of the program.
 *
 * @param columns - the width of the terminal; undefined if there is none
 */
export async function renderHelp(
  program: Program,
  command: Command | undefined,
  columns: number | undefined,
): Promise<string> {
  const { commands } = program;
  const flags = (command ?? findCommand(program, [])).flags;
  const parser = await createParser([], flags);
  for (const { name, type, choices } of flags) {
    // For display only: yargs is verbose about an invalid choice and silent about an invalid number.
    if (choices !== undefined) parser.choices(name, choices);
    if (type === 'number' || type === 'integer') parser.number(name);
  }
  parser.usage(command === undefined ? formatProgramUsage() : formatUsage(command));
  if (command === undefined) {
    for (const command of commands) parser.command(formatCall(command), command.summary);
  }
  const examples = command === undefined ? commands.flatMap(selectExamples) : command.examples;
  return parser
    .example(examples.map(([call, meaning]) => [`$0 ${call}`.trim(), meaning]))
    .epilogue(EXIT_CODES)
    .wrap(Math.min(columns ?? MAX_COLUMNS, MAX_COLUMNS))
    .getHelp();
}

function formatProgramUsage(): string {
  return '$0 [command] [flags]\n\nRegisters and versions every GNN model in a folder, and answers queries about them.\nWithout a command, it runs the step. See gnn-registry COMMAND --help for each command.';
}

function formatUsage({ name, positionals, summary }: Command): string {
  const words = positionals.map(formatPositional);
  const call = ['$0', name === 'run' ? '[run]' : name, ...words, '[flags]'].join(' ');
  const width = Math.max(0, ...words.map((word) => word.length));
  const descriptions = positionals
    .map(
      (positional) =>
        `\n  ${formatPositional(positional).padEnd(width)}  ${positional.description}`,
    )
    .join('');
  return `${call}\n\n${summary[0]?.toUpperCase()}${summary.slice(1).replace(/(?<![?.])$/, '.')}${descriptions === '' ? '' : `\n${descriptions}`}`;
}

/** All examples of the step, but only the first of any other command. */
function selectExamples({ name, examples }: Command): Command['examples'] {
  return name === 'run' ? examples : examples.slice(0, 1);
}

/** The help text of a group of commands. */
export function renderGroup(program: Program, group: string): string {
  const lines = listMembers(program, group).map(
    (member) => [`  ${formatCall(member)}`, member.summary] as const,
  );
  const width = Math.max(...lines.map(([call]) => call.length));
  const descriptions = lines.map(([call, summary]) => `${call.padEnd(width)}  ${summary}`);
  return [`gnn-registry ${group} COMMAND`, '', ...descriptions].join('\n');
}

/** A command as it is called, without flags, such as `tag add REF TAG`. */
function formatCall({ name, positionals }: Command): string {
  return [name, ...positionals.map(formatPositional)].join(' ');
}

function formatPositional({ name, optional, many }: Command['positionals'][number]): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

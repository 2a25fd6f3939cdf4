/** Help, from the same table as the commands. */
import type { Command } from './command.js';
import { createParser } from './parser.js';
import { findCommand, membersOf, type Program } from './program.js';

const MOST_COLUMNS = 100;

const EXIT_CODES =
  'Exit codes: 0 done; 2 done, with warnings, refused specs or nothing found; 1 not done.';

/**
 * The help of one command, or of the program.
 *
 * @param columns - of the terminal; undefined where there is none
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
    // Only shown: yargs would tell a wrong choice at length, and a wrong number not at all.
    if (choices !== undefined) parser.choices(name, choices);
    if (type === 'number' || type === 'integer') parser.number(name);
  }
  parser.usage(command === undefined ? usageOfAll() : usageOf(command));
  if (command === undefined) {
    for (const one of commands) parser.command(callOf(one), one.summary);
  }
  const examples = command === undefined ? commands.flatMap(firstExamples) : command.examples;
  return parser
    .example(examples.map(([call, meaning]) => [`$0 ${call}`.trim(), meaning]))
    .epilogue(EXIT_CODES)
    .wrap(Math.min(columns ?? MOST_COLUMNS, MOST_COLUMNS))
    .getHelp();
}

function usageOfAll(): string {
  return '$0 [command] [flags]\n\nRegisters every GNN model of a folder, with versions, and answers questions about them.\nWithout a command the step runs; gnn-registry COMMAND --help tells about one.';
}

function usageOf({ name, positionals, summary }: Command): string {
  const words = positionals.map(shownPositional);
  const call = ['$0', name === 'run' ? '[run]' : name, ...words, '[flags]'].join(' ');
  const width = Math.max(0, ...words.map((it) => it.length));
  const told = positionals
    .map((it) => `\n  ${shownPositional(it).padEnd(width)}  ${it.description}`)
    .join('');
  return `${call}\n\n${summary[0]?.toUpperCase()}${summary.slice(1).replace(/(?<![?.])$/, '.')}${told === '' ? '' : `\n${told}`}`;
}

/** All examples of the step, and one of every other command. */
function firstExamples({ name, examples }: Command): Command['examples'] {
  return name === 'run' ? examples : examples.slice(0, 1);
}

/** The help of a group that is named alone. */
export function renderGroup(program: Program, group: string): string {
  const lines = membersOf(program, group).map((it) => [`  ${callOf(it)}`, it.summary] as const);
  const width = Math.max(...lines.map(([call]) => call.length));
  const told = lines.map(([call, summary]) => `${call.padEnd(width)}  ${summary}`);
  return [`gnn-registry ${group} COMMAND`, '', ...told].join('\n');
}

/** A command as it is called, without flags: `tag add REF TAG`. */
function callOf({ name, positionals }: Command): string {
  return [name, ...positionals.map(shownPositional)].join(' ');
}

function shownPositional({ name, optional, many }: Command['positionals'][number]): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

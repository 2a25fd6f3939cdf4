/** Help texts, made from the table of commands. */
import type { Command } from './command.js';
import { createParser } from './parser.js';
import { findCommand, listMembers, type Program } from './program.js';
import { wrapWords } from './render/fit-columns.js';
import { renderTable, type Cell } from './render/table.js';

const MAX_COLUMNS = 100;

const EXIT_CODES =
  'Exit codes: 0 done; 2 done, with warnings, refused specs or nothing found; 1 not done.';

/** The flags that the short help of the program names. */
const MAIN_FLAGS: readonly string[] = [
  'target-dir',
  'output-dir',
  'format',
  'fail-on',
  'check',
  'dry-run',
  'quiet',
  'config',
];

/** How many of the step's examples the short help has. */
const SHORT_EXAMPLES = 3;

/**
 * The help text of the program on one screen: its commands by topic, and its main flags.
 *
 * @param columns - the width of the terminal; undefined if there is none
 */
export function renderOverview({ commands }: Program, columns: number | undefined): string {
  const width = Math.min(columns ?? MAX_COLUMNS, MAX_COLUMNS);
  const topics = [...new Set(commands.map(({ topic }) => topic))];
  const { flags = [], examples = [] } = commands[0] ?? {};
  const parts: Cell[][][] = [
    topics.map((topic) => [topic, joinNames(commands.filter((it) => it.topic === topic))]),
    flags
      .filter(({ name }) => MAIN_FLAGS.includes(name))
      .map(({ name, description }) => [`--${name}`, description]),
    examples
      .slice(0, SHORT_EXAMPLES)
      .map(([call, meaning]) => [`gnn-registry ${call}`.trim(), meaning]),
  ];
  const titles = ['Commands:', 'Flags:', 'Examples:'];
  return [
    ...formatProgramUsage('gnn-registry')
      .split('\n')
      .flatMap((line) => wrapWords(line, width)),
    ...parts.flatMap((rows, at) => [
      '',
      titles[at] ?? '',
      ...renderTable(rows, width - INDENT.length).map((line) => INDENT + line),
    ]),
    '',
    ...[POINTER, EXIT_CODES].flatMap((line) => wrapWords(line, width)),
  ].join('\n');
}

const POINTER =
  'gnn-registry COMMAND --help describes one command, gnn-registry help --all every one.';

const INDENT = '  ';

/** Such as `tag add|rm|list, health [set], promote`. */
function joinNames(commands: readonly Command[]): string {
  const families = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ');
    const members = families.get(first) ?? [];
    families.set(first, members);
    if (second !== undefined) members.push(second);
  }
  return [...families]
    .map(([name, members]) => {
      if (members.length === 0) return name;
      const all = members.join('|');
      return commands.some((it) => it.name === name) ? `${name} [${all}]` : `${name} ${all}`;
    })
    .join(', ');
}

/**
 * The full help text of one command, or of the program with all of its commands.
 *
 * @param columns - the width of the terminal; undefined if there is none
 */
export async function renderHelp(
  program: Program,
  columns: number | undefined,
  command?: Command,
): Promise<string> {
  const { commands } = program;
  const flags = (command ?? findCommand(program, [])).flags;
  const parser = await createParser([], flags);
  for (const { name, type, choices } of flags) {
    // For display only: yargs is verbose about an invalid choice and silent about an invalid number.
    if (choices !== undefined) parser.choices(name, choices);
    if (type === 'number' || type === 'integer') parser.number(name);
  }
  parser.usage(command === undefined ? formatProgramUsage('$0') : formatUsage(command));
  if (command === undefined) {
    for (const command of commands) parser.command(formatCall(command), command.summary);
  }
  const examples = command === undefined ? commands.flatMap(selectExamples) : command.examples;
  return parser
    .example(examples.map(([call, meaning]) => [`$0 ${call}`.trim(), meaning]))
    .epilogue(command?.exitCodes === undefined ? EXIT_CODES : `Exit codes: ${command.exitCodes}`)
    .wrap(Math.min(columns ?? MAX_COLUMNS, MAX_COLUMNS))
    .getHelp();
}

function formatProgramUsage(program: string): string {
  return `${program} [command] [flags]\n\nRegisters and versions every GNN model in a folder, and answers queries about them.\nWithout a command, it runs the step.`;
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

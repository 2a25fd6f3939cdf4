/** The tables of the README, as they are made from the code. */
import type { Command, Positional } from '../../src/faces/cli/command.js';

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table of Markdown. */
export function table(head: string[], rows: string[][]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A word of a command, as its help shows it. */
function wordOf({ name, optional, many }: Positional): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

/** Every command, with its words and what it does. */
export function commandsTable(commands: readonly Command[]): string {
  return table(
    ['command', ''],
    commands.map(({ name, positionals, summary }) => [
      `\`${[name, ...positionals.map(wordOf)].join(' ')}\``,
      summary,
    ]),
  );
}

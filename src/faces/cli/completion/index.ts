/** Completion scripts for shells, made from the table of commands. */
import type { Command } from '../command.js';
import { writeBash } from './bash.js';
import { writeFish } from './fish.js';
import type { Shell } from './shells.js';
import { tabulate, type CompletionTable } from './table.js';
import { writeZsh } from './zsh.js';

export { SHELLS, isShell } from './shells.js';
export type { Shell } from './shells.js';

const WRITERS: Readonly<Record<Shell, (table: CompletionTable) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
};

/** The script that completes these commands in a shell; the ids of models it asks for when it runs. */
export function writeCompletion(shell: Shell, commands: readonly Command[]): string {
  return WRITERS[shell](tabulate(commands));
}

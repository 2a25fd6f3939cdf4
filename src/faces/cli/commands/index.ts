/** The commands of the shell: every operation, and what only a shell needs. */
import { OPERATIONS } from '../../../operations/table.js';
import type { Command } from '../command.js';
import { commandOf } from '../operation-command.js';
import { programOf, type Program } from '../program.js';
import { COMPLETION } from './completion/index.js';
import { asStep } from './step/index.js';

/** Every command; the first one runs where none is named. */
export const COMMANDS: readonly Command[] = [
  ...Object.entries(OPERATIONS).map(([name, operation]) => {
    const command = commandOf(name, operation);
    return name === 'run' ? asStep(command) : command;
  }),
  COMPLETION,
];

/** The program as it is installed. */
export const PROGRAM: Program = programOf(COMMANDS);

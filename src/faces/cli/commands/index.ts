/** The commands of the shell: every operation, and what only a shell needs. */
import { OPERATIONS } from '../../../operations/table.js';
import type { Command } from '../command.js';
import { createCommand } from '../operation-command.js';
import { createProgram, type Program } from '../program.js';
import { COMPLETION } from './completion/index.js';
import { asStep } from './step/index.js';

/** Every command; the first one runs if none is named. */
export const COMMANDS: readonly Command[] = [
  ...Object.entries(OPERATIONS).map(([name, operation]) => {
    const command = createCommand(name, operation);
    return name === 'run' ? asStep(command) : command;
  }),
  COMPLETION,
];

/** The installed program. */
export const PROGRAM: Program = createProgram(COMMANDS);

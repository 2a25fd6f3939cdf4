import { RegistryError } from '../../domain/errors.js';
import type { Call } from './command.js';

/**
 * Asks for confirmation before something is destroyed, unless `--yes` is given.
 *
 * @throws RegistryError `usage` if there is no terminal to ask on, `interrupted` if the answer is no
 */
export async function confirm({ flags, io }: Call, question: string): Promise<void> {
  if (flags.yes === true) return;
  if (io.confirm === undefined) {
    throw new RegistryError('usage', `${question} There is no terminal to ask on.`, 'Give --yes.');
  }
  if (await io.confirm(question)) return;
  throw new RegistryError('interrupted', 'nothing was changed', 'Answer y to continue.');
}

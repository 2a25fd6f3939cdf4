import { RegistryError } from '../../domain/errors.js';
import type { Call } from './command.js';

/**
 * Asks before something is destroyed; with `--yes` nobody is asked.
 *
 * @throws RegistryError `usage` where there is nobody to ask, `interrupted` where the answer is no
 */
export async function confirm({ flags, io }: Call, question: string): Promise<void> {
  if (flags.yes === true) return;
  if (io.confirm === undefined) {
    throw new RegistryError('usage', `${question} There is no terminal to ask on.`, 'Give --yes.');
  }
  if (await io.confirm(question)) return;
  throw new RegistryError('interrupted', 'nothing was changed', 'Answer y to do it.');
}

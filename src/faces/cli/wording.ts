import {
  wordWith,
  type OperationMention,
  type OptionMention,
  type Wording,
} from '../../domain/wording.js';

/** Text in the words of the shell: operations as they are called, inputs as flags. */
export function wordForShell(words: Wording): string {
  return wordWith(words, { operation: shellCall, option: shellFlag });
}

/** The step runs where no command is named. */
function shellCall({ name, inputs }: OperationMention): string {
  const words = inputs.map((it) => (typeof it === 'string' ? quoteWord(it) : shellFlag(it)));
  return ['gnn-registry', ...(name === 'run' ? [] : [name]), ...words].join(' ');
}

function shellFlag({ name, value }: OptionMention): string {
  const flag = `--${name.replaceAll('_', '-')}`;
  return value === null ? flag : `${flag} ${quoteWord(value)}`;
}

/** As a POSIX shell reads it as one word. */
export function quoteWord(word: string): string {
  return /^[\p{L}\p{M}\p{N}@%+=:,./^_-]+$/u.test(word)
    ? word
    : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

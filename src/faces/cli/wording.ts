import { escapeControls } from '../../domain/escape-controls.js';
import {
  wordWith,
  type OperationMention,
  type OptionMention,
  type Wording,
} from '../../domain/wording.js';

/** Words text for the shell: names operations as commands and inputs as flags. */
export function wordForShell(words: Wording): string {
  return wordWith(words, { operation: formatCall, option: formatFlag });
}

/** Formats a notice as a line for stderr. */
export function formatNote(notice: Wording): string {
  return `note: ${escapeControls(wordForShell(notice))}\n`;
}

/** The step needs no command name: it runs if none is given. */
function formatCall({ name, inputs }: OperationMention): string {
  const words = inputs.map((input) =>
    typeof input === 'string' ? quoteWord(input) : formatFlag(input),
  );
  return ['gnn-registry', ...(name === 'run' ? [] : [name]), ...words].join(' ');
}

function formatFlag({ name, value }: OptionMention): string {
  const flag = `--${name.replaceAll('_', '-')}`;
  return value === null ? flag : `${flag} ${quoteWord(value)}`;
}

/** Quotes a word for a POSIX shell, if necessary. */
export function quoteWord(word: string): string {
  return /^[\p{L}\p{M}\p{N}@%+=:,./^_-]+$/u.test(word)
    ? word
    : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

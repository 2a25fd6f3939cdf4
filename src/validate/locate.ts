import type { Position } from '../domain/position.js';
import type { Spec } from '../domain/spec.js';

const NAME_CHARACTER = "[\\p{L}\\p{M}\\p{N}_'^]";
const STARTS_INSIDE_NAME = new RegExp(`^${NAME_CHARACTER}`, 'u');
const ENDS_INSIDE_NAME = new RegExp(`${NAME_CHARACTER}$`, 'u');

/**
 * Finds where a name or another word stands in a line, for findings about that word. Part of a
 * longer name is another name.
 *
 * @param spec - the spec that has the line
 * @param from - where in the line to begin; returned as it is if the word does not follow
 * @param word - as written in the file
 */
export function locate(spec: Spec, from: Position, word: string): Position {
  const { line, column } = from;
  const text = Array.from(spec.lineText(line))
    .slice(column - 1)
    .join('');
  for (let index = text.indexOf(word); index !== -1; index = text.indexOf(word, index + 1)) {
    const before = text.slice(0, index);
    const after = text.slice(index + word.length);
    if (!ENDS_INSIDE_NAME.test(before) && !STARTS_INSIDE_NAME.test(after)) {
      return { line, column: column + Array.from(before).length };
    }
  }
  return { line, column };
}

/** Where the words of a spec are, for editors. Grammars note them as they read; a run asks for none. */
import { nameAt } from '../domain/names.js';
import type { PlaceKind } from '../domain/places.js';
import type { SourceText } from './source.js';

/** Notes what is at two offsets, if places are asked for. */
export function note(
  { places }: Pick<SourceText, 'places'>,
  kind: PlaceKind,
  start: number,
  end: number,
): void {
  if (places !== undefined && end > start) places.push({ kind, start, end });
}

/** Notes every name between two offsets. */
export function noteNames(
  source: Pick<SourceText, 'places' | 'text'>,
  kind: PlaceKind,
  start: number,
  end: number,
): void {
  if (source.places === undefined) return;
  for (const [from, to] of nameRanges(source.text, start, end)) note(source, kind, from, to);
}

/** The offsets of the names between two offsets, in order. */
export function* nameRanges(
  text: string,
  start: number,
  end: number,
): Generator<readonly [from: number, to: number]> {
  let at = start;
  while (at < end) {
    const name = nameAt(text, at);
    if (name !== undefined && at + name.length <= end) {
      yield [at, at + name.length];
      at += name.length;
    } else {
      // Digits and the words after them, as in `2x` and `1e5`, are no names.
      const other = /^[\p{N}.][\p{L}\p{M}\p{N}_.]*/u.exec(text.slice(at, at + 64));
      at += other?.[0].length ?? 1;
    }
  }
}

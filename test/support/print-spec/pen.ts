/** What every part of the printer writes with. */

/** Picks one of several spellings; tests choose at random, and the first is the plainest. */
export type Pick = <T>(...choices: readonly [T, ...T[]]) => T;

export interface Pen {
  readonly pick: Pick;
  /** Notes that the spelling just chosen has a finding. */
  readonly expectFinding: (code: string) => void;
}

/**
 * Picks by a list of random numbers, over and over; without any, always the first choice. A list is
 * faster than `fc.gen()` and shrinks to the plainest spelling, and two of them differ: two `fc.gen()`
 * of one property draw the same.
 */
export function pickBy(numbers: readonly number[]): Pick {
  let at = 0;
  return (...choices) => {
    const number = numbers[at % numbers.length] ?? 0;
    at += 1;
    return choices[number % choices.length] ?? choices[0];
  };
}

/** All items in an order picked at random; the plainest is the given one. */
export function shuffled<T>(items: readonly T[], pick: Pick): T[] {
  const order: T[] = [];
  for (const item of items) {
    const places = order.map((_, index) => index);
    order.splice(pick(order.length, ...places), 0, item);
  }
  return order;
}

/** `=` or `:`, with or without blanks. */
export function sign(mark: string, { pick }: Pen): string {
  return pick(mark, ` ${mark} `, `${mark} `);
}

/** A comment, with or without white space before it. */
export function comment(text: string | null | undefined, { pick }: Pen): string {
  if (text === null || text === undefined) return '';
  return pick(' ', '\t', '   ', '') + pick('# ', '### ', '#') + text;
}

/** A comment that is not kept, where any `#` starts one. */
export function remark(pen: Pen): string {
  return pen.pick('', '', comment('a remark', pen));
}

/** A comment that is not kept, where white space must stand before it. */
export function spacedRemark({ pick }: Pen): string {
  return pick('', '', ' # a remark', '\t### a remark', '  #remark');
}

/** A comment that is not kept, in a section of one line. */
export function loneRemark({ pick }: Pen): string {
  return pick('', '', ' # a remark', '\t### a remark', ' #');
}

/** A name with the letters that Unicode has two of, either way. */
export function spellName(name: string, { pick }: Pen): string {
  const micro = name.includes('μ') ? name.replaceAll('μ', pick('μ', 'µ')) : name;
  return micro.normalize('NFD') === micro ? micro : micro.normalize(pick('NFC', 'NFD'));
}

/** A name as the printed model has it. */
export function plainName(name: string): string {
  return name.normalize('NFC').replaceAll('µ', 'μ');
}

/** A word of the language, in any case. */
export function anyCase(word: string, { pick }: Pen): string {
  return pick(word, word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1));
}

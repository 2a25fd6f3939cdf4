/** Names as the field writes them: `s_t` is s with the subscript t, `\mu` and `mu` are μ. */
import { fitText, measureText, toPlainText } from './text.js';

/** A part of a name on one line. */
export interface NameSpan {
  readonly text: string;
  readonly place: 'base' | 'sub' | 'sup';
}

/** The size of sub- and superscripts, compared with the letters. */
export const SCRIPT_SIZE = 0.72;

/** A name of more letters than this before its first mark is a word, which is left as it is. */
const LONGEST_SYMBOL = 3;

const LETTERS: ReadonlyMap<string, string> = new Map(
  (
    'alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ ' +
    'lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω ' +
    'Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω'
  )
    .split(' ')
    .flatMap((word, index, all) => (index % 2 === 0 ? [[word, all[index + 1] ?? word]] : [])),
);

/**
 * Splits a name into what is on, below and above the line.
 *
 * @param name - as written, also with an index such as `s[t-1]`
 */
export function splitName(name: string): NameSpan[] {
  const written = toPlainText(name).replace(/\\([A-Za-z]+)/g, (all, word: string) =>
    String(LETTERS.get(word) ?? all),
  );
  const [, start = '', rest = ''] = /^([^_^[]*)(.*)$/su.exec(written) ?? [];
  const base = LETTERS.get(start) ?? start;
  const prime = base.replaceAll("'", '′');
  if (rest === '' || base === '' || Array.from(base).length > LONGEST_SYMBOL) {
    return [{ text: rest === '' ? prime : base + rest, place: 'base' }];
  }
  if (/^_(?:prime|next)$/.test(rest)) return [{ text: `${prime}′`, place: 'base' }];
  return [{ text: prime, place: 'base' }, ...splitScripts(rest)];
}

/** What follows the letter: `_t^i` is a subscript and a superscript. */
function splitScripts(rest: string): NameSpan[] {
  const parts = rest.match(/[_^[][^^[]*/gu) ?? [];
  return parts.map((part) => {
    const text = part
      .replace(/^[_^[]+|[\]{}]/gu, '')
      .replaceAll('_', ' ')
      .trim();
    return {
      text: text === '' ? part : (LETTERS.get(text) ?? text),
      place: part.startsWith('^') ? 'sup' : 'sub',
    };
  });
}

/** The width of a name in pixels, at most. */
export function measureSpans(spans: readonly NameSpan[], size: number): number {
  return spans.reduce((sum, span) => sum + measureText(span.text, sizeOf(span, size)), 0);
}

/** Cuts a name to a width. */
export function fitSpans(spans: readonly NameSpan[], width: number, size: number): NameSpan[] {
  const shown: NameSpan[] = [];
  let left = width;
  for (const span of spans) {
    const text = fitText(span.text, left, sizeOf(span, size));
    shown.push({ ...span, text });
    if (text !== span.text) break;
    left -= measureText(text, sizeOf(span, size));
  }
  return shown;
}

/** The size of the letters of a part. */
export function sizeOf({ place }: NameSpan, size: number): number {
  return place === 'base' ? size : size * SCRIPT_SIZE;
}

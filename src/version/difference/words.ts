/** Characters of a value that are told. */
const MOST_OF_VALUE = 40;
/** Characters of a change in words. */
const MOST_OF_TEXT = 500;

/** `3×3×4`; a scalar has no dimensions, a symbolic or ragged value no shape. */
export function shapeText(shape: readonly (number | string)[] | null): string {
  if (shape === null) return 'no fixed shape';
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** The distance of two numbers, without the noise of binary fractions. */
export function distanceText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Any value in a few words: numbers and texts as they are, lists as JSON, long ones cut. */
export function valueText(value: unknown): string {
  return shortened(plainText(value));
}

/** `1 → 2`; of long values that begin alike, from where they do not. */
export function fromTo(before: unknown, after: unknown): string {
  const [was, is] = [plainText(before), plainText(after)];
  const same = shortened(was) === shortened(is) ? commonStart(was, is) : 0;
  const from = Math.max(0, same - MOST_OF_VALUE / 2);
  const told = (text: string): string => `${from > 0 ? '…' : ''}${shortened(text.slice(from))}`;
  return `${told(was)} → ${told(is)}`;
}

/** A text on one line, of bounded length. */
export function oneLine(text: string): string {
  const line = text.replace(/[\s\u0085]+/g, ' ');
  return line.length > MOST_OF_TEXT ? `${whole(line.slice(0, MOST_OF_TEXT - 1))}…` : line;
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\s\u0085]+/g, ' ');
}

function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 4 * MOST_OF_VALUE));
  return characters.length > MOST_OF_VALUE
    ? `${characters.slice(0, MOST_OF_VALUE - 1).join('')}…`
    : characters.join('');
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Without half of a pair at its end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

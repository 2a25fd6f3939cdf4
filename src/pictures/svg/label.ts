/** Texts of a picture as SVG. Pure. */
import { SCRIPT_SIZE, type NameSpan } from '../name-spans.js';
import { isMeasured, measureText } from '../text.js';
import { element, escapeMarkup } from './element.js';

/** Where a text stands, and how it looks. */
export interface LabelPlace {
  readonly x: number;
  /** The middle of its line. */
  readonly y: number;
  readonly size: number;
  readonly class: string;
  readonly anchor?: 'middle' | 'end';
  readonly isBold?: boolean;
}

/** How far below its middle a line's letters stand, in ems. */
const BASELINE = 0.35;
const SUBSCRIPT = 0.28;
const SUPERSCRIPT = -0.38;

/** A text on one line. */
export function label(text: string, place: LabelPlace): string {
  if (text === '') return '';
  const written = splitRuns(text).map((run) => {
    if (isMeasured(run)) return escapeMarkup(run);
    const width = measureText(run, place.size, place.isBold);
    return element('tspan', fixWidth(width), escapeMarkup(run));
  });
  return element('text', attributesOf(place), ...written);
}

/** Divides a text into parts whose letters are all measured, or none of them. */
function splitRuns(text: string): string[] {
  const runs: string[] = [];
  let was: boolean | undefined;
  for (const character of text) {
    const is = isMeasured(character);
    if (is === was) runs.push(`${runs.pop() ?? ''}${character}`);
    else runs.push(character);
    was = is;
  }
  return runs;
}

/** A name with its sub- and superscripts. */
export function nameLabel(spans: readonly NameSpan[], place: LabelPlace): string {
  let shift = 0;
  const written = spans.map(({ text, place: at }) => {
    const wanted = at === 'base' ? 0 : at === 'sub' ? SUBSCRIPT : SUPERSCRIPT;
    const dy = (wanted - shift) * place.size;
    shift = wanted;
    const size = at === 'base' ? place.size : place.size * SCRIPT_SIZE;
    const width = isMeasured(text) ? undefined : measureText(text, size);
    const isPlain = dy === 0 && at === 'base' && width === undefined;
    if (isPlain) return escapeMarkup(text);
    return element('tspan', { dy, 'font-size': size, ...fixWidth(width) }, escapeMarkup(text));
  });
  return element('text', attributesOf(place), ...written);
}

function attributesOf({ x, y, size, class: look, anchor }: LabelPlace) {
  return { class: look, x, y: y + BASELINE * size, 'font-size': size, 'text-anchor': anchor };
}

/** Letters that a font may draw wider than they were measured are drawn as wide as that. */
function fixWidth(width: number | undefined) {
  return { textLength: width, lengthAdjust: width === undefined ? undefined : 'spacingAndGlyphs' };
}

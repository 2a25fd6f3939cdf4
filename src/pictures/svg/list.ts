/** A list of lines with a heading. Pure. */
import { fitText, toPlainText } from '../text.js';
import { label } from './label.js';
import type { Panel } from './sheet.js';

const SIZE = 11;
const LINE = 17;
const WIDTH = 740;

/** Draws a list. @param most - how many items are shown; the rest is counted */
export function createListPanel(heading: string, items: readonly string[], most: number): Panel {
  const more = items.length - most;
  const lines = [
    heading,
    ...items.slice(0, most).map(toPlainText),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return {
    width: WIDTH,
    height: lines.length * LINE,
    draw: (x, y) =>
      lines
        .map((line, index) => {
          const place = { x, y: y + LINE * (index + 0.5), size: SIZE };
          return label(fitText(line, WIDTH, SIZE), {
            ...place,
            class: index === 0 ? 'muted' : 'name',
          });
        })
        .join('\n'),
  };
}

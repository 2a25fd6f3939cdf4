/** Marks of what differs: a colour, a pattern and a sign, so that none of them is needed alone. Pure. */
import type { Mark } from '../graph.js';
import type { Point } from '../box.js';
import { element } from './element.js';
import { label } from './label.js';

/** The class of a group whose parts have the look of a mark; undefined without one. */
export function markClass(mark: Mark | undefined): string | undefined {
  return mark === undefined ? undefined : `mark mark-${mark}`;
}

const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '~' };
const RADIUS = 8;

/** The sign of a mark in a disc. */
export function drawBadge(mark: Mark, { x, y }: Point, radius = RADIUS): string {
  return (
    element('circle', { class: 'badge', cx: x, cy: y, r: radius }) +
    label(SIGNS[mark], { x, y, size: 1.6 * radius, class: 'on', anchor: 'middle', isBold: true })
  );
}

/** The patterns of marks: lines to the right, crossed lines, dots. */
export function drawPatterns(marks: readonly Mark[]): string {
  return marks.map((mark) => drawPattern(mark)).join('');
}

/** The name of a mark's pattern. */
export function patternOf(mark: Mark): string {
  return `url(#gnn-${mark})`;
}

const LINES: Readonly<Record<Exclude<Mark, 'changed'>, string>> = {
  added: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  removed: 'M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6 -2L10 2',
};

function drawPattern(mark: Mark): string {
  const size = { id: `gnn-${mark}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' };
  const content =
    mark === 'changed'
      ? element('circle', { class: `stroke-${mark}`, cx: 4, cy: 4, r: 1 })
      : element('path', { class: `stroke-${mark}`, d: LINES[mark] });
  return element('pattern', size, content);
}

/** Edges of a picture as SVG. Pure. */
import type { Point } from '../box.js';
import type { PlacedEdge, PlacedNode } from '../elk-graph.js';
import { SMALL_SIZE } from '../node-face.js';
import { element, escapeMarkup, round } from './element.js';
import { label } from './label.js';
import { markClass } from './mark.js';

const ARROW = { length: 9, half: 4 };
const CORNER = 5;

/** Draws an edge. @param nodes - by their ids */
export function drawEdge(placed: PlacedEdge, nodes: ReadonlyMap<string, PlacedNode>): string {
  const { edge, label: text } = placed;
  const points = endAtShapes(placed, nodes);
  const [first, second] = points;
  const [last, beforeLast] = [points.at(-1), points.at(-2)];
  if (first === undefined || second === undefined) return '';
  if (last === undefined || beforeLast === undefined) return '';
  const hasEnd = edge.arrow && edge.kind !== 'undirected' && edge.kind !== 'similar';
  const hasStart = edge.kind === 'bidirectional' && edge.arrow;
  const ends = {
    start: hasStart ? moveTowards(first, second, ARROW.length - 1) : first,
    end: hasEnd ? moveTowards(last, beforeLast, ARROW.length - 1) : last,
  };
  const line = [ends.start, ...points.slice(1, -1), ends.end];
  const similar = edge.kind === 'similar' ? ' similar' : '';
  const arrow = edge.kind === 'conditional' ? 'arrow open' : 'arrow';
  return element(
    'g',
    { class: markClass(edge.mark) },
    element('title', {}, escapeMarkup(edge.title)),
    element('path', { class: `edge${similar}`, d: roundedPath(line) }),
    ...(hasEnd ? [drawArrow(last, beforeLast, arrow)] : []),
    ...(hasStart ? [drawArrow(first, second, arrow)] : []),
    ...(text === null ? [] : [drawEdgeLabel(text)]),
  );
}

function drawEdgeLabel({ x, y, width, height, text }: NonNullable<PlacedEdge['label']>): string {
  const middle = { x: x + width / 2, y: y + height / 2 };
  return label(text, { ...middle, size: SMALL_SIZE, class: 'muted', anchor: 'middle' });
}

/** Draws an arrow that ends at a point. */
export function drawArrow(tip: Point, from: Point, look: string): string {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const along = { x: (tip.x - from.x) / length, y: (tip.y - from.y) / length };
  const base = { x: tip.x - ARROW.length * along.x, y: tip.y - ARROW.length * along.y };
  const corners = [1, -1].map((side) => ({
    x: base.x - side * ARROW.half * along.y,
    y: base.y + side * ARROW.half * along.x,
  }));
  const points = [tip, ...corners].map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
  return element('polygon', { class: look, points });
}

function moveTowards(point: Point, other: Point, distance: number): Point {
  const length = Math.hypot(other.x - point.x, other.y - point.y);
  const share = Math.min(1, distance / (length || 1));
  return {
    x: point.x + (other.x - point.x) * share,
    y: point.y + (other.y - point.y) * share,
  };
}

/** The layout ends edges at the boxes of nodes; those of round ones are lengthened to the curve. */
function endAtShapes(
  { edge, points }: PlacedEdge,
  nodes: ReadonlyMap<string, PlacedNode>,
): readonly Point[] {
  return points.map((point, index) => {
    const isFirst = index === 0;
    if (!isFirst && index < points.length - 1) return point;
    const node = nodes.get(isFirst ? edge.source : edge.target);
    return node === undefined ? point : endAtShape(point, node);
  });
}

function endAtShape(point: Point, { x, y, width, height, face }: PlacedNode): Point {
  if (face.outline !== 'round') return point;
  const radius = Math.min(width, height) / 2;
  // The centre of the round end that the point is at.
  const centre = {
    x: Math.min(Math.max(point.x, x + radius), x + width - radius),
    y: Math.min(Math.max(point.y, y + radius), y + height - radius),
  };
  const isAtSide = Math.abs(point.x - x) < 1 || Math.abs(point.x - x - width) < 1;
  if (isAtSide) {
    const reach = Math.sqrt(Math.max(0, radius ** 2 - (point.y - centre.y) ** 2));
    return { x: centre.x + (point.x < centre.x ? -reach : reach), y: point.y };
  }
  const reach = Math.sqrt(Math.max(0, radius ** 2 - (point.x - centre.x) ** 2));
  return { x: point.x, y: centre.y + (point.y < centre.y ? -reach : reach) };
}

/** A line of segments with round corners. */
function roundedPath(points: readonly Point[]): string {
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined) return `M${format(point)}`;
    if (after === undefined) return `L${format(point)}`;
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
    const [from, to] = [moveTowards(point, before, radius), moveTowards(point, after, radius)];
    return `L${format(from)}Q${format(point)} ${format(to)}`;
  });
  return parts.join('');
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function format({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

/** Places what no edge leads to in rows below a graph, and within a plate. Pure. */
import { groupBy } from '../domain/lists.js';
import type { Box, Size } from './box.js';
import type { PictureGraph, PictureNode, Plate } from './graph.js';
import { CAPTION_GAP, measureNode } from './node-face.js';
import { measureText } from './text.js';

/** The size of a plate's label, and the room on both sides of it. */
export const PLATE_LABEL = { size: 11, padding: 12 } as const;

/** The room between the frame of a plate and what is in it. */
export const PLATE_PADDING = { top: 26, side: 16 } as const;

/** The gap between what is beside or below each other, and the least and the greatest width of a row. */
const ROW = { width: 620, most: 2300, gap: 26 } as const;

/** A row ends when a picture is this many times as wide as high. */
const ASPECT = 1.6;

/** The least width of a plate. */
export function plateLabelWidth(label: string): number {
  return measureText(label, PLATE_LABEL.size) + 2 * PLATE_LABEL.padding;
}

/** The ids of nodes and plates that no edge leads to or into, and that are in no plate to which one does. */
export function findLone({ nodes, edges, plates }: PictureGraph): Set<string> {
  const ends = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const parents = new Map(plates.map(({ id, parent }) => [id, parent]));
  const outermost = (plate: string): string => {
    const parent = parents.get(plate) ?? null;
    return parent === null ? plate : outermost(parent);
  };
  const rootOf = ({ id, plate }: PictureNode): string => (plate === null ? id : outermost(plate));
  const busy = new Set(nodes.filter(({ id }) => ends.has(id)).map(rootOf));
  return new Set([
    ...nodes.filter((it) => !busy.has(rootOf(it))).map(({ id }) => id),
    ...plates.filter(({ id }) => !busy.has(outermost(id))).map(({ id }) => id),
  ]);
}

/** A node or plate with all that is in it, from its upper left corner. */
interface Block extends Size {
  readonly boxes: readonly (readonly [id: string, box: Box])[];
}

/**
 * Places what no edge leads to below a graph.
 *
 * @param graph - its size as it is laid out without them
 * @returns the size of all, and the box of each of them
 */
export function placeInRows(
  picture: PictureGraph,
  graph: Size,
): Size & { readonly boxes: ReadonlyMap<string, Box> } {
  const lone = findLone(picture);
  const nodesIn = groupBy(
    picture.nodes.filter(({ id }) => lone.has(id)),
    ({ plate }) => plate,
  );
  const platesIn = groupBy(
    picture.plates.filter(({ id }) => lone.has(id)),
    ({ parent }) => parent,
  );
  const blocksIn = (plate: string | null): Block[] => [
    ...(platesIn.get(plate) ?? []).map((it) => toBlock(it, blocksIn(it.id))),
    ...(nodesIn.get(plate) ?? []).map(measureLone),
  ];
  const blocks = blocksIn(null);
  if (blocks.length === 0) return { ...graph, boxes: new Map() };
  const rows = flow(blocks, Math.max(ROW.width, graph.width, balancedWidth(blocks, graph.height)));
  const below = graph.height === 0 ? 0 : graph.height + ROW.gap;
  return {
    width: Math.max(graph.width, rows.width),
    height: below + rows.height,
    boxes: new Map(rows.boxes.map(([id, box]) => [id, { ...box, y: box.y + below }])),
  };
}

/** A node in the middle above its caption. */
function measureLone(node: PictureNode): Block {
  const { width, height, captionWidth, captionHeight } = measureNode(node);
  const full = Math.max(width, captionWidth);
  return {
    width: full,
    height: height + CAPTION_GAP + captionHeight,
    boxes: [[node.id, { x: (full - width) / 2, y: 0, width, height }]],
  };
}

function toBlock({ id, label }: Plate, within: readonly Block[]): Block {
  const { top, side } = PLATE_PADDING;
  const rows = flow(within, balancedWidth(within));
  const width = Math.max(rows.width + 2 * side, Math.ceil(plateLabelWidth(label)));
  const height = top + rows.height + side;
  const boxes = rows.boxes.map(
    ([key, box]) => [key, { ...box, x: box.x + side, y: box.y + top }] as const,
  );
  return { width, height, boxes: [[id, { x: 0, y: 0, width, height }], ...boxes] };
}

/** The width at which blocks in rows, with what is above them, are about as wide as a page is. */
function balancedWidth(blocks: readonly Size[], above = 0): number {
  const area = blocks.reduce(
    (sum, { width, height }) => sum + (width + ROW.gap) * (height + ROW.gap),
    0,
  );
  const high = above * ASPECT;
  const balanced = (high + Math.hypot(high, 2 * Math.sqrt(area * ASPECT))) / 2;
  return Math.max(Math.min(balanced, ROW.most), ...blocks.map(({ width }) => width));
}

/** Places blocks beside each other as long as there is room, then below. */
function flow(blocks: readonly Block[], room: number): Block {
  const boxes: [string, Box][] = [];
  let [x, y, bottom, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > room) [x, y] = [0, bottom + ROW.gap];
    for (const [id, box] of block.boxes) boxes.push([id, { ...box, x: box.x + x, y: box.y + y }]);
    bottom = Math.max(bottom, y + block.height);
    width = Math.max(width, x + block.width);
    x += block.width + ROW.gap;
  }
  return { width, height: bottom, boxes };
}

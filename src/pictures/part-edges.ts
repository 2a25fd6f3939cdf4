/** Moves the lines of edges apart that a layout has left too close to each other. Pure. */
import type { Box, Point } from './box.js';
import type { PlacedEdge, PlacedGraph, PlacedNode } from './elk-graph.js';
import { CAPTION_GAP } from './node-face.js';
import { PLATE_LABEL, plateLabelWidth } from './rows.js';

/** The distance between lines of two edges that run beside each other, in pixels. */
const GAP = 9;
/** How near a bend comes to the line of another edge before it looks as if it were on it. */
const REACH = 4;
/** The distance between a line and what it passes by. */
const MARGIN = 6;
/** What an arrow needs behind it. */
const LAST_LINE = 15;
/** How far a line ends from the corners of its node, at least. */
const CORNER = 8;
/** How far a line may be moved at once. */
const SHIFTS = Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? 1 : -1) * (1 + (at >> 1)));
const ROUNDS = 4;

/** A straight part of an edge. */
interface Line {
  readonly edge: number;
  readonly isUpright: boolean;
  /** Its x if it is upright, or else its y. */
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

/** Where the edges run, and what stands in their way. */
interface Board {
  readonly edges: readonly PlacedEdge[];
  /** The lines of each edge. */
  readonly lines: Line[][];
  readonly points: (readonly Point[])[];
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly texts: readonly Box[];
  readonly frames: readonly Box[];
}

/**
 * Moves lines of edges that are closer than {@link GAP} to a line of another edge, or bend on it, by some pixels to
 * where they are not. Ends stay at the sides of their nodes, and edges with labels where they are.
 */
export function partEdges(graph: PlacedGraph): PlacedGraph {
  const points = graph.edges.map((it) => it.points);
  const board: Board = {
    edges: graph.edges,
    points,
    lines: points.map((it, edge) => toLines(it, edge)),
    nodes: new Map(graph.nodes.map((it) => [it.node.id, it])),
    texts: listTexts(graph),
    frames: graph.plates,
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!improve(board)) break;
  }
  return {
    ...graph,
    edges: graph.edges.map((edge, at) => ({ ...edge, points: board.points[at] ?? edge.points })),
  };
}

/** Moves each line once that is too close to others. @returns whether there was any */
function improve(board: Board): boolean {
  let isMoved = false;
  for (const [edge, { label }] of board.edges.entries()) {
    if (label !== null) continue;
    for (const at of board.lines[edge]?.keys() ?? []) {
      const better = findBetter(board, edge, at);
      if (better === undefined) continue;
      board.points[edge] = better;
      board.lines[edge] = toLines(better, edge);
      isMoved = true;
    }
  }
  return isMoved;
}

/** The points of an edge of which one line is moved to where it is in nobody's way; or undefined. */
function findBetter(board: Board, edge: number, at: number): readonly Point[] | undefined {
  const [points, lines] = [board.points[edge] ?? [], board.lines[edge] ?? []];
  const line = lines[at];
  if (line === undefined || cost(board, line) === 0) return undefined;
  const around = (all: readonly Line[]): number =>
    all.slice(Math.max(0, at - 1), at + 2).reduce((sum, it) => sum + cost(board, it), 0);
  let [best, least]: [readonly Point[] | undefined, number] = [undefined, around(lines)];
  for (const shift of SHIFTS) {
    const moved = moveLine(points, at, shift, line.isUpright);
    if (!isAllowed(board, edge, moved)) continue;
    const total = around(toLines(moved, edge));
    if (total < least) [best, least] = [moved, total];
  }
  return best;
}

function moveLine(
  points: readonly Point[],
  at: number,
  shift: number,
  isUpright: boolean,
): readonly Point[] {
  return points.map((point, index) => {
    if (index !== at && index !== at + 1) return point;
    const { x, y } = point;
    return isUpright ? { x: x + shift, y } : { x, y: y + shift };
  });
}

/** Whether an edge still ends at the sides of its nodes, and turns as it did. */
function isAllowed(board: Board, edge: number, moved: readonly Point[]): boolean {
  const before = board.points[edge] ?? [];
  const placed = board.edges[edge];
  const [source, target] = [placed?.edge.source, placed?.edge.target].map((id) =>
    board.nodes.get(id ?? ''),
  );
  return (
    isAtSide(before[0], moved[0], source) &&
    isAtSide(before.at(-1), moved.at(-1), target) &&
    moved.every((point, index) => isSameWay(moved, before, index, point))
  );
}

/** Whether an end is where it was, or at the same side and not at a corner. */
function isAtSide(
  before: Point | undefined,
  after: Point | undefined,
  node: PlacedNode | undefined,
): boolean {
  if (before === undefined || after === undefined || node === undefined) return false;
  return (
    (after.x === before.x || isWithin(after.x, node.x, node.width)) &&
    (after.y === before.y || isWithin(after.y, node.y, node.height))
  );
}

function isWithin(place: number, start: number, size: number): boolean {
  return place >= start + CORNER && place <= start + size - CORNER;
}

/** Whether the line that ends at a point goes where it went, and is long enough for an arrow where it is an end. */
function isSameWay(
  moved: readonly Point[],
  before: readonly Point[],
  index: number,
  end: Point,
): boolean {
  const [start, oldStart, oldEnd] = [moved[index - 1], before[index - 1], before[index]];
  if (start === undefined || oldStart === undefined || oldEnd === undefined) return true;
  const [was, is] = [lengthOf(oldStart, oldEnd), lengthOf(start, end)];
  const isEnd = index === 1 || index === moved.length - 1;
  const least = Math.min(Math.abs(was), isEnd ? LAST_LINE : REACH);
  return Math.sign(was) === Math.sign(is) && Math.abs(is) >= least;
}

/** The length of a line, negative if it goes to the left or up. */
function lengthOf(start: Point, end: Point): number {
  return end.x - start.x + (end.y - start.y);
}

/** How much a line is in the way of others; 0 if it is not. */
function cost(board: Board, line: Line): number {
  let sum = costOfBoxes(board, line);
  for (const [edge, lines] of board.lines.entries()) {
    if (edge === line.edge) continue;
    for (const other of lines) sum += clash(line, other);
  }
  return sum;
}

/** How much two lines of different edges are in each other's way. */
function clash(a: Line, b: Line): number {
  if (a.isUpright !== b.isUpright) return bendsOn(a, b) || bendsOn(b, a) ? GAP : 0;
  const distance = Math.abs(a.place - b.place);
  if (distance >= GAP) return 0;
  const apart = Math.max(a.from, b.from) - Math.min(a.to, b.to);
  return apart < REACH ? GAP - distance : 0;
}

function bendsOn(a: Line, b: Line): boolean {
  const isBeside = a.place > b.from - REACH && a.place < b.to + REACH;
  return isBeside && (Math.abs(a.from - b.place) < REACH || Math.abs(a.to - b.place) < REACH);
}

function costOfBoxes({ edges, nodes, texts, frames }: Board, line: Line): number {
  const ends = edges[line.edge]?.edge;
  let sum = 0;
  for (const [id, box] of nodes) {
    const isOwn = id === ends?.source || id === ends?.target;
    if (isNear(line, box, isOwn ? -1 : MARGIN)) sum += 2 * GAP;
  }
  for (const box of texts) if (isNear(line, box, 1)) sum += 2 * GAP;
  for (const box of frames) if (runsAlong(line, box)) sum += MARGIN;
  return sum;
}

/** Whether a line comes nearer to a box than a margin. */
function isNear({ isUpright, place, from, to }: Line, box: Box, margin: number): boolean {
  const [across, along] = isUpright
    ? [
        [box.x, box.x + box.width],
        [box.y, box.y + box.height],
      ]
    : [
        [box.y, box.y + box.height],
        [box.x, box.x + box.width],
      ];
  const [low = 0, high = 0] = across;
  const [start = 0, end = 0] = along;
  return (
    place > low - margin && place < high + margin && to > start - margin && from < end + margin
  );
}

/** Whether a line is hardly to be told from a side of a frame. */
function runsAlong({ isUpright, place, from, to }: Line, { x, y, width, height }: Box): boolean {
  const sides = isUpright ? [x, x + width] : [y, y + height];
  const [start, end] = isUpright ? [y, y + height] : [x, x + width];
  return to > start && from < end && sides.some((it) => Math.abs(it - place) < MARGIN);
}

function toLines(points: readonly Point[], edge: number): Line[] {
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    const isUpright = start.x === end.x;
    const [a, b] = isUpright ? [start.y, end.y] : [start.x, end.x];
    const place = isUpright ? start.x : start.y;
    return { edge, isUpright, place, from: Math.min(a, b), to: Math.max(a, b) };
  });
}

/** All texts that lines may not run through; those within shapes are not among them. */
function listTexts({ nodes, edges, plates }: PlacedGraph): Box[] {
  return [
    ...nodes
      .filter(({ face }) => face.captionHeight > 0)
      .map(({ face, x, y, width, height }) => ({
        x: x + (width - face.captionWidth) / 2,
        y: y + height + CAPTION_GAP,
        width: face.captionWidth,
        height: face.captionHeight,
      })),
    ...edges.flatMap(({ label }) => (label === null ? [] : [label])),
    ...plates.map(({ plate, x, y }) => ({
      x,
      y,
      width: plateLabelWidth(plate.label),
      height: 2 * PLATE_LABEL.size,
    })),
  ];
}

/** What must never be in a picture: labels over each other, over shapes or over edges, and cut ones. */
import type { Box, Point } from '../../src/pictures/box.js';
import type { PlacedEdge, PlacedGraph } from '../../src/pictures/elk-graph.js';
import { PLATE_LABEL } from '../../src/pictures/rows.js';
import { CAPTION_GAP, SMALL_SIZE } from '../../src/pictures/node-face.js';
import { measureSpans } from '../../src/pictures/name-spans.js';
import { measureText } from '../../src/pictures/text.js';

interface Named extends Box {
  readonly what: string;
}

/** Lists the faults of a picture in words; empty if there are none. */
export function findFaults(placed: PlacedGraph): string[] {
  const shapes = placed.nodes.map(({ node, x, y, width, height }) => ({
    what: `shape of ${node.name}`,
    x,
    y,
    width,
    height,
  }));
  const labels = listLabels(placed);
  return [
    ...findOverlaps(labels, labels),
    ...findOverlaps(shapes, shapes),
    ...findOverlaps(labels, shapes),
    ...findCrossings(placed, labels),
    ...findCrossings(placed, shapes),
    ...listLeaving(placed, [...labels, ...shapes]),
    ...listCut(placed),
  ];
}

/** All texts but those within shapes. */
function listLabels({ nodes, edges, plates }: PlacedGraph): Named[] {
  const captions = nodes.flatMap(({ node, face, x, y, width, height }) =>
    face.caption.length === 0
      ? []
      : [
          {
            what: `caption of ${node.name}`,
            x: x + (width - face.captionWidth) / 2,
            y: y + height + CAPTION_GAP,
            width: face.captionWidth,
            height: face.captionHeight,
          },
        ],
  );
  const onEdges = edges.flatMap(({ label }) =>
    label === null ? [] : [{ what: `label ${label.text}`, ...label }],
  );
  const ofPlates = plates.map(({ plate, x, y }) => ({
    what: `label of ${plate.label}`,
    x: x + PLATE_LABEL.padding,
    y: y + 6,
    width: measureText(plate.label, PLATE_LABEL.size),
    height: 14,
  }));
  return [...captions, ...onEdges, ...ofPlates];
}

function findOverlaps(some: readonly Named[], others: readonly Named[]): string[] {
  return some.flatMap((a, index) =>
    others
      .slice(some === others ? index + 1 : 0)
      .filter((b) => a !== b && overlaps(a, b))
      .map((b) => `${a.what} overlaps ${b.what}`),
  );
}

function overlaps(a: Box, b: Box): boolean {
  return (
    a.x + a.width > b.x + 1 &&
    b.x + b.width > a.x + 1 &&
    a.y + a.height > b.y + 1 &&
    b.y + b.height > a.y + 1
  );
}

/** Edges through labels, and through shapes but those at their ends. */
function findCrossings({ edges, nodes }: PlacedGraph, boxes: readonly Named[]): string[] {
  const names = new Map(nodes.map(({ node }) => [node.id, `shape of ${node.name}`]));
  return edges.flatMap(({ edge, points }) => {
    const ends = [names.get(edge.source), names.get(edge.target)];
    const segments = points
      .slice(1)
      .map((point, index) => boxAround(points[index] ?? point, point));
    return boxes
      .filter((box) => !ends.includes(box.what) && segments.some((it) => overlaps(it, shrink(box))))
      .map((box) => `edge ${edge.title} crosses ${box.what}`);
  });
}

function boxAround(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  const [x, y] = [Math.min(a.x, b.x) - 0.5, Math.min(a.y, b.y) - 0.5];
  return { x, y, width: Math.abs(a.x - b.x) + 1, height: Math.abs(a.y - b.y) + 1 };
}

function shrink({ x, y, width, height, what }: Named): Named {
  return { what, x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1 };
}

function listLeaving({ width, height }: PlacedGraph, boxes: readonly Named[]): string[] {
  return boxes
    .filter(
      (it) =>
        it.x < -1 || it.y < -1 || it.x + it.width > width + 1 || it.y + it.height > height + 1,
    )
    .map((it) => `${it.what} leaves the picture`);
}

/** Texts that are wider than their shape or plate. */
function listCut({ nodes, plates }: PlacedGraph): string[] {
  return [
    ...nodes
      .filter(({ face, width }) => {
        const texts = [
          measureSpans(face.name, face.nameSize),
          measureText(face.detail, SMALL_SIZE),
        ];
        return Math.max(...texts) > width;
      })
      .map(({ node }) => `${node.name} is wider than its shape`),
    ...plates
      .filter(
        ({ plate, width }) =>
          measureText(plate.label, PLATE_LABEL.size) + PLATE_LABEL.padding > width,
      )
      .map(({ plate }) => `${plate.label} is wider than its plate`),
  ];
}

/** How far apart lines of two edges are that run beside each other, in pixels, unless they have an end in common. */
const LINE_GAP = 8;
const SHARED_GAP = 5;
/** A bend that is nearer to the line of another edge looks as if it were on it. */
const BEND_GAP = 4;

interface Line {
  readonly edge: PlacedEdge['edge'];
  readonly isUpright: boolean;
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

/** Lists what makes edges hard to follow: lines too close beside each other, slanting ones, bends on other edges. */
export function findTangles({ edges }: PlacedGraph): string[] {
  const lines = edges.flatMap(listLines);
  const pairs = lines.flatMap((a, index) =>
    lines.slice(index + 1).flatMap((b) => (a.edge === b.edge ? [] : [[a, b] as const])),
  );
  return [
    ...edges.filter(isSlanting).map(({ edge }) => `${edge.title} slants`),
    ...pairs.filter(([a, b]) => areClose(a, b)).map((it) => tell(it, 'run too close')),
    ...pairs
      .filter(([a, b]) => bendsOn(a, b) || bendsOn(b, a))
      .map((it) => tell(it, 'bend on each other')),
  ];
}

function tell([a, b]: readonly [Line, Line], what: string): string {
  return `${a.edge.title} and ${b.edge.title} ${what}`;
}

function listLines({ edge, points }: PlacedEdge): Line[] {
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    const isUpright = start.x === end.x;
    const ends = isUpright ? [start.y, end.y] : [start.x, end.x];
    const place = isUpright ? start.x : start.y;
    return { edge, isUpright, place, from: Math.min(...ends), to: Math.max(...ends) };
  });
}

function isSlanting({ points }: PlacedEdge): boolean {
  return points.slice(1).some((end, index) => !isStraight(points[index] ?? end, end));
}

function isStraight(start: Point, end: Point): boolean {
  return start.x === end.x || start.y === end.y;
}

function areClose(a: Line, b: Line): boolean {
  const isBeside = a.isUpright === b.isUpright && a.from < b.to && b.from < a.to;
  const ends = [b.edge.source, b.edge.target];
  const isShared = ends.includes(a.edge.source) || ends.includes(a.edge.target);
  return isBeside && Math.abs(a.place - b.place) < (isShared ? SHARED_GAP : LINE_GAP);
}

function bendsOn(a: Line, b: Line): boolean {
  const isBeside =
    a.isUpright !== b.isUpright && a.place > b.from - BEND_GAP && a.place < b.to + BEND_GAP;
  return isBeside && [a.from, a.to].some((it) => Math.abs(it - b.place) < BEND_GAP);
}

/** Lists the levels that are not below all higher ones. */
export function findDisorder({ plates }: PlacedGraph): string[] {
  const levels = plates.flatMap((it) => {
    const [, digits] = /^level (\d+)$/.exec(it.plate.label) ?? [];
    return digits === undefined ? [] : [{ ...it, level: Number(digits) }];
  });
  return levels.flatMap((higher) =>
    levels
      .filter(({ plate, level }) => plate.parent === higher.plate.parent && level < higher.level)
      .filter(({ y }) => y < higher.y + higher.height)
      .map((it) => `${it.plate.label} is not below ${higher.plate.label}`),
  );
}

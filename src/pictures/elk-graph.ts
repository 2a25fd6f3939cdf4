/** A graph as elk lays it out, and back: where everything is. Pure. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { groupBy } from '../domain/lists.js';
import { findLevels, joinHalves } from './levels.js';
import type { PictureEdge, PictureGraph, PictureNode, Plate } from './graph.js';
import {
  CAPTION_GAP,
  EDGE_GAP,
  measureNode,
  SMALL_LINE,
  SMALL_SIZE,
  type NodeFace,
} from './node-face.js';
import { findLone, placeInRows, plateLabelWidth, PLATE_PADDING } from './rows.js';
import { fitText, measureText } from './text.js';
import type { Box, Point } from './box.js';

export interface PlacedNode extends Box {
  readonly node: PictureNode;
  readonly face: NodeFace;
}

export interface PlacedEdge {
  readonly edge: PictureEdge;
  readonly points: readonly Point[];
  readonly label: (Box & { readonly text: string }) | null;
}

export interface PlacedPlate extends Box {
  readonly plate: Plate;
}

/** A graph with the places of all that is in it, in pixels. */
export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Those around others come first. */
  readonly plates: readonly PlacedPlate[];
}

/** The longest label of an edge, in pixels. */
const MAX_LABEL = 140;
/** The sides of a label that no edge comes near. */
const LABEL_PADDING = 4;

/** Distances, which a plate does not take over from what is around it. */
const SPACING: Readonly<Record<string, string>> = {
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.labelNode': String(CAPTION_GAP),
  'elk.layered.spacing.nodeNodeBetweenLayers': '38',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

const OPTIONS: Readonly<Record<string, string>> = {
  ...SPACING,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.aspectRatio': '1.6',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.componentComponent': '34',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** What brings nodes nearer to each other, and parts that nothing connects rather beside than below each other. */
const TIGHT = { 'elk.spacing.nodeNode': '16', 'elk.aspectRatio': '2' };

/** Levels are placed in their order; nothing else has a position. */
const ORDERED = { 'elk.layered.crossingMinimization.semiInteractive': 'true' };
const RANK_HEIGHT = 10_000;

/** Lays out what is in plates together with the rest. */
const NESTED = { 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' };

const { top, side } = PLATE_PADDING;
const ELK_PADDING = `[top=${top},left=${side},bottom=${side},right=${side}]`;

/** Makes the graph that elk lays out. @param isTight - whether it is to take less room than is good to look at */
export function toElkGraph(graph: PictureGraph, isTight = false): ElkNode {
  const lone = findLone(graph);
  const nodesIn = groupBy(
    graph.nodes.filter((it) => !lone.has(it.id)),
    ({ plate }) => plate,
  );
  const { ranks, turns } = findLevels(graph);
  const platesIn = groupBy(
    graph.plates
      .filter((it) => !lone.has(it.id))
      .toSorted((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0)),
    ({ parent }) => parent,
  );
  const childrenOf = (plate: string | null): ElkNode[] => [
    ...(nodesIn.get(plate) ?? []).map((node) => toElkNode(node)),
    ...(platesIn.get(plate) ?? []).map(({ id, label }) => ({
      id,
      layoutOptions: {
        ...SPACING,
        ...(isTight && TIGHT),
        'elk.padding': ELK_PADDING,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${Math.ceil(plateLabelWidth(label))},0)`,
        ...(ranks.has(id) && { 'elk.position': `(0,${RANK_HEIGHT * (ranks.get(id) ?? 0)})` }),
      },
      children: childrenOf(id),
    })),
    ...[...turns].filter(([, around]) => around === plate).map(([edge]) => toTurn(edge)),
  ];
  return {
    id: 'root',
    // Without it, elk packs parts that nothing connects beside each other.
    layoutOptions: {
      ...OPTIONS,
      ...(isTight && TIGHT),
      ...(platesIn.size > 0 && NESTED),
      ...(ranks.size > 0 && ORDERED),
    },
    children: childrenOf(null),
    edges: graph.edges.flatMap((edge) => {
      const whole = toElkEdge(edge);
      if (!turns.has(edge.id)) return [whole];
      const turn = turnOf(edge.id);
      const back = { id: backOf(edge.id), sources: [edge.target], targets: [turn] };
      return [{ ...whole, targets: [turn] }, back];
    }),
  };
}

/** Where an edge between levels turns: its halves end there beside each other. */
function toTurn(edge: string): ElkNode {
  return { id: turnOf(edge), width: 1, height: 2 * EDGE_GAP };
}

function turnOf(edge: string): string {
  return `${edge} turns`;
}

function backOf(edge: string): string {
  return `${edge} comes back`;
}

/** Of a label whose size is given: elk ignores those without one. */
const TEXT = 'x';

function toElkNode(node: PictureNode): ElkNode {
  const { width, height, captionWidth, captionHeight } = measureNode(node);
  const shape = { id: node.id, width, height };
  const layoutOptions = {
    'elk.nodeSize.constraints': 'PORTS MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${width},${height})`,
    'elk.spacing.portPort': String(EDGE_GAP),
    'elk.spacing.portsSurrounding': `[top=${EDGE_GAP},left=0,bottom=${EDGE_GAP},right=0]`,
  };
  if (captionHeight === 0) return { ...shape, layoutOptions };
  return {
    ...shape,
    labels: [{ text: TEXT, width: captionWidth, height: captionHeight }],
    layoutOptions: {
      ...layoutOptions,
      'elk.nodeLabels.placement': 'OUTSIDE V_BOTTOM H_CENTER',
    },
  };
}

function toElkEdge({ id, source, target, label }: PictureEdge): ElkExtendedEdge {
  const edge = { id, sources: [source], targets: [target] };
  if (label === '') return edge;
  const width = measureText(fitText(label, MAX_LABEL, SMALL_SIZE), SMALL_SIZE) + 2 * LABEL_PADDING;
  return { ...edge, labels: [{ text: TEXT, width, height: SMALL_LINE }] };
}

/** Reads where elk has placed everything. */
export function readPlaces(graph: PictureGraph, laidOut: ElkNode): PlacedGraph {
  const boxes = new Map<string, Box>();
  const collect = ({ children = [] }: ElkNode): void => {
    for (const child of children) {
      const { id, x = 0, y = 0, width = 0, height = 0 } = child;
      boxes.set(id, { x, y, width, height });
      collect(child);
    }
  };
  collect(laidOut);
  const size = { width: laidOut.width ?? 0, height: laidOut.height ?? 0 };
  const rows = placeInRows(graph, size);
  for (const [id, box] of rows.boxes) boxes.set(id, box);
  const edges = new Map((laidOut.edges ?? []).map((it) => [it.id, it]));
  const boxOf = (id: string): Box => boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    width: rows.width,
    height: rows.height,
    nodes: graph.nodes.map((node) => ({
      ...boxOf(node.id),
      node,
      face: measureNode(node),
    })),
    edges: graph.edges.map((edge) =>
      readEdge(edge, edges.get(edge.id), edges.get(backOf(edge.id))),
    ),
    plates: graph.plates.map((plate) => ({ ...boxOf(plate.id), plate })),
  };
}

function readEdge(
  edge: PictureEdge,
  laidOut: ElkExtendedEdge | undefined,
  back: ElkExtendedEdge | undefined,
): PlacedEdge {
  const there = readPoints(laidOut);
  const bends = back === undefined ? there : joinHalves(there, readPoints(back));
  const [box] = laidOut?.labels ?? [];
  const points = straighten(bends);
  if (box === undefined) return { edge, points, label: null };
  const { x = 0, y = 0, width = 0, height = 0 } = box;
  const text = fitText(edge.label, MAX_LABEL, SMALL_SIZE);
  return { edge, points, label: { x, y, width, height, text } };
}

function readPoints(laidOut: ElkExtendedEdge | undefined): readonly Point[] {
  return (laidOut?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
}

/** A step of fewer pixels is no bend, but the sum of roundings. */
const MIN_STEP = 4;

/** Makes lines that are nearly level or upright so, and leaves out the points within a line. */
function straighten(points: readonly Point[]): readonly Point[] {
  const level: Point[] = [];
  for (const { x, y } of points) {
    const before = level.at(-1);
    const isLevel = before !== undefined && Math.abs(before.y - y) < MIN_STEP;
    const isUpright = before !== undefined && !isLevel && Math.abs(before.x - x) < MIN_STEP;
    const next = { x: isUpright ? before.x : x, y: isLevel ? before.y : y };
    if (next.x !== before?.x || next.y !== before.y) level.push(next);
  }
  return level.filter(({ x, y }, index) => {
    const [before, after] = [level[index - 1], level[index + 1]];
    if (before === undefined || after === undefined) return true;
    return (before.y !== y || after.y !== y) && (before.x !== x || after.x !== x);
  });
}

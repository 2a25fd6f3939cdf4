/** The legend: what occurs in a picture, and what it means. Pure. */
import type { EdgeKind, Mark, NodeKind, PictureGraph } from '../graph.js';
import { JUNCTION, outlineOf } from '../node-face.js';
import { measureText } from '../text.js';
import { drawArrow } from './edge.js';
import { element } from './element.js';
import { label } from './label.js';
import { drawBadge, markClass, patternOf } from './mark.js';
import { drawShape } from './node.js';

interface Entry {
  readonly text: string;
  /** Draws the sample around a point. */
  readonly draw: (x: number, y: number) => string;
}

const TEXT_SIZE = 11;
const SAMPLE = 26;
const ENTRY_GAP = 22;
const LINE = 24;

/** A legend of some width. */
export interface Legend {
  readonly height: number;
  readonly draw: (x: number, y: number) => string;
}

/** Makes the legend of a graph. @param width - what it may take */
export function createLegend(graph: PictureGraph, width: number): Legend {
  const rows: { entry: Entry; x: number }[][] = [];
  let left = 0;
  for (const entry of listEntries(graph)) {
    const size = SAMPLE + 6 + measureText(entry.text, TEXT_SIZE) + ENTRY_GAP;
    if (rows.length === 0 || left + size - ENTRY_GAP > width) {
      rows.push([]);
      left = 0;
    }
    rows.at(-1)?.push({ entry, x: left });
    left += size;
  }
  return {
    height: rows.length * LINE,
    draw: (x, y) =>
      rows
        .flatMap((row, index) =>
          row.map((it) => drawEntry(it.entry, x + it.x, y + LINE * (index + 0.5))),
        )
        .join(''),
  };
}

function drawEntry({ text, draw }: Entry, x: number, y: number): string {
  const place = { x: x + SAMPLE + 6, y, size: TEXT_SIZE, class: 'muted' };
  return draw(x + SAMPLE / 2, y) + label(text, place);
}

function listEntries({ style, nodes, edges, plates }: PictureGraph): Entry[] {
  const kinds = new Set(nodes.map(({ kind }) => kind));
  const ends = new Set(edges.map(({ kind }) => kind));
  const marks = new Set([...nodes, ...edges].map(({ mark }) => mark));
  return [
    ...NODES.filter(([kind]) => kinds.has(kind)).map(([kind, text, causal = text]) =>
      createNodeEntry(kind, style === 'causal' ? causal : text),
    ),
    ...EDGES.filter(([kind]) => ends.has(kind)).map(([kind, text]) => createEdgeEntry(kind, text)),
    ...(plates.length === 0 ? [] : [PLATE]),
    ...MARKS.filter((mark) => marks.has(mark)).map(createMarkEntry),
  ];
}

const NODES: readonly (readonly [kind: NodeKind, text: string, causal?: string])[] = [
  ['variable', 'hidden variable', 'variable'],
  ['observed', 'observed'],
  ['action', 'action'],
  ['computed', 'free energy'],
  ['factor', 'factor'],
  ['undeclared', 'not declared'],
  ['junction', 'one connection of several'],
  ['group', 'group of nodes'],
];

const EDGES: readonly (readonly [kind: EdgeKind, text: string])[] = [
  ['directed', 'directed (>)'],
  ['conditional', 'conditional (|)'],
  ['undirected', 'undirected (-)'],
  ['bidirectional', 'both ways (<->)'],
  ['similar', 'undirected (~)'],
];

const MARKS: readonly Mark[] = ['added', 'removed', 'changed'];

function createNodeEntry(kind: NodeKind, text: string): Entry {
  const outline = outlineOf(kind);
  const { width, height } = kind === 'junction' ? JUNCTION : { width: 16, height: 16 };
  return {
    text,
    draw: (x, y) =>
      drawShape(outline, kind, { x: x - width / 2, y: y - height / 2, width, height }),
  };
}

function createEdgeEntry(kind: EdgeKind, text: string): Entry {
  return {
    text,
    draw: (x, y) => {
      const [start, end] = [
        { x: x - 13, y },
        { x: x + 13, y },
      ];
      const hasArrow = kind !== 'undirected' && kind !== 'similar';
      const arrow = kind === 'conditional' ? 'arrow open' : 'arrow';
      const line = {
        class: kind === 'similar' ? 'edge similar' : 'edge',
        d: `M${x - 13} ${y}H${x + 13}`,
      };
      return [
        element('path', line),
        ...(hasArrow ? [drawArrow(end, start, arrow)] : []),
        ...(kind === 'bidirectional' ? [drawArrow(start, end, arrow)] : []),
      ].join('');
    },
  };
}

const PLATE: Entry = {
  text: 'plate: what belongs together',
  draw: (x, y) =>
    element('rect', { class: 'plate', x: x - 12, y: y - 8, width: 24, height: 16, rx: 4 }),
};

function createMarkEntry(mark: Mark): Entry {
  return {
    text: mark,
    draw: (x, y) => {
      const box = { x: x - 12, y: y - 8, width: 24, height: 16 };
      const hatch = element('rect', { class: 'hatch', fill: patternOf(mark), ...box });
      const shape = drawShape('square', 'factor', box);
      return element(
        'g',
        { class: markClass(mark) },
        shape,
        hatch,
        drawBadge(mark, { x: x + 11, y: y - 7 }, 6),
      );
    },
  };
}

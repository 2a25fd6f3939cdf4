/** A graph as a Mermaid flowchart, for Markdown. Pure. */
import { escapeMermaid } from '../domain/escape-diagrams.js';
import { groupBy } from '../domain/lists.js';
import type { EdgeKind, NodeKind, PictureGraph, PictureNode } from './graph.js';

const SHAPES: Readonly<Record<NodeKind, readonly [before: string, after: string]>> = {
  variable: ['(["', '"])'],
  observed: ['(["', '"])'],
  action: ['(["', '"])'],
  computed: ['(["', '"])'],
  factor: ['["', '"]'],
  undeclared: ['(["', '"])'],
  junction: ['(("', '"))'],
  group: ['("', '")'],
};

/** The kinds of nodes that look otherwise than their shape says. */
const CLASSES: Readonly<Partial<Record<NodeKind, string>>> = {
  observed: 'fill:#ccd3de,color:#1d2330',
  action: 'stroke-width:3px',
  computed: 'stroke-dasharray:4',
  undeclared: 'stroke-dasharray:2',
};

const ARROWS: Readonly<Record<EdgeKind, string>> = {
  directed: '-->',
  conditional: '-->',
  undirected: '---',
  bidirectional: '<-->',
  similar: '-.-',
};

/** Writes a graph; plates are subgraphs. */
export function renderMermaid({ nodes, edges, plates }: PictureGraph): string {
  const nodesIn = groupBy(nodes, ({ plate }) => plate);
  const platesIn = groupBy(plates, ({ parent }) => parent);
  const writePlate = (plate: string | null, indent: string): string[] => [
    ...(nodesIn.get(plate) ?? []).map((node) => `${indent}${writeNode(node)}`),
    ...(platesIn.get(plate) ?? []).flatMap(({ id, label }) => [
      `${indent}subgraph ${id}["${escapeMermaid(label)}"]`,
      ...writePlate(id, `${indent}  `),
      `${indent}end`,
    ]),
  ];
  const kinds = new Set(nodes.map(({ kind }) => kind));
  const lines = [
    'flowchart LR',
    ...writePlate(null, '  '),
    ...edges.map(({ source, target, kind, arrow, label }) => {
      const line = arrow ? ARROWS[kind] : '---';
      return `  ${source} ${line}${label === '' ? '' : `|"${escapeMermaid(label)}"|`} ${target}`;
    }),
    ...Object.entries(CLASSES)
      .filter(([kind]) => kinds.has(kind as NodeKind))
      .map(([kind, look]) => `  classDef ${kind} ${look}`),
  ];
  return `${lines.join('\n')}\n`;
}

function writeNode({ id, kind, name, dimensions, caption }: PictureNode): string {
  const [before, after] = SHAPES[kind];
  const texts = [name, dimensions, caption].filter((it) => it !== '').map(escapeMermaid);
  const label = texts.length === 0 ? ' ' : texts.join('<br>');
  return `${id}${before}${label}${after}${CLASSES[kind] === undefined ? '' : `:::${kind}`}`;
}

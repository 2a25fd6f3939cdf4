/** A graph in Graphviz's DOT language, for who lays it out with that. Pure. */
import { escapeDot } from '../domain/escape-diagrams.js';
import { groupBy } from '../domain/lists.js';
import type { EdgeKind, NodeKind, PictureGraph, PictureNode } from './graph.js';

const NODES: Readonly<Record<NodeKind, string>> = {
  variable: 'shape=ellipse',
  observed: 'shape=ellipse, style=filled, fillcolor="#ccd3de"',
  action: 'shape=ellipse, penwidth=2',
  computed: 'shape=ellipse, style=dashed',
  factor: 'shape=box',
  undeclared: 'shape=ellipse, style=dotted',
  junction: 'shape=point',
  group: 'shape=box, style=rounded',
};

const EDGES: Readonly<Record<EdgeKind, string>> = {
  directed: '',
  conditional: 'arrowhead=empty',
  undirected: 'dir=none',
  bidirectional: 'dir=both',
  similar: 'dir=none, style=dashed',
};

/** Writes a graph; plates are clusters. */
export function renderDot({ nodes, edges, plates }: PictureGraph): string {
  const nodesIn = groupBy(nodes, ({ plate }) => plate);
  const platesIn = groupBy(plates, ({ parent }) => parent);
  const writePlate = (plate: string | null, indent: string): string[] => [
    ...(nodesIn.get(plate) ?? []).map((node) => `${indent}${writeNode(node)}`),
    ...(platesIn.get(plate) ?? []).flatMap(({ id, label }) => [
      `${indent}subgraph cluster_${id} {`,
      `${indent}  label="${escapeDot(label)}";`,
      ...writePlate(id, `${indent}  `),
      `${indent}}`,
    ]),
  ];
  const lines = [
    'digraph model {',
    '  rankdir=LR;',
    ...writePlate(null, '  '),
    ...edges.map(({ source, target, kind, arrow, label }) => {
      const attributes = [
        label === '' ? '' : `label="${escapeDot(label)}"`,
        arrow ? EDGES[kind] : 'dir=none',
      ].filter((it) => it !== '');
      return `  ${source} -> ${target}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
    }),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function writeNode({ id, kind, name, dimensions, caption }: PictureNode): string {
  if (kind === 'junction') return `${id} [${NODES[kind]}];`;
  const label = [name, dimensions, caption]
    .filter((it) => it !== '')
    .map(escapeDot)
    .join('\\n');
  return `${id} [label="${label}", ${NODES[kind]}];`;
}

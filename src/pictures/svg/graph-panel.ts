/** A graph as a part of a picture. Pure. */
import type { PlacedGraph } from '../elk-graph.js';
import { drawEdge } from './edge.js';
import { element } from './element.js';
import { drawNode, drawPlate } from './node.js';
import type { Panel } from './sheet.js';

/** Draws a graph: plates below edges, and nodes on top. */
export function createGraphPanel({ width, height, nodes, edges, plates }: PlacedGraph): Panel {
  const byId = new Map(nodes.map((it) => [it.node.id, it]));
  const parts = [
    ...plates.map(drawPlate),
    ...edges.map((edge) => drawEdge(edge, byId)),
    ...nodes.map(drawNode),
  ];
  return {
    width,
    height,
    draw: (x, y) => element('g', { transform: `translate(${x} ${y})` }, parts.join('\n')),
  };
}

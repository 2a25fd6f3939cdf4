/** Draws a version, or a file that need not be registered. */
import { startLayouter } from '../../pictures/layout.js';
import type { GraphInput, GraphOutput } from '../generated/shapes.js';
import { defineQuery } from '../operation.js';
import type { OpenedRegistry } from '../workplace.js';

async function drawReference(registry: OpenedRegistry, input: GraphInput): Promise<GraphOutput> {
  const { format = 'svg' } = input;
  if (format === 'dot' || format === 'mermaid') {
    const { writeGraph } = await import('./draw-reference.js');
    return writeGraph(registry, input, format);
  }
  // Its thread loads what lays out a graph, while the rest is loaded here and the model is read.
  const layouter = startLayouter();
  try {
    const { drawPicture } = await import('./draw-reference.js');
    return await drawPicture(registry, input, format, layouter);
  } finally {
    layouter.end();
  }
}

export const GRAPH = defineQuery({
  query: drawReference,
  opensEmpty: true,
  present: (drawn): GraphOutput => drawn,
  notices: ({ notices }) => notices,
});

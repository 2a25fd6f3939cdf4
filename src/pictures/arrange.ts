/** Places everything of a graph, by groups where it is larger than a page. */
import { toPlainText } from './text.js';
import type { Size } from './box.js';
import { coarsen } from './collapse.js';
import { readPlaces, toElkGraph, type PlacedGraph } from './elk-graph.js';
import type { PictureGraph } from './graph.js';
import type { Layouter } from './layout.js';
import { partEdges } from './part-edges.js';

/** What a graph may take at most, in pixels, if it can be drawn by groups: with heading and legend it fits 2400 × 1600. */
export const PAGE: Size = { width: 2360, height: 1450 };

/** A graph as it is drawn: with where everything is, or why there are no places. */
export interface Arrangement {
  readonly graph: PictureGraph;
  readonly placed: PlacedGraph | { readonly failure: string };
}

const MAX_FAILURE = 120;

/** Lays out a graph; or says why that is not possible. */
export async function place(
  graph: PictureGraph,
  layouter: Pick<Layouter, 'layOut'>,
  isTight = false,
): Promise<Arrangement['placed']> {
  const answer = await layouter.layOut(toElkGraph(graph, isTight));
  if ('failure' in answer) return { failure: toPlainText(answer.failure.slice(0, MAX_FAILURE)) };
  return partEdges(readPlaces(graph, answer.laidOut));
}

/**
 * Lays out a graph as it is, or by as few groups as it needs to fit a {@link PAGE}; what cannot be grouped is drawn larger.
 */
export async function arrange(
  whole: PictureGraph,
  layouter: Pick<Layouter, 'layOut'>,
): Promise<Arrangement> {
  let best: (Arrangement & { readonly excess: number }) | undefined;
  for (const graph of coarsen(whole)) {
    for (const isTight of [false, true]) {
      const placed = await place(graph, layouter, isTight);
      if ('failure' in placed) return best ?? { graph, placed };
      const [across, down] = [placed.width / PAGE.width, placed.height / PAGE.height];
      const excess = Math.max(across, down);
      if (best === undefined || excess < best.excess) best = { graph, placed, excess };
      if (excess <= 1) return best;
      // Less room between nodes makes a graph lower, never narrower.
      if (down <= 1) break;
    }
  }
  return best ?? { graph: whole, placed: { failure: 'it has too many parts' } };
}

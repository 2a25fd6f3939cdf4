/** The thread that lays out graphs: it receives one at a time. */
import { parentPort } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { runElk } from './run-elk.js';

/** What a thread answers. */
export type LayoutAnswer = { readonly laidOut: ElkNode } | { readonly failure: string };

parentPort?.on('message', async (graph: ElkNode) => {
  parentPort?.postMessage(await layOut(graph));
});

/** Lays out a graph, or says why that fails. */
export async function layOut(graph: ElkNode): Promise<LayoutAnswer> {
  try {
    return { laidOut: await runElk(graph) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

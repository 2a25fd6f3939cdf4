/** Runs elk. Loading it takes a tenth of a second, so only a thread for layouts does. */
import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import elkWorker from 'elkjs/lib/elk-worker.min.js';

/** Lays out a graph in this thread. */
export async function runElk(graph: ElkNode): Promise<ElkNode> {
  const elk = new ELK.default({
    algorithms: ['layered'],
    workerFactory: () => new elkWorker.Worker(),
  });
  return elk.layout(graph);
}

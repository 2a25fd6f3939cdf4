/** Lays out graphs in a thread of their own, which is ended when one of them takes too long. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import {
  findThread,
  startThread,
  withTimeout,
  type Thread,
  type ThreadProgram,
} from '../thread.js';
import type { LayoutAnswer } from './layout-thread.js';

/** Lays out graphs, one after another. */
export interface Layouter {
  /** Returns the graph with the places of all that is in it, or why there are none. */
  readonly layOut: (graph: ElkNode) => Promise<LayoutAnswer>;
  /** Ends the thread; a later graph starts another. */
  readonly end: () => Promise<void>;
}

/** A graph that takes longer, in seconds, is not drawn. */
export const MAX_LAYOUT_SECONDS = 5;

/** The size of the thread's heap. */
const THREAD_HEAP_MB = 1024;

/**
 * Starts a thread for layouts: at once, because it takes a while to load what it needs.
 *
 * @param seconds - what the layout of a graph may take
 */
export function startLayouter(seconds = MAX_LAYOUT_SECONDS): Layouter {
  const program = findThread('layout-thread');
  // The sources have no threads.
  if (program === undefined) return { layOut: layOutHere, end: async () => {} };
  let thread: LayoutThread | undefined = start(program);
  let queue: Promise<unknown> = Promise.resolve();
  const ask = async (graph: ElkNode): Promise<LayoutAnswer> => {
    thread ??= start(program);
    try {
      return await withTimeout(thread.ask(graph), seconds);
    } catch (error) {
      await thread.end();
      thread = undefined;
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    layOut: (graph) => {
      const answer = queue.then(() => ask(graph));
      queue = answer;
      return answer;
    },
    end: async () => {
      await thread?.end();
      thread = undefined;
    },
  };
}

type LayoutThread = Thread<ElkNode, LayoutAnswer>;

function start(program: ThreadProgram): LayoutThread {
  return startThread(program, { maxOldGenerationSizeMb: THREAD_HEAP_MB });
}

async function layOutHere(graph: ElkNode): Promise<LayoutAnswer> {
  const { layOut } = await import('./layout-thread.js');
  return layOut(graph);
}

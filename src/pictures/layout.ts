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
  /** Ends the thread, and does not wait for that; a later graph starts another. */
  readonly end: () => void;
}

/** A graph that takes longer, in seconds, is not drawn. */
export const MAX_LAYOUT_SECONDS = 5;

/** Where what is new in the thread's heap has little room, the same memory is used again, which takes a tenth less time. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 2 };

/** A thread that was started before anybody asked for a layout. */
let ready: LayoutThread | undefined;

/** Starts the thread of the next layouter beforehand, while what draws is loaded and a model is read. */
export function prepareLayouter(): void {
  const program = findThread('layout-thread');
  if (program !== undefined) ready ??= start(program);
}

/**
 * Starts a thread for layouts: at once, because it takes a while to load what it needs.
 *
 * @param seconds - what the layout of a graph may take
 */
export function startLayouter(seconds = MAX_LAYOUT_SECONDS): Layouter {
  const program = findThread('layout-thread');
  // The sources have no threads.
  if (program === undefined) return { layOut: layOutHere, end: () => {} };
  let thread: LayoutThread | undefined = ready ?? start(program);
  ready = undefined;
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
    end: () => {
      void thread?.end();
      thread = undefined;
    },
  };
}

type LayoutThread = Thread<ElkNode, LayoutAnswer>;

function start(program: ThreadProgram): LayoutThread {
  return startThread(program, THREAD_LIMITS);
}

async function layOutHere(graph: ElkNode): Promise<LayoutAnswer> {
  const { layOut } = await import('./layout-thread.js');
  return layOut(graph);
}

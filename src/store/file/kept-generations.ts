/** Lists and reads the states that are kept: the last ones, and those that another state replaced. */
import type { RegistryState } from '../../domain/registry-state.js';
import type { KeptGeneration } from '../port.js';
import { classifyRegistry } from './classify-registry.js';
import { isCopyOf, listWithMarks, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { readFile } from './open-file.js';

/** Lists the numbers of the kept states, as `listGenerations` of the port. */
export async function listKeptGenerations(layout: Layout): Promise<KeptGeneration[]> {
  const { generations, marks } = listWithMarks(layout);
  const inView = await readFile(layout, layout.registry, 'registry');
  const replaced = new Set(marks.replaced.map(({ generation }) => generation));
  return generations.map((generation) => {
    const isInView = inView !== undefined && isCopyOf(layout, generation, inView);
    const state = isInView ? 'in_view' : replaced.has(generation) ? 'replaced' : 'earlier';
    return { generation, state };
  });
}

/** Reads a kept state; undefined if there is none of that number, or it is damaged. */
export async function readKeptGeneration(
  layout: Layout,
  generation: number,
  now: Date,
): Promise<RegistryState | undefined> {
  const bytes = readGeneration(layout, generation);
  const judged = bytes && (await classifyRegistry(bytes, now));
  const isOfNumber = judged?.kind === 'sound' && judged.state.generation === generation;
  return isOfNumber ? judged.state : undefined;
}

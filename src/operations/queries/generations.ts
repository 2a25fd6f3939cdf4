/** Lists the kept states of the registry. */
import { isAlike } from '../../domain/json.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import type { GenerationListOutput } from '../generated/shapes.js';
import { defineQuery } from '../operation.js';
import { requireMaintenance } from '../workplace.js';

type Listed = GenerationListOutput['generations'];

export const GENERATION_LIST = defineQuery({
  query: async ({ store, state: { models } }): Promise<Listed> => {
    const { listGenerations, readGeneration } = requireMaintenance(store);
    const listed: Listed[number][] = [];
    for (const { generation, state } of await listGenerations()) {
      const kept = await readGeneration(generation);
      if (kept === undefined) continue;
      const differing = listDiffering(models, kept.models);
      const { updatedAt, models: theirs } = kept;
      listed.push({ generation, updated_at: updatedAt, models: theirs.size, state, differing });
    }
    return listed;
  },
  present: (generations): GenerationListOutput => ({ generations }),
});

/** The ids of the models that are not the same in two states, in order. */
export function listDiffering(one: Models, other: Models): string[] {
  const ids = new Set([...one.keys(), ...other.keys()]);
  return [...ids].filter((id) => !isSame(id, one, other)).toSorted(byCodeUnit);
}

function isSame(id: string, one: Models, other: Models): boolean {
  const [text, same] = [one.writtenTextOf?.(id), other.writtenTextOf?.(id)];
  if (text !== undefined && same !== undefined) return Buffer.compare(text, same) === 0;
  return isAlike(one.get(id), other.get(id));
}

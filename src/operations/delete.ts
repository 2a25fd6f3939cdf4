import type { Entry } from '../domain/model.js';
import { resolveModel } from '../version/reference.js';
import type { Operation, Workplace } from './operation.js';

/**
 * Deletes a model softly: it is listed no more, its versions and their numbers stay.
 *
 * @throws RegistryError `model-unknown` when it is planned
 */
export function deleteModel({ env }: Workplace, id: string): Operation {
  return async (state) => {
    const entry = resolveModel(state.models, id);
    const updatedAt = env.now().toISOString();
    const deleted: Entry = { ...entry, status: 'deleted', updated_at: updatedAt };
    const models = new Map(state.models).set(entry.model_id, deleted);
    const next = { ...state, generation: state.generation + 1, updatedAt, models };
    return { state: next, changed: true, written: [] };
  };
}

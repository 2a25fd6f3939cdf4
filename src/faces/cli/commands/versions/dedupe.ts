import { findDuplicateModels } from '../../../../operations/versions.js';
import type { Call } from '../../command.js';
import { renderAlike } from '../../render/alike.js';
import { answer } from '../answer.js';

/** `dedupe`: the models that are one and the same under several names. */
export function dedupeCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const groups = findDuplicateModels([...(await open()).state.models.values()]);
    return {
      data: groups.map((group) => ({
        semantic_hash: group[0]?.semantic_hash,
        models: group.map(({ model_id, version, file_path, hash }) => ({
          model_id,
          version,
          file_path,
          hash,
        })),
      })),
      text: (view) => renderAlike(groups, view),
    };
  });
}

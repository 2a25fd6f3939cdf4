import { workplaceOf } from '../../../../operations/operation.js';
import { rebuildRegistry } from '../../../../operations/rebuild/index.js';
import type { Call } from '../../command.js';
import { renderRebuilt } from '../../render/rebuilt.js';
import { answer } from '../answer.js';

/** `rebuild`: the registry anew, from the folders of the models. */
export function rebuildCommand(call: Call): Promise<number> {
  return answer(call, async ({ options, env }) => {
    const mode = call.flags.dry_run === true ? 'dry-run' : 'write';
    const place = workplaceOf({ ...options, mode }, env);
    const rebuilt = await rebuildRegistry(place, call.flags.force === true);
    return {
      data: rebuilt,
      text: (view) => renderRebuilt(rebuilt, place.store.name, view),
      exitCode: rebuilt.not_taken.length === 0 ? 0 : 2,
    };
  });
}

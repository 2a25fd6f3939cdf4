import { resolveModel, versionsOf } from '../../operations/versions.js';
import type { Call } from '../command.js';
import { renderVersions } from '../render/versions.js';
import { answer } from './answer.js';

/** `versions ID`: what versions there are, when they were made, and why. */
export function versionsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const entry = resolveModel(state.models, call.words[0] ?? '');
    const versions = versionsOf(entry);
    return {
      data: { model_id: entry.model_id, current_version: entry.version, versions },
      text: (view) => renderVersions(entry, versions, view),
    };
  });
}

import type { VersionEntry } from '../../../../domain/model.js';
import { resolveModel, versionsOf } from '../../../../operations/versions.js';
import type { Call } from '../../command.js';
import { renderVersions } from '../../render/versions.js';
import { answer } from '../answer.js';

/** `versions ID`: what versions there are, when they were made, and why. */
export function versionsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const entry = resolveModel(state.models, call.words[0] ?? '');
    const versions = versionsOf(entry);
    return {
      data: { model_id: entry.model_id, current_version: entry.version, versions },
      ids: () => versions.map((it) => `${entry.model_id}@${it.version}`),
      rows: () => versions.map(rowOf),
      text: (view) => renderVersions(entry, versions, view),
    };
  });
}

/** What stands in a line for programs: how many changes, not which. */
function rowOf(version: VersionEntry): Readonly<Record<string, unknown>> {
  const { metadata: _, changes, ...row } = version;
  return { ...row, changes: changes?.total ?? 0 };
}

import { resolveModel, versionsOf } from '../../../../operations/versions.js';
import type { Call } from '../../command.js';
import { renderChangelog } from '../../render/changelog.js';
import { answer } from '../answer.js';

/** `changelog ID`: what changed from version to version, as Markdown. */
export function changelogCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const entry = resolveModel(state.models, call.words[0] ?? '');
    const versions = versionsOf(entry);
    const lines = renderChangelog(entry, versions);
    return {
      data: { model_id: entry.model_id, changelog: `${lines.join('\n')}\n`, versions },
      text: () => lines,
    };
  });
}

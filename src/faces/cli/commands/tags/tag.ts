import { commitChange } from '../../../../operations/mutations/change.js';
import type { Referred } from '../../../../operations/versions.js';
import { addTag, promote, removeTag } from '../../../../operations/mutations/tags.js';
import { taggedIn } from '../../../../operations/tagged.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { renderTagged } from '../../render/tagged.js';
import { answer, type Answer } from '../answer.js';
import { warnOfStatus } from '../warn.js';

/** `tag add REF TAG` */
export function addTagCommand(call: Call): Promise<number> {
  const [reference = '', tag = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const command = { reference, tag, reason: call.flags.reason ?? null };
    const { result, changed } = await commitChange(workplaceOf(options, env), addTag, command);
    return told(
      result,
      changed ? `${reference} has the tag ${tag}` : `${reference} has it already`,
    );
  });
}

/** `tag rm REF TAG` */
export function removeTagCommand(call: Call): Promise<number> {
  const [reference = '', tag = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const command = { reference, tag, reason: call.flags.reason ?? null };
    const { result } = await commitChange(workplaceOf(options, env), removeTag, command);
    return told(result, `${reference} has the tag ${tag} no more`);
  });
}

/** `promote REF TAG` */
export function promoteCommand(call: Call): Promise<number> {
  const [reference = '', tag = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const { result, changed } = await commitChange(workplaceOf(options, env), promote, {
      reference,
      tag,
      keepOthers: call.flags.keep_others === true,
      reason: call.flags.reason ?? null,
    });
    const { entry, version, demoted } = result;
    warnOfStatus(entry, env);
    const name = `${entry.model_id}@${version.version}`;
    const from = demoted.length === 0 ? '' : ` (before: ${demoted.join(', ')})`;
    const line = changed ? `${name} is ${tag} now${from}` : `${name} is ${tag} already`;
    return { ...told(result, line), data: { ...dataOf(result), demoted } };
  });
}

/** `tag list [REF]` */
export function listTagsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const tagged = taggedIn(state.models, call.words[0]);
    return {
      data: { tags: tagged },
      ids: () => [...new Set(tagged.map(({ tag }) => tag))],
      rows: () => tagged,
      text: (view) => renderTagged(tagged, view),
    };
  });
}

function told(result: Referred, line: string): Answer {
  return { data: dataOf(result), ids: () => [result.entry.model_id], text: () => [line] };
}

function dataOf({ entry, version }: Referred) {
  return {
    model_id: entry.model_id,
    version: version.version,
    tags: entry.tags,
    version_tags: version.tags ?? [],
  };
}

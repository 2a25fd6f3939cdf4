import { commitChange } from '../../../../operations/mutations/change.js';
import { linkModels, unlinkModels } from '../../../../operations/mutations/lineage.js';
import type { Linked } from '../../../../operations/mutations/lineage.js';
import { LINEAGE_KINDS } from '../../../../domain/generated/values.js';
import { formatReference } from '../../../../domain/declared-lineage.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { answer } from '../answer.js';
import type { Answer } from '../answer.js';

/** `link CHILD PARENT` */
export function linkCommand(call: Call): Promise<number> {
  const [child = '', parent = ''] = call.words;
  const kind = LINEAGE_KINDS.find((it) => it === call.flags.kind) ?? 'derived';
  return answer(call, async ({ options, env }) => {
    const command = { child, parent, kind, reason: call.flags.reason ?? null };
    const { result, changed } = await commitChange(workplaceOf(options, env), linkModels, command);
    return told(result, 'comes from', changed ? '' : ' already');
  });
}

/** `unlink CHILD PARENT` */
export function unlinkCommand(call: Call): Promise<number> {
  const [child = '', parent = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const command = { child, parent, reason: call.flags.reason ?? null };
    const { result } = await commitChange(workplaceOf(options, env), unlinkModels, command);
    return told(result, 'is no longer linked to');
  });
}

function told({ entry, parents }: Linked, how: string, end = ''): Answer {
  const links = parents.map((it) => `${formatReference(it)} (${it.kind})`).join(', ');
  return {
    data: { model_id: entry.model_id, links: parents, parents: entry.parents ?? [] },
    ids: () => [entry.model_id],
    text: () => [`${entry.model_id} ${how} ${links}${end}`],
  };
}

import { aliasedIn } from '../../../../operations/aliased.js';
import { removeAlias, setAlias } from '../../../../operations/mutations/aliases.js';
import { commitChange } from '../../../../operations/mutations/change.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { renderAliased } from '../../render/aliased.js';
import { answer } from '../answer.js';

/** `alias set REF NAME` */
export function setAliasCommand(call: Call): Promise<number> {
  const [reference = '', alias = ''] = call.words;
  const { protect = false, force = false, reason = null } = call.flags;
  return answer(call, async ({ options, env }) => {
    const command = { reference, alias, protect, force, reason };
    const { result, changed } = await commitChange(workplaceOf(options, env), setAlias, command);
    const { entry, version, previous } = result;
    const data = {
      model_id: entry.model_id,
      alias,
      version: version.version,
      protected: result.protected,
      previous,
    };
    const name = `${entry.model_id}@${alias}`;
    const from = previous === null || previous === data.version ? '' : ` (before: ${previous})`;
    const guard = data.protected ? ', protected' : '';
    const line = changed
      ? `${name} is ${data.version} now${from}${guard}`
      : `${name} is ${data.version} already${guard}`;
    return { data, ids: () => [alias], text: () => [line] };
  });
}

/** `alias rm ID NAME` */
export function removeAliasCommand(call: Call): Promise<number> {
  const [id = '', alias = ''] = call.words;
  const { force = false, reason = null } = call.flags;
  return answer(call, async ({ options, env }) => {
    const command = { id, alias, force, reason };
    const { result } = await commitChange(workplaceOf(options, env), removeAlias, command);
    const { entry, previous } = result;
    return {
      data: { model_id: entry.model_id, alias, version: null, previous },
      ids: () => [alias],
      text: () => [`${entry.model_id} has the alias ${alias} no more (it was ${previous})`],
    };
  });
}

/** `alias list [REF]` */
export function listAliasesCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const aliased = aliasedIn(state.models, call.words[0]);
    return {
      data: { aliases: aliased },
      ids: () => [...new Set(aliased.map(({ alias }) => alias))],
      rows: () => aliased,
      text: (view) => renderAliased(aliased, view),
    };
  });
}

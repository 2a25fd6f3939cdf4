import { deleteModel, purgeModel } from '../../../../operations/lifecycle.js';
import { commitOperation, workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { confirm } from '../../confirm.js';
import { plural } from '../../../../domain/plural.js';
import { renderPurged, renderStatus } from '../../render/lifecycle.js';
import type { Answer, Work } from '../answer.js';
import { answer } from '../answer.js';
import { dataOfStatus } from './data.js';

/** `delete ID`: softly, or for good. */
export function deleteCommand(call: Call): Promise<number> {
  return answer(call, call.flags.purge === true ? purge : deleteSoftly);
}

async function deleteSoftly({ call, options, env }: Work): Promise<Answer> {
  const place = workplaceOf(options, env);
  const done = await commitOperation(place, deleteModel(place, commandOf(call)));
  return {
    data: dataOfStatus(done),
    ids: () => [done.result.entry.model_id],
    text: (view) => renderStatus(done, view),
  };
}

async function purge({ call, options, env, open }: Work): Promise<Answer> {
  const place = workplaceOf(options, env);
  const operation = purgeModel(place, commandOf(call));
  if (call.flags.yes !== true) {
    // What is refused needs no question.
    const { state, history } = await open();
    const { entry } = (await operation(state, history)).result;
    const versions = plural(Object.keys(entry.versions).length, 'version');
    await confirm(call, `Delete ${entry.model_id} with ${versions} for good?`);
  }
  const { result } = await commitOperation(place, operation);
  return {
    data: {
      model_id: result.entry.model_id,
      versions: Object.keys(result.entry.versions),
      highest_version: result.version,
      breaks: result.breaks,
    },
    ids: () => [result.entry.model_id],
    text: (view) => renderPurged(result, view),
  };
}

function commandOf({ words, flags }: Call) {
  return {
    reference: words[0] ?? '',
    reason: flags.reason ?? null,
    force: flags.force === true,
  };
}

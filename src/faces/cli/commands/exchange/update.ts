import type { Entry } from '../../../../domain/model.js';
import { updateModelMetadata } from '../../../../operations/mutations/annotations.js';
import { commitOperation, workplaceOf } from '../../../../operations/operation.js';
import { usageError } from '../../arguments.js';
import type { Call } from '../../command.js';
import { renderUpdated } from '../../render/exchange.js';
import { answer } from '../answer.js';

/** `update ID KEY=VALUE…` */
export async function updateCommand(call: Call): Promise<number> {
  const [reference = '', ...assignments] = call.words;
  const fields = readAssignments(assignments);
  return answer(call, async ({ options, env }) => {
    const place = workplaceOf(options, env);
    const wish = { reference, fields, reason: call.flags.reason ?? null };
    const { result, changed } = await commitOperation(place, updateModelMetadata(place, wish));
    return {
      data: { ...dataOf(result), changed },
      ids: () => [result.model_id],
      text: () => renderUpdated(result, Object.keys(fields), changed),
    };
  });
}

/** `key=value`: what stands behind the first `=` is the value. */
function readAssignments(words: readonly string[]): Record<string, string | null> {
  const fields = new Map<string, string | null>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = word.slice(0, equals);
    if (equals < 1) throw usageError(`${JSON.stringify(word)} is no KEY=VALUE`);
    if (fields.has(key)) throw usageError(`${key} is given twice`);
    fields.set(key, word.slice(equals + 1) || null);
  }
  return Object.fromEntries(fields);
}

function dataOf({ model_id, description, metadata, annotations = {} }: Entry) {
  const { author, license } = metadata;
  return { model_id, description, author, license, annotations };
}

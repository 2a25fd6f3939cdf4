import { commitChange } from '../../../../operations/mutations/change.js';
import { recordUse } from '../../../../operations/mutations/use.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { plural } from '../../../../domain/plural.js';
import { answer } from '../answer.js';
import { warnOfStatus } from '../warn.js';

/** `use REF` */
export function useCommand(call: Call): Promise<number> {
  const [reference = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const { result } = await commitChange(workplaceOf(options, env), recordUse, { reference });
    const { model_id, use } = result;
    warnOfStatus(result, env);
    return {
      data: { model_id, use },
      ids: () => [model_id],
      text: () => [`${model_id}: ${plural(use?.count ?? 0, 'use')}`],
    };
  });
}

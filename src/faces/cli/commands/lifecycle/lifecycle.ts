import type { LifecycleOperation } from '../../../../operations/lifecycle.js';
import {
  activateModel,
  archiveModel,
  deprecateModel,
  restoreModel,
  retireModel,
} from '../../../../operations/lifecycle.js';
import type { Workplace } from '../../../../operations/operation.js';
import { commitOperation, workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { renderStatus } from '../../render/lifecycle.js';
import { answer } from '../answer.js';
import { dataOfStatus } from './data.js';

interface Asked {
  readonly reference: string;
  readonly reason: string | null;
}

/** `deprecate ID` */
export function deprecateCommand(call: Call): Promise<number> {
  const { replacement = null } = call.flags;
  return change(call, (place, asked) => deprecateModel(place, { ...asked, replacement }));
}

/** `archive ID` and `archive ID@VERSION` */
export function archiveCommand(call: Call): Promise<number> {
  const force = call.flags.force === true;
  return change(call, (place, asked) => archiveModel(place, { ...asked, force }));
}

/** `retire ID` */
export function retireCommand(call: Call): Promise<number> {
  return change(call, retireModel);
}

/** `activate ID` */
export function activateCommand(call: Call): Promise<number> {
  return change(call, activateModel);
}

/** `restore ID` and `restore ID@VERSION` */
export function restoreCommand(call: Call): Promise<number> {
  return change(call, restoreModel);
}

function change(
  call: Call,
  plan: (place: Workplace, asked: Asked) => LifecycleOperation,
): Promise<number> {
  const [reference = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const place = workplaceOf(options, env);
    const asked = { reference, reason: call.flags.reason ?? null };
    const done = await commitOperation(place, plan(place, asked));
    return {
      data: dataOfStatus(done),
      ids: () => [done.result.entry.model_id],
      text: (view) => renderStatus(done, view),
    };
  });
}

import { workplaceOf } from '../../../../operations/operation.js';
import { verifyPlace } from '../../../../operations/verify/index.js';
import type { Call } from '../../command.js';
import { renderVerification } from '../../render/verification.js';
import { answer } from '../answer.js';

/** `verify`: whether everything is as the registry says; with `--repair`, and mended. */
export function verifyCommand(call: Call): Promise<number> {
  return answer(call, async ({ options, env }) => {
    const repair = call.flags.repair === true;
    const found = await verifyPlace(workplaceOf(options, env), repair);
    return {
      data: found,
      text: (view) => renderVerification(found, view),
      exitCode: found.sound ? 0 : 2,
    };
  });
}

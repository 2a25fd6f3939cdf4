import { workplaceOf } from '../../../../operations/operation.js';
import { verifyPlace } from '../../../../operations/verify/index.js';
import { remedyFor, type Verification } from '../../../../operations/verify/report.js';
import type { Call } from '../../command.js';
import { renderVerification } from '../../render/verification.js';
import { wordForShell } from '../../wording.js';
import { answer } from '../answer.js';

/** `verify`: whether everything is as the registry says; with `--repair`, and mended. */
export function verifyCommand(call: Call): Promise<number> {
  return answer(call, async ({ options, env }) => {
    const repair = call.flags.repair === true;
    const found = wordRemedies(await verifyPlace(workplaceOf(options, env), repair));
    return {
      data: found,
      text: (view) => renderVerification(found, view),
      exitCode: found.sound ? 0 : 2,
    };
  });
}

/** What to do about the findings, in the words of the shell. */
function wordRemedies(found: Verification): Verification {
  const steps = found.steps.map((step) => ({
    ...step,
    findings: step.findings.map((it) => ({ ...it, remedy: wordForShell(remedyFor(it)) })),
  }));
  return { ...found, steps };
}

import { workplaceOf } from '../../../../operations/operation.js';
import { rollBack } from '../../../../operations/rollback.js';
import type { Call } from '../../command.js';
import { renderRollback } from '../../render/rollback.js';
import { answer } from '../answer.js';

/** `rollback ID VERSION`: an earlier version's content is current again, as a new version. */
export function rollbackCommand(call: Call): Promise<number> {
  const [id = '', selector = ''] = call.words;
  const writeSource = call.flags.write_source === true;
  return answer(call, async ({ options, env }) => {
    const done = await rollBack(workplaceOf(options, env), id, selector, writeSource);
    const { entry, outcome, target } = done;
    return {
      data: {
        model_id: entry.model_id,
        version: outcome.version,
        previous_version: outcome.previous_version,
        bump: outcome.bump,
        changes: outcome.changes,
        same_content_as: target.version,
        file_path: entry.file_path,
        spec_file: done.specFile,
      },
      text: (view) => renderRollback(done, view),
    };
  });
}

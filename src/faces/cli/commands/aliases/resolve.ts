import { resolveArchive, resolveSpec } from '../../../../operations/resolve.js';
import type { Call } from '../../command.js';
import { escapeControls } from '../../render/escape.js';
import { answer } from '../answer.js';
import { warnOfStatus } from '../warn.js';

/** `resolve REF` */
export function resolveCommand(call: Call): Promise<number> {
  const [reference = ''] = call.words;
  return answer(call, async ({ open, env }) => {
    const find = call.flags.source === true ? resolveSpec : resolveArchive;
    const { entry, version, path } = await find(await open(), reference);
    warnOfStatus(entry, env);
    return {
      data: {
        model_id: entry.model_id,
        version: version.version,
        path,
        hash: version.hash,
        file_path: entry.file_path,
      },
      ids: () => [path],
      // For a script every byte of a name counts; on a terminal nothing in it may steer.
      text: ({ isTerminal }) => [isTerminal ? escapeControls(path) : path],
    };
  });
}

import { resolve } from 'node:path';
import { resolveReference } from '../../../../operations/versions.js';
import { saveCopy } from '../../../../files/write-source.js';
import { usageError } from '../../arguments.js';
import type { Call } from '../../command.js';
import { escapeControls } from '../../render/escape.js';
import { renderVersion } from '../../render/versions.js';
import { answer } from '../answer.js';

/** `show REF`: one version; its exact bytes with `--source` or `--output`. */
export function showCommand(call: Call): Promise<number> {
  const { flags, words, io } = call;
  return answer(call, async ({ open }) => {
    if (flags.force === true && flags.output === undefined) {
      throw usageError('--force goes with --output');
    }
    const { state, history } = await open();
    const { entry, version } = resolveReference(state.models, words[0] ?? '');
    const { versions: _, ...model } = entry;
    if (flags.source !== true && flags.output === undefined) {
      return {
        data: { model, version },
        text: (view) => renderVersion(entry, version, view),
      };
    }
    const bytes = await history.sourceOf(version);
    const source = Buffer.from(bytes).toString('utf8');
    const name = `${entry.model_id}@${version.version}`;
    if (flags.output !== undefined) {
      await saveCopy(resolve(io.cwd, flags.output), bytes, flags.force === true);
    }
    if (flags.source !== true) {
      return {
        data: { model, version, output: flags.output },
        text: () => [
          `${name} written to ${escapeControls(flags.output ?? '')} (${bytes.length} bytes)`,
        ],
      };
    }
    return {
      data: { model, version, source },
      // On a terminal nothing in a spec may steer it; elsewhere every byte counts.
      text: ({ isTerminal }) => (isTerminal ? escapeLines(source) : source),
    };
  });
}

function escapeLines(text: string): string {
  return text.replace(/[^\r\n\t]+/g, escapeControls);
}

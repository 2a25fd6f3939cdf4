import { RegistryError } from '../../../domain/errors.js';
import type { Call } from '../command.js';
import { resolveOutput } from '../options.js';
import { renderJson } from '../render/json.js';
import { SCRIPTS } from '../completion/scripts.js';
import { isShell, SHELLS, type Shell } from '../completion/shells.js';

/** `completion [SHELL]`: the same script in every folder, whatever a settings file there says. */
export async function completionCommand(call: Call): Promise<number> {
  const { words, flags, io } = call;
  const shell = shellOf(words[0], io.env['SHELL']);
  const script = SCRIPTS[shell];
  const isJson = resolveOutput(flags, {}).format === 'json';
  io.stdout.write(isJson ? renderJson(call, 'success', { shell, script }) : script);
  return 0;
}

function shellOf(asked: string | undefined, usual: string | undefined): Shell {
  if (asked !== undefined && !isShell(asked)) {
    throw new RegistryError(
      'value-refused',
      `there is no completion for ${JSON.stringify(asked)}`,
      `There is one for ${SHELLS.join(', ')}.`,
    );
  }
  const name = asked ?? usual?.split('/').at(-1) ?? '';
  return isShell(name) ? name : 'bash';
}

/** `lsp`: serves an editor until it is gone. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RegistryError } from '../../../domain/errors.js';
import type { StepOptions } from '../../../domain/options.js';
import { stepFolder } from '../../../domain/step-folder.js';
import { createWorkplace } from '../../../operations/workplace.js';
import { isNothing } from '../../../read.js';
import type { Folder, FolderOpener } from '../../lsp/places.js';
import type { Call } from '../command.js';
import { createEnvironment, DEFAULT_FILES, readSettings, resolveOptions } from '../settings.js';
import { wordForShell } from '../wording.js';

/** The registry in the step's folder. */
const REGISTRY = 'model_registry.json';

export async function lspCommand(call: Call): Promise<number> {
  const { io } = call;
  // Without an input there is no editor to serve, as after its end.
  if (io.streams === undefined) return 0;
  const { serve } = await import('../../lsp/index.js');
  return serve({
    ...io.streams,
    version: io.version,
    elapsed: io.elapsed,
    cwd: io.cwd,
    signal: io.signal,
    docs: findDocs(io.program),
    folders: createOpener(call),
  });
}

/** The page about findings that comes with the program. */
function findDocs(program: string | undefined): string | undefined {
  if (program === undefined) return undefined;
  const page = join(program, '../../docs/diagnostics.md');
  return isNothing(page) ? undefined : pathToFileURL(page).href;
}

/** The registry of a working directory. */
function locateRegistry(folder: string, { registryPath, outputDir }: StepOptions): string {
  return registryPath === null
    ? join(stepFolder(outputDir, folder), REGISTRY)
    : resolve(folder, registryPath);
}

/** Opens folders with the settings there; the flags of the call hold in each. */
function createOpener(call: Call): FolderOpener {
  const { flags, io } = call;
  const environment = createEnvironment(flags, io);
  const open = async (folder: string): Promise<Folder> => {
    // A settings file that is named is relative to where the server was started.
    const config = flags.config === undefined ? undefined : resolve(io.cwd, flags.config);
    const read = await readSettings(config, folder).catch((error: unknown) => {
      if (error instanceof RegistryError) return error;
      throw error;
    });
    const problem = read instanceof RegistryError ? read : undefined;
    const options = resolveOptions(flags, read instanceof RegistryError ? {} : read, io);
    const env = { ...environment, cwd: folder };
    return {
      workplace: createWorkplace(options, env),
      watched: [
        locateRegistry(folder, options),
        ...(config === undefined ? DEFAULT_FILES.map((it) => join(folder, it)) : [config]),
      ],
      ...(problem !== undefined && { problem: `${problem.message} ${wordForShell(problem.hint)}` }),
    };
  };
  const usual = resolveOptions(flags, {}, io);
  return {
    open,
    isRoot: (folder) =>
      [...DEFAULT_FILES.map((it) => join(folder, it)), locateRegistry(folder, usual)].some(
        (it) => !isNothing(it),
      ),
    word: wordForShell,
  };
}

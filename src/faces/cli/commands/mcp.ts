/** `mcp`: serves AI clients, until its input ends or it is interrupted. */
import { RegistryError } from '../../../domain/errors.js';
import { splitList } from '../../../domain/lists.js';
import { usageError } from '../arguments.js';
import type { Call } from '../command.js';
import { resolveOutput } from '../options.js';
import { reportError } from '../report-error.js';
import { createEnvironment, readSettings, resolveOptions } from '../settings.js';
import { resolveWorkspace } from '../workspace.js';

/** The port unless one is named. */
const PORT = 8931;

const MAX_TOKENS = 4000;

export async function mcpCommand(call: Call): Promise<number> {
  const { flags, io } = call;
  try {
    const cwd = resolveWorkspace(flags.workspace, io.cwd);
    // Its standard input is that of the protocol, and no spec.
    const { readInput: _, ...env } = createEnvironment(flags, io);
    const file = await readSettings(flags.config, cwd);
    if (flags.read_only === true && flags.allow_destructive === true) {
      throw usageError('--read-only and --allow-destructive exclude each other');
    }
    const port = readPort(call);
    const input = io.streams?.input;
    if (input === undefined)
      throw new RegistryError(
        'config-invalid',
        'there is no standard input',
        'Let a client start it.',
      );
    const { serve } = await import('../../mcp/index.js');
    await serve({
      options: resolveOptions(flags, file, io),
      env: { ...env, cwd, showsInfos: true },
      version: io.version,
      toolsets: splitList(flags.toolset ?? ''),
      readOnly: flags.read_only === true,
      allowDestructive: flags.allow_destructive === true,
      compat: flags.compat === true,
      maxTokens: flags.max_tokens ?? MAX_TOKENS,
      streams: { input, write: (text) => io.stdout.write(text) },
      port,
      onListening: (url) => io.stderr.write(`listening on ${url}\n`),
    });
    return 0;
  } catch (error) {
    return reportError(error, resolveOutput(flags, {}), call);
  }
}

/** @throws RegistryError `usage` */
function readPort({ flags, words }: Call): number | undefined {
  const [word] = words;
  if (flags.http !== true) {
    if (word === undefined) return undefined;
    throw usageError(`unexpected argument ${word}; a port follows --http`);
  }
  if (word === undefined) return PORT;
  const port = /^\d{1,5}$/.test(word) ? Number(word) : Infinity;
  if (port <= 65_535) return port;
  throw usageError(`${JSON.stringify(word)} is not a port: it is a number from 0 to 65535`);
}

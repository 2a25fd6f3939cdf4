/** `serve`: serves the registry over HTTP, until it is interrupted. */
import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { splitList } from '../../../domain/lists.js';
import { locateBuiltPage } from '../built-page.js';
import type { Call } from '../command.js';
import { resolveOutput, type Flags } from '../options.js';
import { reportError } from '../report-error.js';
import { createEnvironment, readSettings, resolveOptions } from '../settings.js';
import { DEFAULT_TOKENS } from './token-file.js';
import { resolveWorkspace, untilAborted } from '../workspace.js';
import { isFolder } from '../../../read.js';

/**
 * By itself, the heap grows to several times of what is in use, most of which are answers that were sent long ago, and
 * has twice as much room for what is new.
 */
const HEAP = { growth: 25, young: 8 * MEGABYTE };

const HOST = '127.0.0.1';
const PORT = 8003;
const BODY_MEGABYTES = 20;
const REQUESTS_A_MINUTE = 0;

export async function serveCommand(call: Call): Promise<number> {
  const { io } = call;
  const flags = withVariables(call.flags, io.env);
  try {
    const cwd = resolveWorkspace(flags.workspace, io.cwd);
    const { readInput: _, signal: stop, ...env } = createEnvironment(flags, io);
    const file = await readSettings(flags.config, cwd);
    const { startService } = await import('../../http/index.js');
    const { openAccess } = await import('../../http/tokens/access.js');
    const tokens = flags.tokens ?? DEFAULT_TOKENS;
    const access = await openAccess({ path: resolve(cwd, tokens), shown: tokens }, env.now);
    const { url, close } = await startService({
      options: resolveOptions(flags, file, io),
      env: { ...env, cwd },
      version: io.version,
      access,
      host: flags.host ?? HOST,
      port: flags.port ?? PORT,
      origins: splitList(flags.cors ?? ''),
      rateLimit: flags.rate_limit ?? REQUESTS_A_MINUTE,
      bodyLimit: (flags.body_limit ?? BODY_MEGABYTES) * MEGABYTE,
      logLevel: flags.log_level ?? 'info',
      log: (line) => io.stderr.write(line),
      builtPage: locateBuiltPage(),
      weights: splitList(flags.weights ?? '').map((it) => requireFolder(it, cwd)),
    });
    io.limitHeap?.(HEAP);
    io.stdout.write(
      `listening on ${url}${access.needsToken ? '' : ' for this machine alone: there is no token'}\n`,
    );
    await untilAborted(stop);
    await close();
    io.endInOrder?.();
    return 0;
  } catch (error) {
    return reportError(error, resolveOutput(flags, {}), call);
  }
}

/** Only a folder that is there can be watched. */
function requireFolder(shown: string, cwd: string): string {
  if (isFolder(resolve(cwd, shown))) return shown;
  throw new RegistryError('usage', `there is no folder ${shown}`, 'Make it, or correct --weights.');
}

/** What the environment says where no flag does, which containers and units of systemd have files for. */
function withVariables(flags: Flags, env: Call['io']['env']): Flags {
  const text = (name: string): string | undefined => env[`GNN_REGISTRY_${name}`] || undefined;
  const number = (name: string, least: number, most: number): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most)
      return Number(value);
    throw new RegistryError(
      'usage',
      `GNN_REGISTRY_${name} is ${JSON.stringify(value)}, and must be an integer from ${least} to ${most}`,
      'Correct it in the environment.',
    );
  };
  const named = {
    host: text('HOST'),
    port: number('PORT', 0, 65_535),
    tokens: text('TOKENS'),
    cors: text('CORS'),
    weights: text('WEIGHTS'),
    rate_limit: number('RATE_LIMIT', 0, 1_000_000),
    body_limit: number('BODY_LIMIT', 1, 1024),
    log_level: text('LOG_LEVEL'),
    workspace: text('WORKSPACE'),
    output_dir: text('OUTPUT_DIR'),
    target_dir: text('TARGET_DIR'),
  };
  const known = Object.entries(named).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...flags };
}

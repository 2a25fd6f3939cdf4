/** Calls the command in the process of the test, where no process of its own is what is tried: that takes a tenth of the time. */
import { env as ownEnv } from 'node:process';
import { runCli } from '../../src/faces/cli/index.js';
import { connectStream, type CliIo } from '../../src/faces/cli/io.js';
import { VERSION } from './golden-cases.js';

/** How a command ended, as `runBuilt` tells it. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command is called. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The path of the program, for commands that name it to others. */
  readonly program?: string;
}

/** Calls the command with pipes at its streams and nothing at its input. */
export async function callInProcess(
  argv: readonly string[],
  { cwd, env = {}, program }: Surroundings,
): Promise<Called> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): CliIo['stdout'] =>
    connectStream({ write: (text) => (written[name] += text), isTTY: false });
  const code = await runCli([...argv], {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: { ...ownEnv, ...env },
    cwd,
    cores: 2,
    version: VERSION,
    ...(program !== undefined && { program }),
    now: () => new Date(),
    elapsed: () => performance.now(),
  });
  return { code, ...written };
}

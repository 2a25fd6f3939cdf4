import type { CliIo } from './io.js';
import type { Flags } from './options.js';

/** Who changes the registry: the flag, else the user of the process. */
export function actorOf({ actor }: Flags, { env }: CliIo): string {
  return actor ?? (env['USER'] || env['USERNAME'] || 'unknown');
}

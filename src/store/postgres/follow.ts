/** Follows a registry: a connection of its own that listens, and comes back when it is lost. */
import { Client } from 'pg';
import type { Address } from './address.js';
import { CHANNEL } from './write.js';

const FIRST_PAUSE_MS = 200;
const LAST_PAUSE_MS = 10_000;

/** A connection, with what the types of the package lack. */
type Listener = Client & { readonly unref?: () => void };

/**
 * Calls back when a registry was changed, and when the connection was lost meanwhile, as changes may have been
 * missed then.
 *
 * @returns ends it
 */
export async function followRegistry(
  { url, registry }: Address,
  onChange: () => void,
): Promise<() => Promise<void>> {
  let isEnded = false;
  let current: Listener | undefined;
  let timer: NodeJS.Timeout | undefined;
  const listen = async (pause: number): Promise<void> => {
    let client: Listener | undefined;
    let isLost = false;
    const again = (): void => {
      if (isLost || isEnded) return;
      isLost = true;
      client?.end().catch(ignore);
      timer = setTimeout(() => void listen(Math.min(2 * pause, LAST_PAUSE_MS)), pause);
      timer.unref();
    };
    try {
      // It reads the files that the URL names.
      client = new Client({ connectionString: url, application_name: 'gnn-model-registry' });
      client.on('error', again);
      client.on('end', again);
      client.on('notification', ({ payload }) => {
        if (payload === registry) onChange();
      });
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // Whoever only listens does not keep a process running.
      client.unref?.();
      current = client;
      if (pause > FIRST_PAUSE_MS) onChange();
    } catch {
      again();
    }
  };
  await listen(FIRST_PAUSE_MS);
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await current?.end().catch(ignore);
  };
}

function ignore(): void {
  // The connection is of no use any more.
}

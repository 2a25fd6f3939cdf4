/** Registers weights that appear or change in folders while a service runs. */
import { resolve } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { watchLargeFiles } from '../../files/watch.js';
import type { DiscoverInput } from '../../operations/generated/shapes.js';
import { executeFor } from '../../operations/resident.js';
import type { ResultOf } from '../../operations/table.js';
import { OPERATIONS } from '../../operations/table.js';
import type { Service } from './service.js';

/** Folders that are watched. */
export interface WeightsWatch {
  /** Ends it, also a search that is at work. */
  readonly close: () => Promise<void>;
}

/** Watches folders, and registers at once what is there already. @param folders - relative to the workspace */
export function watchWeights(
  service: Service,
  folders: readonly string[],
  log: FastifyBaseLogger,
): WeightsWatch {
  const controller = new AbortController();
  const { signal } = controller;
  const paths = folders.map((it) => resolve(service.env.cwd, it));
  const search = async (): Promise<void> => {
    try {
      await registerWeights(service, folders, signal, log);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'weights could not be registered');
    }
  };
  const watching = watchLargeFiles(paths, search, signal).catch((error: unknown) => {
    log.error({ err: error }, 'weights are not watched any longer');
  });
  return {
    close: async () => {
      controller.abort(new Error('the service was stopped'));
      await watching;
    },
  };
}

async function registerWeights(
  service: Service,
  folders: readonly string[],
  signal: AbortSignal,
  log: FastifyBaseLogger,
): Promise<void> {
  const { discover } = OPERATIONS;
  const ask = async (kind: 'query' | 'change', input: Partial<DiscoverInput>) => {
    const given = { folders, ...input };
    const { result } = await executeFor(service, { ...discover, kind }, given, { signal });
    return (result as ResultOf<'discover'>).result;
  };
  // Hashing takes long, and no caller waits for it: when the files are registered, their hashes are known.
  const seen = await ask('query', { dry_run: true });
  const isNew = seen.models.some(({ outcome }) => outcome !== 'unchanged');
  const { models, findings, refused } = isNew ? await ask('change', { register: true }) : seen;
  const named = models.flatMap(({ outcome, registered }) =>
    outcome === 'unchanged' || registered === undefined
      ? []
      : `${outcome} ${registered.model_id}@${registered.version}`,
  );
  if (isNew) log.info({ models: named }, 'weights were registered');
  for (const { code, path, message } of findings) log.warn({ code, path }, message);
  if (refused.length > 0) log.warn({ refused }, 'weights cannot be read');
}

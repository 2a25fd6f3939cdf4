/** Tells whether the service works. */
import { dirname, resolve } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { MEGABYTE } from '../../domain/limits.js';
import { measureSpace } from '../../files/free-space.js';
import { openPlace } from '../../operations/resident.js';
import { openAt } from '../../operations/workplace.js';
import type { DiskHealth, ServiceHealth, StoreHealth } from './generated/shapes.js';
import type { Service } from './service.js';

/** Less room than this is too little. */
const LOW = 100 * MEGABYTE;

/** Looks at the registry and at the disk that it is on. */
export async function checkHealth(service: Service, isStopping: boolean): Promise<ServiceHealth> {
  const { env, started, version } = service;
  const store = await checkStore(service);
  return {
    alive: true,
    ready: store.status !== 'failed' && !isStopping,
    version,
    uptime_seconds: Math.floor((env.elapsed() - started) / 1000),
    store,
    disk: await checkDisk(service),
  };
}

async function checkStore(service: Service): Promise<StoreHealth> {
  try {
    const { signal } = new AbortController();
    const { state, isThere } = await openAt(openPlace(service, { signal }), true);
    const { generation, models } = state;
    return { status: isThere ? 'ok' : 'empty', code: null, generation, models: models.size };
  } catch (error) {
    const code = error instanceof RegistryError ? error.code : 'internal';
    return { status: 'failed', code, generation: 0, models: 0 };
  }
}

async function checkDisk({ options, env }: Service): Promise<DiskHealth | null> {
  const { registryPath, outputDir } = options;
  const folder = resolve(env.cwd, registryPath === null ? outputDir : dirname(registryPath));
  const space = await measureSpace(folder);
  return (
    (space && {
      free_bytes: space.free,
      total_bytes: space.total,
      is_low: space.free < LOW,
    }) ??
    null
  );
}

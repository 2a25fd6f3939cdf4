import { readBytesIfPresent } from '../../files/atomic.js';
import { listGenerations } from './generations.js';
import type { Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';

/**
 * Loads a registry without any trusted state as an empty one, on which a new one can be committed: above
 * every existing generation, with the published file quarantined.
 */
export async function loadCorrupt(layout: Layout, now: Date): Promise<LoadedRegistry> {
  const bytes = await readBytesIfPresent(layout.registry);
  const generations = listGenerations(layout);
  const [generation = 0] = generations;
  const models = new Map();
  return {
    state: { generation, updatedAt: now.toISOString(), models },
    audited: models,
    isThere: true,
    due: 'commit',
    isDue: true,
    fingerprint: '',
    notices: [],
    before: undefined,
    published: { bytes, quarantineAs: bytes === undefined ? undefined : 'corrupt' },
    generations,
  };
}

import { readBytesIfPresent } from '../../files/atomic.js';
import { listGenerations } from './generations.js';
import type { Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';

/**
 * A registry of which no state can be trusted, as an empty one that a new one can be committed on:
 * above every generation that stands, with what is in its place kept aside.
 */
export async function loadCorrupt(layout: Layout, now: Date): Promise<LoadedRegistry> {
  const bytes = await readBytesIfPresent(layout.registry);
  const given = listGenerations(layout);
  const [generation = 0] = given;
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
    standing: { bytes, aside: bytes === undefined ? undefined : 'corrupt' },
    given,
  };
}

/** The registry as it is now, for all requests that ask at one time. */
import { setImmediate } from 'node:timers/promises';
import type { RegistryState } from '../../domain/registry-state.js';
import { openPlace, type Resident } from '../../operations/resident.js';
import type { Loaded } from '../../store/port.js';

/** What a registry is at a moment. */
export interface Present extends Pick<Loaded, 'state' | 'isThere'> {
  readonly loaded: Loaded;
  /** Another number whenever the registry is another. */
  readonly turn: number;
}

/**
 * Looks at a registry once for all who ask in one turn of the event loop. The look begins after the last of them
 * has asked, so that each sees what was committed before it asked.
 *
 * @returns what opens the registry, or fails as opening it does
 */
export function createPresent(resident: Resident): () => Promise<Present> {
  const { store } = openPlace(resident, { signal: new AbortController().signal });
  const { kept } = resident;
  let next: Promise<Present> | undefined;
  let seen: RegistryState | undefined;
  let turn = 0;
  const look = async (): Promise<Present> => {
    await setImmediate();
    next = undefined;
    const loaded = await kept.load(store);
    const { state, isThere } = loaded;
    if (state !== seen) {
      seen = state;
      turn += 1;
    }
    return { loaded, state, isThere, turn };
  };
  return () => (next ??= look());
}

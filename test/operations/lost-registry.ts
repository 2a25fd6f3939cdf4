/** A registry that is lost, and what tells it from the one that is made of its folders again. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Registry } from '../../src/domain/model.js';
import { STEP, changes } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';

/** Takes away everything that says what is registered, the folders of the models apart. */
export async function lose(there: Bench): Promise<void> {
  const folder = join(there.cwd, STEP);
  for (const name of await readdir(folder)) {
    if (!/^(?:model_registry\.json.*|\.generations)$/.test(name)) continue;
    await rm(join(folder, name), { recursive: true });
  }
}

const NO_TIME = '';

/** An entry without the moments that nothing tells any more. */
function timeless(entry: Entry): Entry {
  const versions = Object.entries(entry.versions).map(
    ([key, one]) => [key, { ...one, created_at: NO_TIME }] as const,
  );
  return {
    ...entry,
    registered_at: NO_TIME,
    created_at: NO_TIME,
    updated_at: NO_TIME,
    health: { ...entry.health, checked_at: null },
    versions: Object.fromEntries(versions),
  };
}

export function timelessModels({ models }: Registry) {
  return Object.fromEntries(Object.entries(models).map(([id, it]) => [id, timeless(it)]));
}

/** The files that a run changes. */
export async function changedByRun(there: Bench): Promise<string[]> {
  const before = await there.snapshot(STEP);
  await there.run();
  return changes(before, await there.snapshot(STEP));
}

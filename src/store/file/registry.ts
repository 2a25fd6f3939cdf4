/** The registry on disk, written: its text, its commit, and what killed runs left beside it. */
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { modelFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording } from '../../domain/wording.js';
import { describeUnwritable, withErrorPath } from '../../files/atomic.js';
import { commitGeneration, publishHighest } from './generations.js';
import { resolveBelow } from './layout.js';
import type { Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { markOutput } from './shared-output.js';
import { emitRegistry } from './registry-text.js';
import { sweepTemporaries } from '../../files/temporary.js';

/** How a registry is written. */
export interface SaveOptions {
  /** Keep the registry before as `model_registry.json.bak`. */
  readonly backup: boolean;
  readonly now: Date;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * The bytes of a registry, to be made before anything is written.
 *
 * @param maxBytes - The limit; a larger registry is not written.
 * @throws RegistryError `registry-too-large`
 */
export function prepareRegistry(layout: Layout, state: RegistryState, maxBytes: number): Buffer {
  const bytes = emitRegistry(state);
  if (bytes.length > maxBytes) throw describeTooLarge(layout, bytes.length, maxBytes);
  return bytes;
}

/**
 * Makes bytes the registry; when this resolves to true, they are on the disk.
 *
 * @param loaded - The registry that they were planned on.
 * @param bytes - Of the generation after it.
 * @returns False when another run has changed the registry since it was loaded: load and plan again.
 * @throws RegistryError `output-unwritable`; the registry is whole then.
 */
export async function saveRegistry(
  layout: Layout,
  loaded: LoadedRegistry,
  bytes: Buffer,
  options: SaveOptions,
): Promise<boolean> {
  withErrorPath(layout.root, () => markOutput(layout));
  return commitGeneration(layout, {
    generation: loaded.state.generation + 1,
    bytes,
    backup: options.backup ? loaded.before : undefined,
    expected: { ...loaded.standing, ...options },
  });
}

/**
 * Puts the newest state back in view, where a kill, a fault or another program took it away.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function restoreRegistry(
  layout: Layout,
  loaded: LoadedRegistry,
  options: Omit<SaveOptions, 'backup'>,
): Promise<void> {
  const { bytes, aside } = loaded.standing;
  await publishHighest(layout, { bytes, aside, ...options });
  if (bytes === undefined || aside !== undefined) return;
  options.onNotice?.(
    `${layout.registryShown} was older than the newest state that was committed: generation ${loaded.state.generation} is in its place again.`,
  );
}

/**
 * Removes what runs that were killed left beside the registry, its generations and the summary, and
 * in the folders of some models.
 *
 * @param ids - Of the models.
 * @throws RegistryError `output-unwritable`
 */
export async function sweepOutput(layout: Layout, ids: readonly string[] = []): Promise<void> {
  await nextTurn();
  for (const folder of new Set([layout.root, dirname(layout.registry), layout.generations])) {
    sweep(folder, folder === layout.generations);
  }
  for (const id of ids) {
    const folder = resolveBelow(layout.root, modelFolder(id));
    for (const one of [folder, join(folder, 'versions')]) {
      // A link there could lead out of the output.
      if (lstatIfPresent(one)?.isDirectory() !== true) break;
      sweep(one, false);
    }
  }
}

function sweep(folder: string, alsoFolders: boolean): void {
  try {
    sweepTemporaries(folder, undefined, alsoFolders);
  } catch (error) {
    throw describeUnwritable(folder, error);
  }
}

function describeTooLarge(layout: Layout, size: number, limit: number): RegistryError {
  return new RegistryError(
    'registry-too-large',
    `The registry ${layout.registryShown} would have ${size} bytes; the limit is ${limit} bytes.`,
    wording`Raise max_registry_size (in MB) in the settings, take models out with ${operation('delete', 'ID', option('purge'))}, or register into another file with ${option('registry_path')}.`,
  );
}

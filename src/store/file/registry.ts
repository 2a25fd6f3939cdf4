/** Writes the registry to disk: its text and its commit; also removes leftovers of killed runs. */
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { archiveFolders } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { partsOf, sizeOfBytes, type FileBytes } from '../../domain/file-bytes.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording } from '../../domain/wording.js';
import { withErrorPath } from '../../files/atomic.js';
import { commitGeneration, publishHighest } from './generations.js';
import { isOfModel, resolveBelow, type Layout } from './layout.js';
import type { LoadedRegistry } from './load.js';
import { replacedMark, setMark } from './marks.js';
import type { Place } from './needs.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import { createSearchInNewest, putBackIn, readListedFolders } from './put-back.js';
import { markOutput } from './shared-output.js';
import { emitRegistry, layOutRegistry, readChecksum } from './registry-text.js';
import { isTemporary, sweepTemporaries } from '../../files/temporary.js';

/** How to write a registry. */
export interface SaveOptions {
  /** Save the previous registry as `model_registry.json.bak`. */
  readonly backup: boolean;
  readonly now: Date;
  readonly onNotice?: ((text: string) => void) | undefined;
  /** The state that is loaded is kept for longer, as one in whose place another was put. */
  readonly replaces?: boolean | undefined;
}

/**
 * Prepares the bytes of a registry, before anything is written.
 *
 * @param maxBytes - The limit; a larger registry is not written.
 * @throws RegistryError `registry-too-large`
 */
export function prepareRegistry(layout: Layout, state: RegistryState, maxBytes: number): Buffer {
  const bytes = emitRegistry(state);
  assertSize(layout, bytes, maxBytes);
  return bytes;
}

/** The same in parts, of which those that did not change are parts of the text that was read. */
export function prepareParts(layout: Layout, state: RegistryState, maxBytes: number): FileBytes {
  const parts = layOutRegistry(state);
  assertSize(layout, parts, maxBytes);
  return parts;
}

function assertSize(layout: Layout, bytes: FileBytes, most: number): void {
  const size = sizeOfBytes(bytes);
  if (size > most) throw describeTooLarge(layout, size, most);
}

/**
 * Commits bytes as the registry. Once this resolves to true, they are durable.
 *
 * @param loaded - The registry that they are based on.
 * @param bytes - The text of the next generation.
 * @returns False if another run changed the registry since it was loaded: load and plan again.
 * @throws RegistryError `output-unwritable`; the registry is intact.
 */
export async function saveRegistry(
  layout: Layout,
  loaded: LoadedRegistry,
  bytes: FileBytes,
  options: SaveOptions,
): Promise<boolean> {
  withErrorPath(layout.root, () => markOutput(layout));
  return commitGeneration(layout, {
    generation: loaded.state.generation + 1,
    bytes,
    backup: options.backup ? loaded.before : undefined,
    expected: { ...loaded.published, ...options },
    mark:
      options.replaces === true
        ? replacedMark(loaded.state.generation, checksumOf(bytes))
        : loaded.markDue,
  });
}

/** The checksum in the first lines. */
function checksumOf(bytes: FileBytes): string {
  const [first] = partsOf(bytes);
  return first === undefined ? '' : readChecksum(first);
}

/** Notes what is in view, where that is not noted yet; the notices of the registry were told. */
export function noteInView(layout: Layout, { markDue }: Pick<LoadedRegistry, 'markDue'>): void {
  if (markDue !== undefined) setMark(layout, markDue);
}

/**
 * Publishes the newest state again, after a kill, a fault or another program replaced it.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function restoreRegistry(
  layout: Layout,
  loaded: LoadedRegistry,
  options: Omit<SaveOptions, 'backup'>,
): Promise<void> {
  const { bytes, quarantineAs } = loaded.published;
  await publishHighest(layout, { bytes, quarantineAs, ...options });
  if (bytes === undefined || quarantineAs !== undefined) return;
  options.onNotice?.(
    `${layout.registryShown} was older than the newest committed state: generation ${loaded.state.generation} was restored.`,
  );
}

/**
 * Removes leftovers of killed runs next to the registry, its generations and the summary, and in the
 * folders of some models.
 *
 * @param ids - The ids of those models.
 * @throws RegistryError `output-unwritable`
 */
export async function sweepOutput(
  { layout, env }: Place,
  ids: readonly string[] = [],
): Promise<void> {
  await nextTurn();
  const search = createSearchInNewest({ layout, env });
  const inRoot = withErrorPath(layout.root, () => listNames(layout.root));
  const listed = readListedFolders(layout, inRoot).filter((it) => it !== '.');
  for (const folder of listed) {
    if (isOfModel(layout.root, folder) && !(await putBackIn(layout, folder, search))) return;
  }
  const beside = dirname(layout.registry);
  for (const folder of new Set([layout.root, beside, layout.generations])) {
    // Ours are a generation in the making, and a lock in the making or out of use.
    const alsoFolders = folder === beside || folder === layout.generations;
    const names = folder === layout.root ? inRoot : undefined;
    withErrorPath(folder, () => sweepTemporaries(folder, alsoFolders, names));
  }
  for (const id of ids) {
    for (const folder of archiveFolders(id)) {
      const one = resolveBelow(layout.root, folder);
      // A link could lead out of the output.
      if (lstatIfPresent(one)?.isDirectory() !== true) break;
      const names = withErrorPath(one, () => listNames(one)).filter(isTemporary);
      if (names.length === 0 || !(await putBackIn(layout, folder, search))) continue;
      withErrorPath(one, () => sweepTemporaries(one, false, names));
    }
  }
}

function describeTooLarge(layout: Layout, size: number, limit: number): RegistryError {
  return new RegistryError(
    'registry-too-large',
    `The registry ${layout.registryShown} would have ${size} bytes; the limit is ${limit} bytes.`,
    wording`Raise max_registry_size (in MB) in the settings, remove models with ${operation('delete', 'ID', option('purge'))}, or use another registry file with ${option('registry_path')}.`,
  );
}

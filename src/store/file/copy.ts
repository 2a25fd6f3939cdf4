/**
 * Copies a registry that is kept elsewhere into files, for programs that read those: the registry, and for each
 * model its metadata and the bytes of its versions. A file says of what it is a copy: nothing else is replaced.
 */
import { posix } from 'node:path';
import { modelFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import { MEGABYTE } from '../../domain/limits.js';
import { groupBy } from '../../domain/lists.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, option, wording } from '../../domain/wording.js';
import { writeAtomic, writeIfChanged, withErrorPathAsync } from '../../files/atomic.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { givenBy, type Given } from '../../files/permissions.js';
import type { Contents, NewVersion, RegistryCopy, StoreOptions, Wanted } from '../port.js';
import { createModelFolder, writeArtifact } from './archives.js';
import { pathExists } from './find.js';
import { createLayout, getMetadataPath, type Layout } from './layout.js';
import { divideRegistry } from './lazy-entries.js';
import { readFile } from './open-file.js';
import { prepareRegistry } from './registry.js';
import { verifyChecksum } from './registry-text.js';
import { listFiles, removeFiles } from './removal.js';
import { createOutput } from './shared-output.js';

/** What is copied. */
export interface CopiedRegistry {
  /** For people: it is written beside the copy. */
  readonly name: string;
  readonly readContents: (wanted: Wanted) => Promise<Contents>;
}

/** How many models are read at once. */
const BATCH = 200;

/** Opens the copy of a registry in an output folder. Nothing is read or written yet. */
export function openCopy(
  options: StoreOptions,
  cwd: string,
  copied: CopiedRegistry,
): RegistryCopy & { readonly isThere: () => Promise<boolean> } {
  const layout = createLayout({ ...options, cwd, isCopy: true });
  return {
    isThere: async () => isCopyOf(await readMark(layout), copied.name),
    name: layout.registryShown,
    check: () => refuseOther(layout, copied.name),
    write: (state, written) => writeCopy(layout, { state, written }, copied, options),
  };
}

/** Refuses a folder that has a registry of its own, or the copy of another. */
async function refuseOther(layout: Layout, name: string): Promise<void> {
  const mark = await readMark(layout);
  const isRegistry = [layout.registry, layout.generations].some(isPresent);
  if (mark === undefined ? !isRegistry : isCopyOf(mark, name) && !isPresent(layout.generations)) {
    return;
  }
  const what =
    mark === undefined || isPresent(layout.generations)
      ? 'a registry of its own'
      : `a copy of ${mark.toString().trim()}`;
  throw new RegistryError(
    'output-exists',
    `The registry ${name} cannot be copied to ${layout.registryShown}, which is ${what}.`,
    wording`Name another folder with ${option('output_dir')}, or take that registry into the database with ${operation('db import')} and move its folder away.`,
  );
}

function isPresent(path: string): boolean {
  return lstatIfPresent(path) !== undefined;
}

async function readMark(layout: Layout): Promise<Buffer | undefined> {
  return readFile(layout, layout.copyOf, 'summary');
}

function isCopyOf(mark: Buffer | undefined, name: string): boolean {
  return mark?.toString() === `${name}\n`;
}

/** What is to be copied. */
interface Copying {
  readonly state: RegistryState;
  /** The versions that were registered just now. */
  readonly written: readonly NewVersion[];
}

async function writeCopy(
  layout: Layout,
  { state, written }: Copying,
  { name, readContents }: CopiedRegistry,
  { settings }: StoreOptions,
): Promise<void> {
  await refuseOther(layout, name);
  const bytes = prepareRegistry(layout, state, settings.max_registry_size * MEGABYTE);
  createOutput(layout);
  await withErrorPathAsync(layout.copyOf, () =>
    writeIfChanged(layout.copyOf, `${name}\n`, { durable: false }),
  );
  const present = await readFile(layout, layout.registry, 'registry');
  const before = present && verifyChecksum(present) ? divideRegistry(present)?.models : undefined;
  const after = divideRegistry(bytes)?.models;
  const isSame = (id: string): boolean => {
    const [old, now] = [before?.textOf?.(id), after?.textOf?.(id)];
    return old !== undefined && now !== undefined && Buffer.compare(old, now) === 0;
  };
  const registered = groupBy(written, ({ entry }) => entry.model_id);
  const stale = [...state.models.values()].flatMap((entry) => {
    const isKnown = !registered.has(entry.model_id) && isSame(entry.model_id);
    return findStale(layout, entry, isKnown, settings.extract_metadata);
  });
  await copyContents(layout, stale, (some) => readStale(some, registered, readContents));
  if (present === undefined || !bytes.equals(present)) {
    await withErrorPathAsync(layout.registry, () =>
      writeAtomic(layout.registry, bytes, { durable: false }),
    );
  }
  await removeGone(layout, before, state.models);
}

/** What of a model is to be written. */
interface Stale {
  readonly entry: Entry;
  readonly isMetadata: boolean;
  readonly sources: readonly string[];
}

/** Copies metadata and bytes, some models at a time; the next ones are read while these are written. */
async function copyContents(
  layout: Layout,
  stale: readonly Stale[],
  read: (some: readonly Stale[]) => Promise<Contents>,
): Promise<void> {
  const readFrom = (at: number): Promise<Contents> => {
    const contents = read(stale.slice(at, at + BATCH));
    // It is awaited later: if writing fails before that, this keeps its rejection from being unhandled.
    contents.catch(() => undefined);
    return contents;
  };
  const given = givenBy(layout.root);
  let next = readFrom(0);
  for (let at = 0; at < stale.length; at += BATCH) {
    const contents = await next;
    if (at + BATCH < stale.length) next = readFrom(at + BATCH);
    for (const one of stale.slice(at, at + BATCH)) await copyModel(layout, one, contents, given);
  }
}

/** Reads what is to be written; what was registered just now is at hand. */
async function readStale(
  some: readonly Stale[],
  registered: ReadonlyMap<string, readonly NewVersion[]>,
  readContents: CopiedRegistry['readContents'],
): Promise<Contents> {
  const [metadata, bytes] = [new Map<string, string>(), new Map<string, Uint8Array>()];
  for (const { entry, isMetadata } of some) {
    for (const one of registered.get(entry.model_id) ?? []) {
      const found = one.contents();
      if (isMetadata && found.metadata) metadata.set(entry.model_id, found.metadata());
      const { source, hash, archived_at: packed } = own(entry.versions, one.entry.version) ?? {};
      const isPlain = hash === one.hash && packed === undefined;
      if (isPlain && typeof source === 'string') bytes.set(source, found.bytes);
    }
  }
  const ids = some.flatMap(({ isMetadata, entry: { model_id: id } }) =>
    isMetadata && !metadata.has(id) ? id : [],
  );
  const sources = some.flatMap((it) => it.sources.filter((source) => !bytes.has(source)));
  if (ids.length === 0 && sources.length === 0) return { metadata, bytes };
  const kept = await readContents({ ids, sources });
  return {
    metadata: new Map([...metadata, ...kept.metadata]),
    bytes: new Map([...bytes, ...kept.bytes]),
  };
}

async function copyModel(
  layout: Layout,
  { entry: { model_id: id }, isMetadata, sources }: Stale,
  { metadata, bytes }: Contents,
  given: Given,
): Promise<void> {
  const ofMetadata = isMetadata ? [{ path: getMetadataPath(id), data: metadata.get(id) }] : [];
  const files = [...sources.map((path) => ({ path, data: bytes.get(path) })), ...ofMetadata];
  const folder = modelFolder(id);
  const isInside = (path: string): boolean => posix.dirname(path) === folder;
  const isNew =
    files.some(({ path }) => isInside(path)) && (await createModelFolder(layout, id, given));
  for (const { path, data } of files) {
    const known = isNew && isInside(path) ? { isNew, given } : {};
    if (data !== undefined) await writeArtifact(layout, { path, data }, known);
  }
}

/** Finds what of a model is missing in the copy, or may be that of another version. */
function findStale(layout: Layout, entry: Entry, isSame: boolean, withMetadata: boolean): Stale[] {
  const { model_id: id } = entry;
  const isThere = (path: string): boolean => isSame && pathExists(layout, path);
  const sources = Object.values(entry.versions).flatMap(({ source }) =>
    source === null || isThere(source) ? [] : source,
  );
  const isMetadata = withMetadata && !isThere(getMetadataPath(id));
  return isMetadata || sources.length > 0 ? [{ entry, isMetadata, sources }] : [];
}

/** Removes the files of what the registry has no more. */
async function removeGone(
  layout: Layout,
  before: Models | undefined,
  after: Models,
): Promise<void> {
  if (before === undefined) return;
  const needed = new Set([...after.values()].flatMap(listPaths));
  const gone = [...before.values()].flatMap(listPaths).filter((path) => !needed.has(path));
  await removeFiles(layout, listFiles(layout, gone), async (path) => needed.has(path));
}

function listPaths({ model_id: id, versions }: Entry): string[] {
  const sources = Object.values(versions).flatMap(({ source }) => source ?? []);
  return [getMetadataPath(id), ...sources];
}

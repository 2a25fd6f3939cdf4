/** Opens the files of an output, each kind up to its limit: the only way to read what is stored. */
import { closeSync, constants } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { withSlashes } from '../../domain/paths.js';
import { option, wording } from '../../domain/wording.js';
import {
  describeRefused,
  findLinkedFolder,
  openThroughDoor,
  readStartThroughDoor,
  readThroughDoor,
  type Doorway,
  type Found,
  type Opened,
  type Refusal,
} from '../../files/door.js';
import { isUnreadable } from '../../files/lstat-if-present.js';
import { takeTurn } from '../../yield-to-event-loop.js';
import type { Refused } from '../port.js';
import type { FileLimits } from './file-limits.js';
import type { Layout } from './layout.js';

/** The part of a layout that says from where on a path is checked, and how much is read. */
export type Bounds = Pick<
  Layout,
  'base' | 'root' | 'registry' | 'registryBase' | 'registryShown' | 'isInOutput' | 'limits'
>;

/** Reads a file of the output, or says why it is refused. @throws RegistryError `file-unreadable` */
export function findFile(bounds: Bounds, path: string, kind: keyof FileLimits): Found {
  return readThroughDoor(doorTo(bounds, path, kind));
}

/** As {@link findFile}, only its first bytes. */
export function findStart(
  bounds: Bounds,
  path: string,
  kind: keyof FileLimits,
  length: number,
): Found {
  return readStartThroughDoor(doorTo(bounds, path, kind), length);
}

function doorTo(bounds: Bounds, path: string, kind: keyof FileLimits): Doorway {
  return { base: baseOf(bounds, path), path, limit: bounds.limits[kind] };
}

/**
 * Reads a file of the output; undefined if there is none.
 *
 * @throws RegistryError `file-refused`, `file-unreadable`, which name the path
 */
export async function readFile(
  bounds: Bounds,
  path: string,
  kind: keyof FileLimits,
): Promise<Buffer | undefined> {
  await takeTurn();
  return bytesOf(bounds, path, findFile(bounds, path, kind));
}

/** Returns the bytes that were found; undefined if there are none. @throws RegistryError `file-refused` */
export function bytesOf(bounds: Bounds, path: string, found: Found): Buffer | undefined {
  if (found === undefined || 'bytes' in found) return found?.bytes;
  throw refuse(bounds, found.refusal);
}

/** Opens a file of the output; undefined if there is none. @throws RegistryError `file-refused` */
export function openFile(bounds: Bounds, path: string, flags: number): Opened | undefined {
  const opened = openThroughDoor({ base: baseOf(bounds, path), path }, flags);
  if (opened !== undefined && 'refusal' in opened) throw refuse(bounds, opened.refusal);
  return opened;
}

/** Opens a file of the output and closes it again. @throws RegistryError `file-refused`, `file-unreadable` */
export function probeFile(bounds: Bounds, path: string): void {
  const opened = openFile(bounds, path, constants.O_RDONLY);
  if (opened !== undefined) closeSync(opened.file);
}

/** Returns the error for a file of the output that is refused. */
export function refuse(bounds: Bounds, refusal: Refusal): RegistryError {
  return describeRefused(refusal, showWhole(bounds, refusal.at));
}

/** Whether an error says that a file is refused. */
export function isRefusal(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.code === 'file-refused';
}

/** Takes what is refused for nothing; to be called with the error. @throws other errors */
export function noneIfRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

/** Returns what was read, or what is refused instead. */
export async function refusedOr<T>(reading: Promise<T>): Promise<T | Refused> {
  try {
    return await reading;
  } catch (error) {
    if (isRefusal(error)) return { refused: error.message };
    throw error;
  }
}

/** As {@link refusedOr}, also for what the system does not let us read. */
export async function problemOr<T>(reading: Promise<T>): Promise<T | Refused> {
  try {
    return await refusedOr(reading);
  } catch (error) {
    if (isUnreadable(error)) return { refused: error.message, isUnreadable: true };
    throw error;
  }
}

/** A path for people: relative to the output if it is below it. */
export function showPath({ root }: Bounds, path: string): string {
  return path.startsWith(root + sep) ? withSlashes(relative(root, path)) : path;
}

/** A path for people, with that of the output as they named it, if the registry is in it. */
function showWhole(bounds: Bounds, path: string): string {
  const { registryShown, isInOutput } = bounds;
  const shown = showPath(bounds, path);
  return shown === path || !isInOutput ? shown : posix.join(posix.dirname(registryShown), shown);
}

/** Files beside a registry that a person named are only checked from its folder on. */
function baseOf({ base, root, registryBase }: Bounds, path: string): string {
  return path === root || path.startsWith(root + sep) ? base : registryBase;
}

/**
 * Refuses an output whose own folder is a link, unless a person named that folder: it would redirect
 * everything that is read and written.
 *
 * @throws RegistryError `file-refused`
 */
export function refuseLinkedOutput(bounds: Bounds): void {
  const { base, root, registry, registryBase } = bounds;
  const refusal =
    findLinkedFolder(base, `${root}${sep}.`) ?? findLinkedFolder(registryBase, registry);
  if (refusal === undefined) return;
  throw new RegistryError(
    'file-refused',
    `The output folder ${refusal.at} is a symbolic link.`,
    wording`Name the folder that it leads to with ${option('output_dir')}, or put a folder there.`,
  );
}

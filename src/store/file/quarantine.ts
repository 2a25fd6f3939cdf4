/** Quarantines files: what another program wrote or a fault damaged is kept under another name. */
import { lstatSync } from 'node:fs';
import {
  hasContent,
  hasSameFile,
  isLinkUnsupported,
  linkFile,
  removeQuietly,
  renameFile,
  syncFile,
  takeNameExclusively,
  withErrorPath,
  writeTemporary,
} from '../../files/atomic.js';
import { joinBytes, type FileBytes } from '../../domain/file-bytes.js';
import { byCodeUnit } from '../../domain/order.js';
import type { Layout } from './layout.js';
import { ifPresent, lstatIfPresent } from '../../files/lstat-if-present.js';
import { bytesOf, findFile } from './open-file.js';
import { isIntactRegistry } from './classify-registry.js';

/** The published file as a writer saw it. */
export interface Expected {
  /** Undefined if there was none. */
  readonly bytes: FileBytes | undefined;
  /** How to quarantine it; undefined for a state of ours, which the generations keep. */
  readonly quarantineAs: 'edited' | 'corrupt' | undefined;
  /** The time for the name of the quarantined file. */
  readonly now: Date;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * Quarantines the published file before it is replaced, unless it is a state of ours. This includes a
 * file that was written after the registry was loaded.
 *
 * A hard link is used if possible: a program that is still writing continues in the quarantined file, and
 * readers always find a registry.
 *
 * @param isKept - whether bytes are a state of ours that is kept elsewhere
 * @returns whether the file has the expected bytes
 * @throws The system's error.
 */
export function quarantinePublished(
  layout: Layout,
  expected: Expected,
  isKept: (bytes: Buffer) => boolean,
): boolean {
  const { bytes } = expected;
  const isExpected =
    bytes !== undefined &&
    ifPresent(layout.registry, () => hasContent(layout.registry, bytes)) === true;
  // A known state of ours needs neither a check nor a copy.
  if (isExpected && expected.quarantineAs === undefined) return true;
  const present = isExpected ? joinBytes(bytes) : readPresent(layout, layout.registry);
  if (present === undefined) return false;
  const kind = isExpected ? expected.quarantineAs : classifyBytes(present, isKept);
  if (kind === undefined) return isExpected;
  const ending = saveUnderFreeName(layout, createSuffix(kind, expected.now), present);
  const origin = isExpected ? '' : ', which another program wrote in the meantime,';
  expected.onNotice?.(
    `The previous ${layout.registryShown}${origin} is kept as ${layout.registryShown}${ending}.`,
  );
  return isExpected;
}

function createSuffix(kind: NonNullable<Expected['quarantineAs']>, now: Date): string {
  // File names on Windows cannot contain colons.
  return `.${kind}-${now.toISOString().replaceAll(':', '-')}`;
}

/** Whether a name has the format of a quarantined file. */
export function isQuarantined(name: string): boolean {
  return /\.(?:corrupt|edited)-\d{4}-\d\d-\d\dT|\.aside-[0-9a-f]{16}$/.test(name);
}

/** How many registries of other programs are kept, and for how long at most; in milliseconds. */
const MAX_EDITED = 10;
const KEEP_EDITED_MS = 30 * 86_400_000;

/**
 * Lists registries that other programs wrote and that nobody will want back: what they added was taken in, and
 * newer ones are kept, or they are a month old.
 *
 * @param names - those in the folder
 */
export function listOutdatedEdits(names: readonly string[], now: Date): ReadonlySet<string> {
  const edited = names.filter((name) => EDITED.test(name)).toSorted(byTime);
  const limit = createSuffix('edited', new Date(now.getTime() - KEEP_EDITED_MS));
  return new Set(
    edited.filter((name, at) => at < edited.length - MAX_EDITED || timeIn(name) < limit),
  );
}

const EDITED = /\.edited-\d{4}-\d\d-\d\dT[\d.-]+Z(?:-\d+)?$/;

/** The ending with the time, which sorts as the time does. */
function timeIn(name: string): string {
  return EDITED.exec(name)?.[0] ?? '';
}

function byTime(a: string, b: string): number {
  return byCodeUnit(timeIn(a), timeIn(b));
}

/**
 * Moves a damaged file to the quarantine.
 *
 * @param as - the path to which `.corrupt-<time>` is appended
 * @returns the new path
 * @throws RegistryError `output-unwritable`
 */
export function moveToQuarantine(path: string, as: string, now: Date): string {
  const target = `${as}${createSuffix('corrupt', now)}`;
  return withErrorPath(path, () => {
    const { ino } = lstatSync(path);
    for (let count = 1; ; count += 1) {
      const free = count === 1 ? target : `${target}-${count}`;
      if (lstatIfPresent(free) !== undefined) continue;
      renameFile(path, free, () => lstatIfPresent(free)?.ino === ino);
      return free;
    }
  });
}

function classifyBytes(
  bytes: Buffer,
  isKept: (bytes: Buffer) => boolean,
): Expected['quarantineAs'] {
  if (isIntactRegistry(bytes) && isKept(bytes)) return undefined;
  try {
    JSON.parse(bytes.toString('utf8'));
    return 'edited';
  } catch {
    return 'corrupt';
  }
}

/** Uses the first free name, or one that has these bytes already, as after a kill. */
function saveUnderFreeName(layout: Layout, ending: string, bytes: Buffer): string {
  const path = layout.registry;
  for (let count = 1; ; count += 1) {
    const tail = count === 1 ? ending : `${ending}-${count}`;
    if (saveAs(path, `${path}${tail}`, bytes) || hasSameFile(`${path}${tail}`, bytes)) return tail;
  }
}

/** @returns false if something has that name already */
function saveAs(path: string, name: string, bytes: Buffer): boolean {
  try {
    if (!linkFile(path, name)) return false;
    syncFile(name);
    return true;
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error;
    const temporary = writeTemporary(name, bytes, { durable: true });
    try {
      return takeNameExclusively(temporary, name);
    } finally {
      removeQuietly(temporary);
    }
  }
}

function readPresent(layout: Layout, path: string): Buffer | undefined {
  return bytesOf(layout, path, findFile(layout, path, 'registry'));
}

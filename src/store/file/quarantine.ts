/** What another program or a fault left in the registry's place is kept under another name. */
import { linkSync, openSync, closeSync, renameSync } from 'node:fs';
import { errorCode } from '../../domain/errors.js';
import {
  describeUnwritable,
  hasContent,
  isLinkUnsupported,
  readBytesSync,
  syncFile,
  writeTemporary,
} from '../../files/atomic.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { isWhole } from './classify-registry.js';

/** What a writer saw in the registry's place. */
export interface Expected {
  /** Undefined where nothing was there. */
  readonly bytes: Buffer | undefined;
  /** How it is to be kept; undefined for a state of ours, which the generations keep. */
  readonly aside: 'edited' | 'corrupt' | undefined;
  /** The time for the name under which it is kept. */
  readonly now: Date;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * Keeps what stands in the registry's place, before something is renamed to it. What came there
 * since it was looked at is kept too, unless it is a state of ours.
 *
 * It is kept by a link where there are such: a program that is still writing there goes on in the
 * file that is kept, and a reader finds a registry at every moment.
 *
 * @returns whether the very bytes stand there that were expected
 * @throws The system's error.
 */
export function keepAside(layout: Layout, expected: Expected): boolean {
  const isExpected = expected.bytes !== undefined && isStill(layout.registry, expected.bytes);
  // A state of ours that was looked at: it needs no second look, and no second copy.
  if (isExpected && expected.aside === undefined) return true;
  const present = isExpected ? expected.bytes : readPresent(layout.registry);
  if (present === undefined) return false;
  const kind = isExpected ? expected.aside : kindOf(present);
  if (kind === undefined) return isExpected;
  const ending = keepAs(layout.registry, endingOf(kind, expected.now), present);
  const meanwhile = isExpected ? '' : ', which another program wrote meanwhile,';
  expected.onNotice?.(
    `What stood in ${layout.registryShown}${meanwhile} is kept as ${layout.registryShown}${ending}.`,
  );
  return isExpected;
}

function endingOf(kind: NonNullable<Expected['aside']>, now: Date): string {
  // Colons are no letters of a name on Windows.
  return `.${kind}-${now.toISOString().replaceAll(':', '-')}`;
}

/**
 * Moves something damaged out of the way, under another name: nothing of it is lost.
 *
 * @param as - the path that gets `.corrupt-<time>` behind it
 * @returns the new path
 * @throws RegistryError `output-unwritable`
 */
export function moveAside(path: string, as: string, now: Date): string {
  const target = `${as}${endingOf('corrupt', now)}`;
  try {
    for (let count = 1; ; count += 1) {
      const free = count === 1 ? target : `${target}-${count}`;
      if (lstatIfPresent(free) !== undefined) continue;
      renameSync(path, free);
      return free;
    }
  } catch (error) {
    throw describeUnwritable(path, error);
  }
}

function kindOf(bytes: Buffer): Expected['aside'] {
  if (isWhole(bytes)) return undefined;
  try {
    JSON.parse(bytes.toString('utf8'));
    return 'edited';
  } catch {
    return 'corrupt';
  }
}

/** The first free name, or the one that holds these bytes already, as after a kill. */
function keepAs(path: string, ending: string, bytes: Buffer): string {
  for (let count = 1; ; count += 1) {
    const tail = count === 1 ? ending : `${ending}-${count}`;
    try {
      keep(path, `${path}${tail}`, bytes);
      return tail;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (readPresent(`${path}${tail}`)?.equals(bytes) === true) return tail;
  }
}

function keep(path: string, name: string, bytes: Buffer): void {
  try {
    linkSync(path, name);
    syncFile(name);
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error;
    closeSync(openSync(name, 'wx'));
    renameSync(writeTemporary(name, bytes, { durable: true }), name);
  }
}

function isStill(path: string, bytes: Buffer): boolean {
  try {
    return hasContent(path, bytes);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function readPresent(path: string): Buffer | undefined {
  try {
    return readBytesSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

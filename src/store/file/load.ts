/** Loads the registry: finds its states on disk; which of them it is, `choose-state.ts` says. */
import { sha256 } from '../../domain/canonical.js';
import { describeConflict } from '../../domain/conflict-marks.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import type { Expected } from './quarantine.js';
import { hasContent } from '../../files/atomic.js';
import { FINE_STEP_MS, isFine, lookAt, STEP_MS } from '../../files/look.js';
import { toPredicate, type Refusal } from '../../files/door.js';
import { takeTurn } from '../../yield-to-event-loop.js';
import { findFile, noneIfRefused, readFile, refuseLinkedOutput } from './open-file.js';
import {
  chooseState,
  needsBackup,
  normalizeGeneration,
  type Choice,
  type FoundStates,
  type PresentRegistry,
} from './choose-state.js';
import {
  isCopyOf,
  isGeneration,
  listGenerations,
  listWithMarks,
  readGeneration,
} from './generations.js';
import type { Loaded } from '../port.js';
import type { Models } from '../../domain/models.js';
import type { FileLook } from '../../domain/spec.js';
import type { Layout } from './layout.js';
import {
  ifPresent,
  isUnreadable,
  lstatIfPresent,
  unreadableOr,
} from '../../files/lstat-if-present.js';
import type { ClassifiedRegistry, SoundRegistry } from './classify-registry.js';
import { classifyRegistry } from './classify-registry.js';
import { findOrigin } from './origin.js';

/**
 * A registry as it was loaded. The generation of its state is the highest existing one, even if that one
 * is damaged.
 */
export interface LoadedRegistry extends Loaded, Omit<Choice, 'quarantineAs'> {
  /** The published file. */
  readonly published: Pick<Expected, 'bytes' | 'quarantineAs'>;
  /** How it was judged, if there was one. */
  readonly judged?: ClassifiedRegistry | undefined;
  /** The generations that existed when it was read, highest first. */
  readonly generations: readonly number[];
  /** Generations with an unfinished purge, which the next commit completes. */
  readonly purging: readonly number[];
}

/** The newest sound generation, and all existing ones with their marks. */
type Committed = Pick<FoundStates, 'newest' | 'generations' | 'marks'>;

/** How often to list the folder again if a listed generation is gone; ten were added each time. */
const MAX_ATTEMPTS = 100;

/** Whether anything was ever registered there, sound or not. */
export function isRegistryThere(layout: Layout): boolean {
  return [layout.registry, layout.backup, layout.generations].some(existsOrUnknown);
}

function existsOrUnknown(path: string): boolean {
  try {
    return lstatIfPresent(path) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Loads the registry. It is replaced by renames, so reading needs no lock; nothing is written.
 *
 * A sound published file is the registry, unless a kill cut the publication of a higher generation short;
 * else the highest sound generation is. If another program edited the published file, the models and
 * versions that it adds are merged; a damaged file is ignored. All that is reported.
 *
 * @param now - The time for an empty registry, and for models of a foreign one without times.
 * @param seen - an earlier state: what was read of it and is the same is not read again
 * @throws RegistryError `registry-corrupt` if no state can be trusted, `registry-conflict` if a merge left
 * conflict markers in it, or joined it as text, and `registry-unreadable` if it cannot be opened, is not a regular file or has a
 * newer format.
 */
export async function loadRegistry(
  layout: Layout,
  now: Date,
  seen?: LoadedRegistry,
): Promise<LoadedRegistry> {
  try {
    return await loadReadable(layout, now, modelsOf(seen));
  } catch (error) {
    // Whatever part of it that is: nothing may be taken for missing or damaged because of it.
    if (!isUnreadable(error)) throw error;
    throw describeUnreadablePart(layout, error.message.replace(/\.$/, ''), error);
  }
}

/** The models as they were read, without what was changed since. */
function modelsOf(seen: LoadedRegistry | undefined): Models | undefined {
  return seen?.judged?.kind === 'sound' ? seen.judged.state.models : undefined;
}

async function loadReadable(
  layout: Layout,
  now: Date,
  before: Models | undefined,
): Promise<LoadedRegistry> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const loaded = await tryToLoad(layout, now, before);
    // One that was read before a higher one was published was not put there after that.
    if (loaded.replaces === undefined || isInView(layout, loaded)) return loaded;
  }
  throw describeUnreadable(layout, 'other runs keep changing it');
}

async function tryToLoad(
  layout: Layout,
  now: Date,
  before: Models | undefined,
): Promise<LoadedRegistry> {
  const bytes = await readRegistryBytes(layout);
  const judged = bytes && (await classifyRegistry(bytes, now, before));
  if (judged?.kind === 'damaged' && judged.conflict !== undefined) {
    throw describeConflict(layout.registryShown, judged.conflict);
  }
  if (judged?.kind === 'readable' || judged?.kind === 'damaged') await refuseMerged(layout);
  const committed = await readCommitted(layout, now, judged);
  const { newest, generations } = committed;
  const [top = 0] = generations;
  const isRead = top === 0 || newest?.state.generation === top;
  const highest = isRead ? newest?.bytes : readGeneration(layout, top);
  const whole = rejectRot(layout, judged, [newest?.bytes, highest]);
  // A file in which only single bytes rotted is a copy of the newest generation, so it has no other origin.
  const isMade = whole !== undefined && whole.kind !== 'sound' && whole.kind === judged?.kind;
  const origin =
    isMade && newest !== undefined
      ? await findOrigin(layout, whole, { ...committed, newest }, now)
      : 'newest';
  const twin = typeof origin === 'object' && 'state' in origin ? origin.state.bytes : undefined;
  const present = rejectRot(layout, whole, [twin]);
  const states = { present, ...committed, isCopy: isCopy(layout, present, newest), origin };
  const backup = needsBackup(states) ? await readBackup(layout, now) : undefined;
  const { quarantineAs, ...chosen } = chooseState(layout, { ...states, backup }, now);
  const generation = Math.max(normalizeGeneration(chosen.state.generation), top);
  return {
    ...chosen,
    state: { ...chosen.state, generation },
    isThere: bytes !== undefined || generations.length > 0 || chosen.before !== undefined,
    isDue: chosen.due !== 'nothing',
    published: { bytes, quarantineAs },
    judged,
    generations,
    purging: committed.marks.purging,
    fingerprint: [
      present?.kind === 'sound' ? present.checksum : bytes === undefined ? '' : sha256(bytes),
      newest?.checksum ?? '',
      generation,
    ].join(' '),
  };
}

/** Loads what asks git only for a registry that does not hold. */
async function refuseMerged(layout: Layout): Promise<void> {
  const { refuseLossyMerge } = await import('./git-merges.js');
  await refuseLossyMerge(layout, 'registry');
}

function isInView(layout: Layout, { published: { bytes } }: LoadedRegistry): boolean {
  return (
    bytes !== undefined &&
    ifPresent(layout.registry, () => hasContent(layout.registry, bytes)) === true
  );
}

/** Whether the generation of its number has the bytes of the published file. */
function isCopy(
  layout: Layout,
  present: PresentRegistry | undefined,
  newest: SoundRegistry | undefined,
): boolean {
  if (present?.kind !== 'sound') return false;
  const { generation } = present.state;
  return present === newest || isCopyOf(layout, generation, present.bytes);
}

/** What of a loaded registry was compared with a file or a folder, and how that looked. */
interface Compared {
  /** When it was compared last, long enough after it was changed. */
  readonly settled: WeakMap<LoadedRegistry, string>;
  /** Now, and when it first looked so, by the monotonic clock. */
  readonly looked: WeakMap<LoadedRegistry, { readonly look: string; readonly since: number }>;
}

const inView: Compared = { settled: new WeakMap(), looked: new WeakMap() };
/** Apart from that: a commit in the making changes the folder several times, and the registry once. */
const listed: Compared = { settled: new WeakMap(), looked: new WeakMap() };

/**
 * Whether a loaded registry is still what is on disk. Comparing the bytes takes a fraction of the time
 * needed to verify and divide them; a service that asks at every request looks at the files alone.
 */
export function isUnchanged(layout: Layout, loaded: LoadedRegistry): boolean {
  try {
    const names = loaded.generations.join();
    return (
      isStill(listed, loaded, layout.generations, () => names === listGenerations(layout).join()) &&
      isStill(inView, loaded, layout.registry, () => isInView(layout, loaded))
    );
  } catch {
    // Loading it reports what is wrong.
    return false;
  }
}

/** Whether a part of a loaded registry is what is on disk. @param compare - finds out, if its look does not tell */
function isStill(
  { settled, looked }: Compared,
  loaded: LoadedRegistry,
  path: string,
  compare: () => boolean,
): boolean {
  // A link says nothing of what it leads to.
  const isLink = lstatIfPresent(path)?.isSymbolicLink() !== false;
  const seen = isLink ? undefined : lookAt(path);
  if (seen !== undefined && settled.get(loaded) === seen.look) return true;
  const isSame = compare();
  if (isSame && seen !== undefined && isOld(looked, loaded, seen)) settled.set(loaded, seen.look);
  return isSame;
}

/**
 * Whether the last change was so long ago that a later one will have another time. Whatever the file system's
 * clock says, it was before this was first seen so.
 */
function isOld(looked: Compared['looked'], loaded: LoadedRegistry, seen: FileLook): boolean {
  const { look, changedAt } = seen;
  const now = performance.now();
  const first = looked.get(loaded);
  if (first?.look !== look) looked.set(loaded, { look, since: now });
  else if (isFine(seen) && first.since < now - FINE_STEP_MS) return true;
  return changedAt < Date.now() - STEP_MS;
}

/**
 * Treats an apparent edit of one or two bytes as damage: no real edit is that small, but a disk fault is.
 * Two copies of a state with one such fault each differ in two bytes.
 *
 * @param twins - bytes that these may be a copy of, sound or not
 * @throws RegistryError `registry-unreadable` for a format that this version does not support.
 */
function rejectRot(
  layout: Layout,
  judged: ClassifiedRegistry | undefined,
  twins: readonly (Buffer | undefined)[],
): PresentRegistry | undefined {
  if (judged?.kind === 'newer') throw describeNewer(layout, judged.schema);
  if (judged?.kind !== 'readable') return judged;
  if (twins.some((it) => it !== undefined && differsInFewBytes(judged.bytes, it))) {
    return { kind: 'damaged', bytes: judged.bytes, reason: 'single bytes of it changed' };
  }
  return judged;
}

function differsInFewBytes(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false;
  let rest = 0;
  for (let count = 0; count <= 2; count += 1) {
    const at = one.subarray(rest).findIndex((byte, index) => byte !== other[rest + index]);
    if (at < 0) return count > 0;
    rest += at + 1;
  }
  return false;
}

async function readCommitted(
  layout: Layout,
  now: Date,
  present: ClassifiedRegistry | undefined,
): Promise<Committed> {
  refuseLink(layout);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { generations, marks } = listWithMarks(layout);
    const newest = await findNewest(generations, layout, now, present);
    if (newest !== 'gone') return { newest, generations, marks };
  }
  throw describeUnreadable(layout, 'other runs keep changing it');
}

async function findNewest(
  generations: readonly number[],
  layout: Layout,
  now: Date,
  present: ClassifiedRegistry | undefined,
): Promise<SoundRegistry | undefined | 'gone'> {
  for (const generation of generations) {
    // The published file is usually a copy of it, and was classified already.
    if (present?.kind === 'sound' && present.state.generation === generation) {
      if (isGeneration(layout, generation, present.bytes)) return present;
    }
    const bytes = readGeneration(layout, generation);
    if (bytes === undefined) return 'gone';
    const judged = rejectRot(layout, await classifyRegistry(bytes, now), [present?.bytes]);
    if (judged?.kind === 'sound' && judged.state.generation === generation) return judged;
  }
  return undefined;
}

/** Reads the backup, for use if no generation is sound. */
async function readBackup(layout: Layout, now: Date): Promise<FoundStates['backup']> {
  const bytes = await readFile(layout, layout.backup, 'registry').catch(noneIfRefused);
  const judged = rejectRot(layout, bytes && (await classifyRegistry(bytes, now)), []);
  return judged?.kind === 'damaged' ? undefined : judged;
}

async function readRegistryBytes(layout: Layout): Promise<Buffer | undefined> {
  refuseLinkedOutput(layout);
  await takeTurn();
  const found = unreadableOr(() => findFile(layout, layout.registry, 'registry'));
  if (found instanceof RegistryError) {
    // The message names the registry, so the system's answer is all that is to be added.
    throw describeUnreadablePart(layout, errorCode(found.cause) ?? found.message, found);
  }
  if (found === undefined || 'bytes' in found) return found?.bytes;
  // Renaming over a link would replace it and silently leave its target outdated.
  throw describeRefusedRegistry(layout, found.refusal);
}

/** Returns the error for a registry of which some part cannot be read. @param cause - as it was read */
function describeUnreadablePart(
  layout: Layout,
  reason: string,
  cause: RegistryError,
): RegistryError {
  const { code, message } = describeUnreadable(layout, reason);
  const elsewhere = wording`give another location with ${option('output_dir')} or ${option('registry_path')}.`;
  const remedy = wording`${cause.hint.replace(/\.$/, '')}; or ${elsewhere}`;
  return new RegistryError(code, message, remedy, { cause });
}

function describeRefusedRegistry(layout: Layout, { reason, at, remedy }: Refusal): RegistryError {
  if (at === layout.registry && reason.includes(layout.limits.registry.name)) {
    const message = `The registry ${layout.registryShown} cannot be read: ${reason}.`;
    return new RegistryError('registry-too-large', message, remedy);
  }
  return describeUnreadable(
    layout,
    at === layout.registry ? reason : `${at} ${toPredicate(reason)}`,
  );
}

/** Refuses a folder of generations that is a link, since it would redirect writes out of the output. */
function refuseLink(layout: Layout): void {
  const found = lstatIfPresent(layout.generations);
  if (found === undefined || found.isDirectory()) return;
  const what = found.isSymbolicLink() ? 'a symbolic link' : 'not a folder';
  throw describeUnreadable(layout, `the folder of its states, ${layout.generations}, is ${what}`);
}

function describeUnreadable(layout: Layout, reason: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} cannot be read: ${reason}.`,
    wording`Make it a readable regular file, or give another location with ${option('registry_path')}.`,
  );
}

function describeNewer(layout: Layout, schema: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} has a format that this version does not support: ${schema}.`,
    'Install the version of this program that wrote it, or a later one.',
  );
}

/** The registry as it is: the newest state that can be trusted, wherever it stands. */
import { lstat } from 'node:fs/promises';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { Models } from '../../domain/models.js';
import { option, wording } from '../../domain/wording.js';
import type { Expected } from './quarantine.js';
import { hasContent, readBytesIfPresent } from '../../files/atomic.js';
import {
  HIGHEST_GENERATION,
  isGeneration,
  listGenerations,
  readGeneration,
} from './generations.js';
import type { Loaded } from '../port.js';
import type { Layout } from './layout.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type {
  Judged,
  NewerRegistry,
  ReadableRegistry,
  SoundRegistry,
} from './classify-registry.js';
import { judgeRegistry } from './classify-registry.js';
import type { TakenIn } from '../../domain/merge-registry.js';
import { takeIn } from '../../domain/merge-registry.js';
import {
  tellAdopted,
  tellDamagedGeneration,
  tellRestored,
  tellTakenIn,
  describeCorrupt,
} from './recovery-notices.js';

/**
 * A registry as it was found. The generation of its state is the highest that was given, also where
 * that one is damaged.
 */
export interface LoadedRegistry extends Loaded {
  /** The models as they were committed: without what was taken in from elsewhere. */
  readonly audited: Models;
  /** What a writing run has to do also where its plan changes nothing. */
  readonly due: 'nothing' | 'publish' | 'commit';
  /** The bytes of the state before the next one; undefined where none was committed. */
  readonly before: Buffer | undefined;
  /** What stands in the registry's place. */
  readonly standing: Pick<Expected, 'bytes' | 'aside'>;
  /** The generations that stood when it was read, from the highest down. */
  readonly given: readonly number[];
}

type Decision = Pick<LoadedRegistry, 'state' | 'audited' | 'due' | 'notices' | 'before'> & {
  readonly aside: Expected['aside'];
};

/** The newest generation that is sound, and which are given. */
interface Committed {
  readonly newest: SoundRegistry | undefined;
  /** From the highest down. */
  readonly given: readonly number[];
}

/** How often the folder is read again because what was listed is gone: each time, ten were added. */
const ATTEMPTS = 100;

/** Whether anything was ever registered there; what it is worth shows when it is loaded. */
export function isRegistryThere(layout: Layout): boolean {
  return [layout.registry, layout.backup, layout.generations].some((it) => tryToLook(it));
}

function tryToLook(path: string): boolean {
  try {
    return lstatIfPresent(path) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Reads the registry. A rename makes it whole, so that reading needs no lock; nothing is written.
 *
 * The highest sound generation is the registry. What another program wrote into its place is taken
 * in where it adds models or versions; what is damaged is left out, and both are said.
 *
 * @param now - The time for models of a foreign registry that has none; also of an empty one.
 * @throws RegistryError `registry-corrupt` when nothing that can be trusted is left, and
 * `registry-unreadable` when it cannot be opened, is no regular file or has a newer format.
 */
export async function loadRegistry(layout: Layout, now: Date): Promise<LoadedRegistry> {
  const bytes = await readRegistryBytes(layout);
  const judge = (one: Buffer): Promise<Judged> => judgeRegistry(one, now);
  const judged = bytes && (await judge(bytes));
  const committed = await readCommitted(layout, judge, judged);
  const [top] = committed.given;
  const highest = highestBytes(layout, top, committed.newest);
  const present = tellRot(layout, judged, [committed.newest?.bytes, highest]);
  const decision = await decide({ layout, now, judge, present, committed });
  const { state, audited, due, notices, before, aside } = decision;
  const generation = Math.max(known(state.generation), ...committed.given.slice(0, 1));
  return {
    state: { ...state, generation },
    audited,
    isThere: bytes !== undefined || committed.given.length > 0 || before !== undefined,
    due,
    isDue: due !== 'nothing',
    notices,
    before,
    standing: { bytes, aside },
    given: committed.given,
    fingerprint: [
      present?.kind === 'sound' ? present.checksum : bytes === undefined ? '' : sha256(bytes),
      committed.newest?.checksum ?? '',
      generation,
    ].join(' '),
  };
}

/**
 * Reads the registry again where it is another one now than when it was loaded.
 *
 * @throws RegistryError as `loadRegistry`
 */
export async function reloadRegistry(
  layout: Layout,
  loaded: LoadedRegistry,
  now: Date,
): Promise<LoadedRegistry> {
  return isAsLoaded(layout, loaded) ? loaded : loadRegistry(layout, now);
}

/** To compare the bytes takes a fraction of what it takes to check and to divide them. */
function isAsLoaded(layout: Layout, { standing, given }: LoadedRegistry): boolean {
  try {
    const isSame = given.join() === listGenerations(layout).join();
    return isSame && standing.bytes !== undefined && hasContent(layout.registry, standing.bytes);
  } catch {
    // What is wrong is said by who reads it.
    return false;
  }
}

/** Read once, where it is the newest that is sound. */
function highestBytes(
  layout: Layout,
  top: number | undefined,
  newest: SoundRegistry | undefined,
): Buffer | undefined {
  if (top === undefined) return undefined;
  return newest?.state.generation === top ? newest.bytes : readGeneration(layout, top);
}

// A number that cannot be counted on from is another program's.
function known(generation: number): number {
  return generation <= HIGHEST_GENERATION ? generation : 0;
}

interface Case {
  readonly layout: Layout;
  readonly now: Date;
  readonly judge: (bytes: Buffer) => Promise<Judged>;
  readonly present: Exclude<Judged, NewerRegistry> | undefined;
  readonly committed: Committed;
}

/**
 * Nobody adds a model in one byte: what looks so is a fault of the disk. Two copies of one state
 * that have such a fault each differ in two.
 *
 * @param twins - what the bytes may be a copy of, sound or not
 * @throws RegistryError `registry-unreadable` for a format that this version does not know.
 */
function tellRot(
  layout: Layout,
  judged: Judged | undefined,
  twins: readonly (Buffer | undefined)[],
): Exclude<Judged, NewerRegistry> | undefined {
  if (judged?.kind === 'newer') throw describeNewer(layout, judged.schema);
  if (judged?.kind !== 'readable') return judged;
  if (twins.some((it) => it !== undefined && isRotOf(judged.bytes, it))) {
    return { kind: 'damaged', bytes: judged.bytes, reason: 'single bytes of it have changed' };
  }
  return judged;
}

function isRotOf(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false;
  let rest = 0;
  for (let count = 0; count <= 2; count += 1) {
    const at = one.subarray(rest).findIndex((byte, index) => byte !== other[rest + index]);
    if (at < 0) return count > 0;
    rest += at + 1;
  }
  return false;
}

async function decide(it: Case): Promise<Decision> {
  const { layout, present, committed } = it;
  const { newest, given } = committed;
  if (present?.kind === 'sound') return decideSound(it, present);
  if (present?.kind === 'readable' && given.length === 0) {
    const notices = tellAdopted(layout, present);
    return { ...adopted(present), notices };
  }
  const base = newest ?? (await readBackup(it));
  if (base === undefined) {
    if (present === undefined && given.length === 0) return emptyRegistry(it.now);
    if (present?.kind !== 'readable') throw describeCorrupt(layout, present, given);
    const notices = [...tellAdopted(layout, present), ...tellDamagedGeneration(layout, given, 0)];
    return { ...adopted(present), notices };
  }
  const due = base === newest && !hasDamage(committed) ? 'publish' : 'commit';
  const before = base.bytes;
  const audited = base.state.models;
  if (present?.kind === 'readable') {
    const found = takeIn(base.state, present.state, present.isOurs);
    const notices = tellTakenIn(layout, base.state, found, present.lost);
    const isMore = found.taken.length > 0;
    const { state } = found;
    return { state, audited, due: isMore ? 'commit' : due, notices, before, aside: 'edited' };
  }
  const notices = tellRestored(layout, present, { base, given, isBackup: base !== newest });
  const aside = present === undefined ? undefined : 'corrupt';
  return { state: base.state, audited, due, notices, before, aside };
}

/** Another program's registry, or one that was edited: no log leads to it. */
function adopted({ state }: ReadableRegistry): Omit<Decision, 'notices'> {
  return { state, audited: state.models, due: 'commit', before: undefined, aside: 'edited' };
}

/** The file is a state of ours: the newest, an older one, or one that was copied from elsewhere. */
function decideSound({ layout, committed }: Case, present: SoundRegistry): Decision {
  const { newest, given } = committed;
  const isNewest = newest === undefined || newest.checksum === present.checksum;
  const isAhead = isNewest || known(present.state.generation) > newest.state.generation;
  const [base, other] = isAhead ? [present, newest] : [newest, present];
  const found: TakenIn =
    isNewest || other === undefined
      ? { state: base.state, taken: [], left: [] }
      : takeIn(base.state, other.state, true);
  const isMore = found.taken.length > 0;
  const damaged = hasDamage(committed);
  const isTwin = !isAhead && present.state.generation === newest?.state.generation;
  return {
    state: found.state,
    audited: base.state.models,
    due: isMore || damaged ? 'commit' : isAhead ? 'nothing' : 'publish',
    notices: [
      ...(isMore || isTwin ? tellTakenIn(layout, base.state, found, []) : []),
      ...(damaged ? tellDamagedGeneration(layout, given, base.state.generation) : []),
    ],
    before: base.bytes,
    aside: !isAhead && (isMore || isTwin) ? 'edited' : undefined,
  };
}

/** The highest generation cannot be read: one above it is committed, so that this is said once. */
function hasDamage({ newest, given }: Committed): boolean {
  return given.length > 0 && given[0] !== newest?.state.generation;
}

function emptyRegistry(now: Date): Decision {
  const models: Models = new Map();
  const state = { generation: 0, updatedAt: now.toISOString(), models };
  return {
    state,
    audited: models,
    due: 'commit',
    notices: [],
    before: undefined,
    aside: undefined,
  };
}

async function readCommitted(
  layout: Layout,
  judge: Case['judge'],
  present: Judged | undefined,
): Promise<Committed> {
  refuseLink(layout);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const given = attemptToList(layout);
    const newest = await newestOf(given, layout, judge, present);
    if (newest !== 'gone') return { newest, given };
  }
  throw describeUnreadable(layout, 'other runs change it all the time');
}

async function newestOf(
  given: readonly number[],
  layout: Layout,
  judge: Case['judge'],
  present: Judged | undefined,
): Promise<SoundRegistry | undefined | 'gone'> {
  for (const generation of given) {
    // What is published is a copy of it mostly: then it is judged already.
    if (present?.kind === 'sound' && present.state.generation === generation) {
      if (isGeneration(layout, generation, present.bytes)) return present;
    }
    const bytes = readGeneration(layout, generation);
    if (bytes === undefined) return 'gone';
    const judged = tellRot(layout, await judge(bytes), [present?.bytes]);
    if (judged?.kind === 'sound' && judged.state.generation === generation) return judged;
  }
  return undefined;
}

/** The registry before, where no generation is sound. */
async function readBackup({
  layout,
  judge,
}: Case): Promise<SoundRegistry | ReadableRegistry | undefined> {
  const bytes = await readBytesIfPresent(layout.backup).catch(() => undefined);
  const judged = tellRot(layout, bytes && (await judge(bytes)), []);
  return judged?.kind === 'damaged' ? undefined : judged;
}

async function readRegistryBytes(layout: Layout): Promise<Buffer | undefined> {
  try {
    const found = await lstat(layout.registry);
    if (found.isFile()) return await readBytesIfPresent(layout.registry);
    const what = found.isSymbolicLink() ? 'a symbolic link' : 'not a regular file';
    // Renaming over a link would cut it off and leave the file behind it out of date in silence.
    throw describeUnreadable(layout, `it is ${what}`);
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const code = errorCode(error) ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw describeUnreadable(layout, code, error);
  }
}

/** A folder of generations that is a link would lead a write out of the output. */
function refuseLink(layout: Layout): void {
  const found = lstatIfPresent(layout.generations);
  if (found === undefined || found.isDirectory()) return;
  const what = found.isSymbolicLink() ? 'a symbolic link' : 'not a folder';
  throw describeUnreadable(layout, `the folder of its states, ${layout.generations}, is ${what}`);
}

function attemptToList(layout: Layout): number[] {
  try {
    return listGenerations(layout);
  } catch (error) {
    throw describeUnreadable(layout, errorCode(error) ?? String(error), error);
  }
}

function describeUnreadable(layout: Layout, reason: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} cannot be read: ${reason}.`,
    wording`Make it a regular file that you may read, or give another place with ${option('registry_path')}.`,
    { cause },
  );
}

function describeNewer(layout: Layout, schema: string): RegistryError {
  return new RegistryError(
    'registry-unreadable',
    `The registry ${layout.registryShown} has a format that this version does not know: ${schema}.`,
    'Install the version of this program that wrote it, or a later one.',
  );
}

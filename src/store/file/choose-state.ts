/** Chooses, of the states of a registry that were found, the one that is the registry. Pure. */
import type { Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { takeIn, type TakenIn } from '../../domain/merge-registry.js';
import type {
  ClassifiedRegistry,
  NewerRegistry,
  ReadableRegistry,
  SoundRegistry,
} from './classify-registry.js';
import { HIGHEST_GENERATION } from './generations.js';
import type { Layout } from './layout.js';
import type { Expected } from './quarantine.js';
import {
  describeAdopted,
  describeCorrupt,
  describeDamagedGeneration,
  describeMerged,
  describeRestored,
} from './recovery-notices.js';

/** The published file, of a format that this version supports. */
export type PresentRegistry = Exclude<ClassifiedRegistry, NewerRegistry>;

/** What was found on disk. */
export interface FoundStates {
  /** Undefined if there is none. */
  readonly present: PresentRegistry | undefined;
  /** The newest sound generation. */
  readonly newest: SoundRegistry | undefined;
  /** The existing generations, highest first. */
  readonly generations: readonly number[];
  /** The backup, if it is needed and can be used. */
  readonly backup: SoundRegistry | ReadableRegistry | undefined;
}

/** The state that is the registry, and what follows from that. */
export interface Choice {
  readonly state: RegistryState;
  /** The committed models, without what was merged from an edited file. */
  readonly audited: Models;
  /** What a writing run must do even if its plan changes nothing. */
  readonly due: 'nothing' | 'publish' | 'commit';
  /** Notices for the user. */
  readonly notices: readonly string[];
  /** The bytes of the state to be backed up by the next commit; undefined if none was committed. */
  readonly before: Buffer | undefined;
  readonly quarantineAs: Expected['quarantineAs'];
}

/** Whether the backup can matter: no other state is sound. */
export function needsBackup({
  present,
  newest,
  generations,
}: Omit<FoundStates, 'backup'>): boolean {
  if (newest !== undefined || present?.kind === 'sound') return false;
  return present?.kind !== 'readable' || generations.length > 0;
}

/**
 * Chooses the state that is the registry.
 *
 * @param now - the time of an empty registry
 * @throws RegistryError `registry-corrupt` if no state can be trusted
 */
export function chooseState(layout: Layout, found: FoundStates, now: Date): Choice {
  const { present, newest, generations } = found;
  if (present?.kind === 'sound') return chooseSoundState(layout, found, present);
  if (present?.kind === 'readable' && generations.length === 0) {
    return startWith(present.state, describeAdopted(layout, present), 'edited');
  }
  const base = newest ?? found.backup;
  if (base === undefined) {
    if (present === undefined && generations.length === 0) {
      const updatedAt = now.toISOString();
      return startWith({ generation: 0, updatedAt, models: new Map() }, [], undefined);
    }
    if (present?.kind !== 'readable') throw describeCorrupt(layout, present, generations);
    const notices = [
      ...describeAdopted(layout, present),
      ...describeDamagedGeneration(layout, generations, 0),
    ];
    return startWith(present.state, notices, 'edited');
  }
  const due = base === newest && !hasDamage(found) ? 'publish' : 'commit';
  const kept = { audited: base.state.models, before: base.bytes };
  if (present?.kind === 'readable') {
    const merged = takeIn(base.state, present.state, present.isOurs);
    const notices = describeMerged(layout, base.state, merged, present.lost);
    const dueThen = merged.taken.length > 0 ? 'commit' : due;
    return { ...kept, state: merged.state, due: dueThen, notices, quarantineAs: 'edited' };
  }
  const restored = { base, generations, isBackup: base !== newest };
  const notices = describeRestored(layout, present, restored);
  const quarantineAs = present === undefined ? undefined : 'corrupt';
  return { ...kept, state: base.state, due, notices, quarantineAs };
}

/** Chooses a state that was never committed: an empty one, or one of another program. */
function startWith(
  state: RegistryState,
  notices: readonly string[],
  quarantineAs: Choice['quarantineAs'],
): Choice {
  return { state, audited: state.models, due: 'commit', notices, before: undefined, quarantineAs };
}

/** Chooses the state if the published file is sound: the newest, an older one, or a copy of another. */
function chooseSoundState(layout: Layout, found: FoundStates, present: SoundRegistry): Choice {
  const { newest, generations } = found;
  const isNewest = newest === undefined || newest.checksum === present.checksum;
  const isAhead =
    isNewest || normalizeGeneration(present.state.generation) > newest.state.generation;
  const [base, other] = isAhead ? [present, newest] : [newest, present];
  const merged: TakenIn =
    isNewest || other === undefined
      ? { state: base.state, taken: [], left: [] }
      : takeIn(base.state, other.state, true);
  const isMore = merged.taken.length > 0;
  const damaged = hasDamage(found);
  const isTwin = !isAhead && present.state.generation === newest?.state.generation;
  return {
    state: merged.state,
    audited: base.state.models,
    due: isMore || damaged ? 'commit' : isAhead ? 'nothing' : 'publish',
    notices: [
      ...(isMore || isTwin ? describeMerged(layout, base.state, merged, []) : []),
      ...(damaged ? describeDamagedGeneration(layout, generations, base.state.generation) : []),
    ],
    before: base.bytes,
    quarantineAs: !isAhead && (isMore || isTwin) ? 'edited' : undefined,
  };
}

/** Whether the highest generation is unreadable; a higher one is then committed, to report this once. */
function hasDamage({ newest, generations }: Pick<FoundStates, 'newest' | 'generations'>): boolean {
  return generations.length > 0 && generations[0] !== newest?.state.generation;
}

/** Returns a generation, or 0 for a number that this program cannot have counted to. */
export function normalizeGeneration(generation: number): number {
  return generation <= HIGHEST_GENERATION ? generation : 0;
}

/** Chooses, of the states of a registry that were found, the one that is the registry. Pure. */
import type { FileBytes } from '../../domain/file-bytes.js';
import type { Models } from '../../domain/models.js';
import { FORMAT, type RegistryState } from '../../domain/registry-state.js';
import { takeEdited } from '../../domain/take-edited.js';
import type { Wording } from '../../domain/wording.js';
import type {
  ClassifiedRegistry,
  NewerRegistry,
  ReadableRegistry,
  SoundRegistry,
} from './classify-registry.js';
import type { Layout } from './layout.js';
import {
  HIGHEST_GENERATION,
  isReplacedBy,
  publishedMark,
  replacedMark,
  type Marks,
} from './marks.js';
import type { Expected } from './quarantine.js';
import {
  describeAdopted,
  describeCorrupt,
  describeDamagedGeneration,
  describeKept,
  describeMerged,
  describePut,
  describeRestored,
  describeRestoredPut,
  describeUnknown,
} from './recovery-notices.js';

/** The published file, of a format that this version supports. */
export type PresentRegistry = Exclude<ClassifiedRegistry, NewerRegistry>;

/** A state that is kept here. */
export interface KeptState {
  readonly state: SoundRegistry;
  /** Whether it is a generation, and not the backup. */
  readonly isCopy: boolean;
}

/**
 * What an edited or damaged file was derived from: the newest generation, another kept state, a state that
 * is not kept here (known only by the checksum in the file), or unknown.
 */
export type Origin = 'newest' | KeptState | { readonly checksum: string } | 'unknown';

/** What was found on disk. */
export interface FoundStates {
  /** Undefined if there is none. */
  readonly present: PresentRegistry | undefined;
  /** The newest sound generation. */
  readonly newest: SoundRegistry | undefined;
  /** The existing generations, highest first. */
  readonly generations: readonly number[];
  readonly marks: Marks;
  /** Whether the generation of its number has the bytes of the published file. */
  readonly isCopy: boolean;
  /** The backup, if it is needed and can be used. */
  readonly backup: SoundRegistry | ReadableRegistry | undefined;
  /** What the published file was made of; `newest` where that does not matter. */
  readonly origin: Origin;
}

/** The state that is the registry, and what follows from that. */
export interface Choice {
  readonly state: RegistryState;
  /** The committed models, without what was merged from an edited file. */
  readonly audited: Models;
  /** What a writing run must do even if its plan changes nothing. */
  readonly due: 'nothing' | 'publish' | 'commit';
  /** Notices for the user. */
  readonly notices: readonly Wording[];
  /** What an edited file says otherwise and what is not taken, each with its reason. */
  readonly leftEdits?: readonly Wording[];
  /** The bytes of the state to be backed up by the next commit; undefined if none was committed. */
  readonly before: FileBytes | undefined;
  readonly quarantineAs: Expected['quarantineAs'];
  /** The state is written in an older format, and the next run that writes is to move it. */
  readonly isOldFormat?: boolean;
  /** The newest generation, if another state was put in view in its place. */
  readonly replaces?: number;
  /** The name of the mark that the next writer is to set. */
  readonly markDue?: string;
}

/** Whether the backup can matter: no other state is sound. */
export function needsBackup({
  present,
  newest,
  generations,
}: Pick<FoundStates, 'present' | 'newest' | 'generations'>): boolean {
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
  const { present, newest, generations, origin } = found;
  if (present?.kind === 'sound') return chooseSoundState(layout, found, present);
  if (present?.kind === 'readable' && generations.length === 0) {
    return startWith(present.state, describeAdopted(layout, present), 'edited');
  }
  if (present !== undefined && newest !== undefined && typeof origin === 'object') {
    const chosen = chooseMadeOf(layout, { ...found, newest }, present, origin);
    if (chosen !== undefined) return chosen;
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
  const unknown = origin === 'unknown' ? [describeUnknown(layout, base.state.generation)] : [];
  if (present?.kind === 'readable') {
    const merged = takeEdited(base.state, present);
    const notices = [...describeMerged(layout, base.state, merged), ...unknown];
    const dueThen = merged.taken.length > 0 ? 'commit' : due;
    const { state, left: leftEdits } = merged;
    return { ...kept, state, due: dueThen, notices, leftEdits, quarantineAs: 'edited' };
  }
  const restored = { base, generations, isBackup: base !== newest };
  const notices = [...describeRestored(layout, present, restored), ...unknown];
  const quarantineAs = present === undefined ? undefined : 'corrupt';
  return { ...kept, state: base.state, due, notices, quarantineAs };
}

/**
 * Chooses what was put in the place of the newest generation and was edited or damaged there.
 *
 * @returns undefined if the newest generation is the registry all the same
 */
function chooseMadeOf(
  layout: Layout,
  found: FoundStates & { readonly newest: SoundRegistry },
  present: Exclude<PresentRegistry, SoundRegistry>,
  origin: Exclude<Origin, string>,
): Choice | undefined {
  const replaces = found.newest.state.generation;
  if ('checksum' in origin) {
    if (present.kind !== 'readable') return undefined;
    const notices = [...describeAdopted(layout, present), describeKept(layout, replaces)];
    const markDue = replacedMark(replaces, origin.checksum);
    return { ...startWith(present.state, notices, 'edited'), replaces, markDue };
  }
  const base = origin.state;
  const relation = relate({ ...found, isCopy: origin.isCopy }, base);
  if (relation === 'same' || relation === 'cut short') return undefined;
  const chosen = {
    audited: base.state.models,
    before: base.bytes,
    due: 'commit',
    replaces,
    ...(relation === 'put' && { markDue: replacedMark(replaces, base.checksum) }),
  } as const;
  if (present.kind === 'readable') {
    const merged = takeEdited(base.state, present);
    const notices = describeMerged(layout, base.state, merged, replaces);
    const { state, left: leftEdits } = merged;
    return { ...chosen, state, notices, leftEdits, quarantineAs: 'edited' };
  }
  const notices = describeRestoredPut(layout, present, base.state, replaces);
  return { ...chosen, state: base.state, notices, quarantineAs: 'corrupt' };
}

/** Chooses a state that was never committed: an empty one, or one of another program. */
function startWith(
  state: RegistryState,
  notices: readonly Wording[],
  quarantineAs: Choice['quarantineAs'],
): Choice {
  return { state, audited: state.models, due: 'commit', notices, before: undefined, quarantineAs };
}

/** Chooses the state if the published file is sound. */
function chooseSoundState(layout: Layout, found: FoundStates, present: SoundRegistry): Choice {
  const { newest, generations } = found;
  const relation = relate(found, present);
  const isCutShort = relation === 'cut short';
  const chosen = isCutShort && newest !== undefined ? newest : present;
  const replaces =
    relation === 'put' || relation === 'known' ? newest?.state.generation : undefined;
  const markDue = findMarkDue(found, present, relation);
  const isDamaged = hasDamage(found);
  const { generation } = chosen.state;
  return {
    state: chosen.state,
    audited: chosen.state.models,
    due: isDamaged ? 'commit' : isCutShort ? 'publish' : 'nothing',
    notices: [
      ...(relation === 'put' ? [describePut(layout, generation, replaces ?? 0)] : []),
      ...(isDamaged ? describeDamagedGeneration(layout, generations, generation) : []),
    ],
    before: chosen.bytes,
    quarantineAs: undefined,
    ...(relation === 'same' && chosen.format !== FORMAT && { isOldFormat: true }),
    ...(replaces !== undefined && { replaces }),
    ...(markDue !== undefined && { markDue }),
  };
}

/**
 * What a sound published file is beside the newest generation: the same state, or that of the highest
 * generation, which is damaged; what was in view when the newest was committed, whose publication a kill
 * cut short; or a state that was put there on purpose, as `git checkout` does, told already or not.
 */
type Relation = 'same' | 'cut short' | 'put' | 'known';

function relate(found: FoundStates, { checksum, state }: SoundRegistry): Relation {
  const { newest, generations, marks, isCopy } = found;
  if (newest === undefined || newest.checksum === checksum) return 'same';
  // Its own generation was removed, or is damaged.
  const isRemoved =
    state.generation === marks.published && state.generation > newest.state.generation;
  if (isRemoved || (hasDamage(found) && state.generation === generations[0])) return 'same';
  // Since when it was in view for good reason: as a generation, or because it was put in its place.
  const replaced = marks.replaced.filter((it) => isReplacedBy(it, checksum));
  const since = Math.max(
    ...(isCopy ? [state.generation] : []),
    ...replaced.map(({ generation }) => generation),
  );
  // This program puts nothing older in view than what was published.
  if (since < marks.published) return 'put';
  if (since >= newest.state.generation) return 'known';
  return since < 0 ? 'put' : 'cut short';
}

/** The mark that the next writer is to set. */
function findMarkDue(
  { newest, generations, marks }: FoundStates,
  { checksum }: SoundRegistry,
  relation: Relation,
): string | undefined {
  const generation = newest?.state.generation ?? 0;
  const isFirst = newest === undefined && generations.length === 0;
  if (relation === 'put' || isFirst) return replacedMark(generation, checksum);
  const isInView = relation === 'same' && newest?.checksum === checksum;
  return isInView && marks.published < generation ? publishedMark(generation) : undefined;
}

/** Whether the highest generation is unreadable; a higher one is then committed, to report this once. */
function hasDamage({ newest, generations }: Pick<FoundStates, 'newest' | 'generations'>): boolean {
  return generations.length > 0 && generations[0] !== newest?.state.generation;
}

/** Returns a generation, or 0 for a number that this program cannot have counted to. */
export function normalizeGeneration(generation: number): number {
  return generation <= HIGHEST_GENERATION ? generation : 0;
}

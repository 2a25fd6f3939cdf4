/** The notices for a registry that was changed, damaged or lost since it was committed. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { abbreviate } from '../../domain/lists.js';
import { plural } from '../../domain/plural.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording, type Wording } from '../../domain/wording.js';
import { getShownPath, type Layout } from './layout.js';
import type { ClassifiedRegistry, ReadableRegistry } from './classify-registry.js';
import type { Lost, TakenEdited } from '../../domain/take-edited.js';

/** The state that is used instead of a damaged or missing one. */
export interface Restored {
  readonly base: { readonly state: RegistryState };
  /** The existing generations, highest first. */
  readonly generations: readonly number[];
  /** It is `model_registry.json.bak`, since no generation is sound. */
  readonly isBackup: boolean;
}

const MAX_LISTED = 10;
/** The edits that are told one by one. */
const MAX_LEFT = 20;

/** Describes a registry of another program, if nothing was committed before. */
export function describeAdopted(
  layout: Layout,
  { isOurs, state, lost }: ReadableRegistry,
): string[] {
  const { size } = state.models;
  const notice = isOurs
    ? `${layout.registryShown} was edited by another program: its checksum does not match. It is readable and is used as it is.`
    : `${layout.registryShown} was written by another program; ${plural(size, 'model')} ${size === 1 ? 'was' : 'were'} taken over.`;
  return [notice, ...describeLost(layout, lost)];
}

/** Describes what was merged from a registry that was changed since it was committed, and what was not. */
export function describeMerged(
  layout: Layout,
  base: RegistryState,
  { taken, left }: TakenEdited,
  replaced?: number,
): Wording[] {
  const sentences = [
    `${layout.registryShown} was changed by another program or by hand.`,
    replaced === undefined
      ? `Everything that was committed is kept (generation ${base.generation}).`
      : `It was made of ${describePutState(base.generation)}, and everything in that is kept.`,
    ...(taken.length + left.length === 0 ? ['It contains nothing new.'] : []),
    ...(taken.length === 0 ? [] : [`Merged: ${abbreviate(taken, MAX_LISTED)}.`]),
    ...(left.length === 0 ? [] : [`Not merged: ${plural(left.length, 'edit')}.`]),
  ];
  return [
    sentences.join(' '),
    ...left.slice(0, MAX_LEFT).map((it) => wording`Not merged: ${it}.`),
    ...describeMoreLeft(left.length - MAX_LEFT),
    ...(replaced === undefined ? [] : [describeKept(layout, replaced)]),
  ];
}

function describeMoreLeft(count: number): string[] {
  if (count <= 0) return [];
  const more = count === 1 ? '1 more edit is' : `${count} more edits are`;
  return [`${more} not merged; the summary of a run lists them all.`];
}

/** Describes a state that was put in view in the place of the newest generation. */
export function describePut(layout: Layout, present: number, newest: number): Wording {
  const before = present === newest ? 'the other generation' : 'generation';
  return wording`${layout.registryShown} was replaced, as by a checkout or from a copy: generation ${String(present)}, which was put there, is the registry now. Nothing needs to be done; the state before, ${before} ${String(newest)}, is kept, and ${operation('generation list')} names it.`;
}

function describePutState(generation: number): string {
  return `generation ${generation}, which a checkout or a copy had put there`;
}

/** Says where the newest generation is, if another state is the registry. */
export function describeKept(layout: Layout, newest: number): Wording {
  return wording`Generation ${String(newest)}, the last one that was committed here, is kept in ${getShownPath(layout, layout.generations)}: ${operation('generation restore', String(newest))} makes it the registry again.`;
}

/** Says what was taken for an edited or damaged file, if nobody can tell what it was made of. */
export function describeUnknown({ registryShown }: Layout, taken: number): string {
  return `The state that ${registryShown} was edited from is not kept here, so generation ${taken}, the last one committed here, is used instead. If that is another branch's, restore the file as committed, for instance with git checkout.`;
}

/** Describes a damaged registry that a checkout or a copy had put there, and that is whole elsewhere. */
export function describeRestoredPut(
  layout: Layout,
  present: ClassifiedRegistry,
  { generation, models }: RegistryState,
  replaced: number,
): Wording[] {
  return [
    `${layout.registryShown} ${describeFault(present)}. It was a copy of generation ${generation}, put there by a checkout or a copy; that generation is used, with ${plural(models.size, 'model')}. Nothing in it is missing.`,
    describeKept(layout, replaced),
  ];
}

function describeFault(present: ClassifiedRegistry | undefined): string {
  return present?.kind === 'damaged' ? `is damaged: ${present.reason}` : 'is missing';
}

/** Describes a damaged or missing registry, and the sound state that is used instead. */
export function describeRestored(
  layout: Layout,
  present: ClassifiedRegistry | undefined,
  { base, generations, isBackup }: Restored,
): string[] {
  const { generation } = base.state;
  const from = isBackup ? `${layout.registryShown}.bak` : `generation ${generation}`;
  const hasAll = !isBackup && generations[0] === generation;
  return [
    `${layout.registryShown} ${describeFault(present)}. The newest sound state is used, ${from}, with ${plural(base.state.models.size, 'model')}.${hasAll ? ' Nothing that was committed is missing.' : ''}`,
    ...(hasAll ? [] : describeMissing(layout, generations, isBackup ? 0 : generation)),
  ];
}

/** Describes unreadable generations above or equal to the state in use. */
export function describeDamagedGeneration(
  layout: Layout,
  generations: readonly number[],
  used: number,
): string[] {
  if (generations[0] === used) {
    return [
      `Generation ${used} in ${getShownPath(layout, layout.generations)} is damaged; ${layout.registryShown} has the same state, so nothing is missing.`,
    ];
  }
  return describeMissing(layout, generations, used);
}

function describeMissing(layout: Layout, generations: readonly number[], used: number): string[] {
  const damaged = generations.filter((generation) => generation > used);
  const which =
    damaged.length === 0
      ? `The generations after it are not in ${getShownPath(layout, layout.generations)}`
      : `In ${getShownPath(layout, layout.generations)}, ${damaged.length === 1 ? 'the generation' : 'the generations'} ${abbreviate(damaged.toReversed().map(String), MAX_LISTED)} cannot be read`;
  return [
    `${which}: what was registered after the state in use is missing, and is registered again from the specs that still exist.`,
  ];
}

function describeLost(layout: Layout, lost: readonly Lost[]): string[] {
  const paths = lost.map((it) => it.path);
  return lost.length === 0
    ? []
    : [
        `These parts of ${layout.registryShown} could not be taken over: ${abbreviate(paths, MAX_LISTED)}.`,
      ];
}

/** Returns the error for a registry without any sound state. */
export function describeCorrupt(
  layout: Layout,
  present: ClassifiedRegistry | undefined,
  generations: readonly number[],
): RegistryError {
  const reason = present?.kind === 'damaged' ? present.reason : 'it is missing';
  const others =
    generations.length === 0
      ? `there is no earlier state of it in ${getShownPath(layout, layout.generations)}`
      : `none of its earlier states in ${getShownPath(layout, layout.generations)} is sound`;
  return new RegistryError(
    'registry-corrupt',
    `The registry ${layout.registryShown} is damaged: ${reason}; and ${others}.`,
    wording`Rebuild it from the models' folders with ${operation('rebuild')}, restore it from a backup, or move ${generations.length === 0 ? 'it' : 'it and that folder'} away to start a new one.`,
  );
}

/** What people are told when a registry was not found as it was left. Pure. */
import { basename, posix } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { plural } from '../../domain/plural.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording } from '../../domain/wording.js';
import type { Layout } from './layout.js';
import type { Judged, ReadableRegistry } from './classify-registry.js';
import type { TakenIn } from './merge-registry.js';

/** The state that is used in the place of one that cannot be. */
export interface Restored {
  readonly base: { readonly state: RegistryState };
  /** The generations that stand, from the highest down. */
  readonly given: readonly number[];
  /** It is `model_registry.json.bak`, for no generation is sound. */
  readonly isBackup: boolean;
}

const SHOWN = 10;

/** A registry that another program wrote, where nothing was committed before. */
export function tellAdopted(layout: Layout, { isOurs, state, lost }: ReadableRegistry): string[] {
  const notice = isOurs
    ? `${layout.registryShown} was edited by another program: its checksum does not hold. It reads well and is taken as it is.`
    : `${layout.registryShown} was written by another program; ${countModels(state)} taken over.`;
  return [notice, ...tellLost(layout, lost)];
}

/** A registry that was changed since it was committed: what was taken from it, and what was not. */
export function tellTakenIn(
  layout: Layout,
  base: RegistryState,
  { taken, left }: TakenIn,
  lost: readonly string[],
): string[] {
  const said = [
    `${layout.registryShown} was changed by another program or by hand.`,
    `Everything that was committed stays (generation ${base.generation}).`,
    taken.length === 0 ? 'Nothing in it is new.' : `Taken from it: ${list(taken)}.`,
    ...(left.length === 0 ? [] : [`Not taken: ${list(left)}.`]),
  ];
  return [said.join(' '), ...tellLost(layout, lost)];
}

/** A registry that is damaged or missing, with a sound state in its place. */
export function tellRestored(
  layout: Layout,
  present: Judged | undefined,
  { base, given, isBackup }: Restored,
): string[] {
  const fault =
    present?.kind === 'damaged' ? `is damaged: ${present.reason}` : 'is missing from its place';
  const { generation } = base.state;
  const from = isBackup ? `${layout.registryShown}.bak` : `generation ${generation}`;
  const hasAll = !isBackup && given[0] === generation;
  return [
    `${layout.registryShown} ${fault}. The newest sound state is used, ${from}, with ${count(base.state)}.${hasAll ? ' Nothing that was committed is missing.' : ''}`,
    ...(hasAll ? [] : tellMissing(layout, given, isBackup ? 0 : generation)),
  ];
}

/** Generations above the state in use, or that state's own, that cannot be read. */
export function tellDamagedGeneration(
  layout: Layout,
  given: readonly number[],
  used: number,
): string[] {
  if (given[0] === used) {
    return [
      `Generation ${used} in ${folderShown(layout)} is damaged; ${layout.registryShown} holds it, so that nothing is missing.`,
    ];
  }
  return tellMissing(layout, given, used);
}

function tellMissing(layout: Layout, given: readonly number[], used: number): string[] {
  const damaged = given.filter((generation) => generation > used);
  const which =
    damaged.length === 0
      ? `The generations after it are not in ${folderShown(layout)}`
      : `In ${folderShown(layout)}, ${damaged.length === 1 ? 'the generation' : 'the generations'} ${list(damaged.toReversed().map(String))} cannot be read`;
  return [
    `${which}: what was registered after the state in use is missing, and is registered again from the specs that are still there.`,
  ];
}

function tellLost(layout: Layout, lost: readonly string[]): string[] {
  return lost.length === 0
    ? []
    : [`These parts of ${layout.registryShown} could not be taken over: ${list(lost)}.`];
}

/** The folder of the generations, as a person would write it. */
function folderShown({ registryShown, generations }: Layout): string {
  return posix.join(posix.dirname(registryShown), basename(generations));
}

function list(items: readonly string[]): string {
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : '';
  return `${items.slice(0, SHOWN).join(', ')}${more}`;
}

function count({ models }: RegistryState): string {
  return plural(models.size, 'model');
}

function countModels(state: RegistryState): string {
  return `${count(state)} ${state.models.size === 1 ? 'was' : 'were'}`;
}

/** The error where nothing sound is left to take the registry's place. */
export function describeCorrupt(
  layout: Layout,
  present: Judged | undefined,
  given: readonly number[],
): RegistryError {
  const reason = present?.kind === 'damaged' ? present.reason : 'it is missing';
  const others =
    given.length === 0
      ? `there is no earlier state of it in ${folderShown(layout)}`
      : `none of its earlier states in ${folderShown(layout)} is sound`;
  return new RegistryError(
    'registry-corrupt',
    `The registry ${layout.registryShown} is damaged: ${reason}; and ${others}.`,
    wording`Make it anew from the models' folders with ${operation('rebuild')}, restore it from a copy of yours, or move ${given.length === 0 ? 'it' : 'it and that folder'} away to start a new one.`,
  );
}

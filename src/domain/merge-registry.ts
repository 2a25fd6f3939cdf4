/** What another program added to a registry → our state with it. Pure. */
import type { Entry, VersionEntry } from './model.js';
import type { RegistryState } from './registry-state.js';
import { isSame, own, saysNothing } from './json.js';
import { withEntries } from './models.js';
import { keysFrom } from './persisted.js';
import { isOrigin, toValues } from './with-annotations.js';

/** A state with what another one had more. */
export interface TakenIn {
  readonly state: RegistryState;
  /** What was taken, such as `the model a`. */
  readonly taken: string[];
  /** What the other one says otherwise and was not taken, such as `status of a`. */
  readonly left: string[];
}

/** What a person or a program changes on purpose; counts and times follow from other things. */
const MEANT = keysFrom('entry', 'spec', 'user');

/**
 * Takes what a state lacks out of another one: models, versions, and what was said beside the
 * models. Everything that it has stays.
 *
 * @param isOurs - The other one has our own shape, so that its defaults are meant, too.
 */
export function takeIn(base: RegistryState, other: RegistryState, isOurs: boolean): TakenIn {
  const entries: Entry[] = [];
  const taken: string[] = [];
  const left: string[] = [];
  for (const [id, theirs] of other.models) {
    const ours = base.models.get(id);
    if (ours === undefined && isPurged(base, id)) {
      left.push(`the model ${id}, which ${PURGED}`);
      continue;
    }
    if (ours === undefined) {
      entries.push(theirs);
      taken.push(`the model ${id}`);
      continue;
    }
    const added = listAdded(ours, theirs);
    if (added.length > 0) entries.push(withVersions(ours, theirs, added));
    taken.push(...added.map((version) => `version ${version} of ${id}`));
    left.push(...differences(ours, theirs, isOurs));
  }
  for (const id of base.models.keys()) if (!other.models.has(id)) left.push(`the removal of ${id}`);
  const beside = takeBeside(base, other);
  const models = withEntries(base.models, entries);
  return {
    state: { ...base, ...beside.words, models },
    taken: [...taken, ...beside.taken],
    left: [...left, ...beside.left],
  };
}

/** What was done to a model that {@link isPurged}. */
export const PURGED = 'was deleted for good or renamed';

/** Whether another registry may have a model only because it is older. */
export function isPurged({ purged = {} }: RegistryState, id: string): boolean {
  return Object.hasOwn(purged, id);
}

/** The versions that another state of a model has more. */
export function listAdded(ours: Entry, theirs: Entry): string[] {
  return Object.keys(theirs.versions).filter((it) => !Object.hasOwn(ours.versions, it));
}

/** What was said beside the models: what is new is taken. */
export function takeBeside(
  base: RegistryState,
  other: RegistryState,
): Omit<TakenIn, 'state'> & { readonly words: Partial<RegistryState> } {
  const [ours, theirs] = [base.foreign ?? {}, other.foreign ?? {}];
  const others = Object.entries(theirs).filter(([key, it]) => !isSame(own(ours, key), it));
  const isNew = ([key]: [string, unknown]): boolean => !Object.hasOwn(ours, key);
  const foreign = { ...theirs, ...ours };
  return {
    words: Object.keys(foreign).length > 0 ? { foreign } : {},
    taken: others.filter(isNew).map(nameBeside),
    left: others.filter((it) => !isNew(it)).map(nameBeside),
  };
}

function nameBeside([key]: [string, unknown]): string {
  return `key ${key} of the registry`;
}

/** An entry with some versions of another state of it. */
export function withVersions(ours: Entry, theirs: Entry, added: readonly string[]): Entry {
  const more = Object.entries(theirs.versions).filter(([version]) => added.includes(version));
  return { ...ours, versions: { ...ours.versions, ...Object.fromEntries(more) } };
}

function differences(ours: Entry, theirs: Entry, isOurs: boolean): string[] {
  const keys = MEANT.filter((key) => {
    const value = key === 'foreign' && !isOurs ? ownForeign(theirs) : theirs[key];
    const isKnown = Object.hasOwn(theirs.versions, theirs.version);
    const isDefault =
      (key === 'version' && !isKnown) || (key === 'status' && value === 'active' && !isOurs);
    return !isDefault && !saysNothing(value) && !isSame(value, ours[key]);
  });
  const versions = Object.entries(theirs.versions).filter(([version, theirs]) => {
    const known = own(ours.versions, version);
    return known !== undefined && isOtherContent(known, theirs);
  });
  return [
    ...keys.map((key) => `${key === 'version' ? 'current version' : key} of ${ours.model_id}`),
    ...versions.map(([version]) => `the content of version ${version} of ${ours.model_id}`),
    ...Object.values(theirs.versions).flatMap((it) => saidOtherwise(ours, it)),
  ];
}

/** What another program said of a model besides its description and where it comes from, which have keys here. */
function ownForeign({ foreign = {} }: Entry): Entry['foreign'] | null {
  const { description: _, metadata, ...rest } = foreign;
  const inner = Object.keys(toValues(metadata)).filter((it) => !isOrigin(it));
  return Object.keys(rest).length + inner.length === 0 ? null : foreign;
}

/** What was said of a version that both have. */
function saidOtherwise({ model_id, versions }: Entry, theirs: VersionEntry): string[] {
  const { version } = theirs;
  const known = own(versions, version);
  if (known === undefined) return [];
  return keysFrom('version_entry', 'user')
    .filter((key) => !saysNothing(theirs[key]) && !isSame(theirs[key], known[key]))
    .map((key) => `${key} of version ${version} of ${model_id}`);
}

function isOtherContent(ours: VersionEntry, theirs: VersionEntry): boolean {
  return theirs.hash !== null && theirs.hash !== ours.hash;
}

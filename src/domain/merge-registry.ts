/** What another program added to a registry → our state with it. Pure. */
import type { Entry, VersionEntry } from './model.js';
import type { RegistryState } from './registry-state.js';
import { own } from './json.js';
import { presentIds, withEntries } from './models.js';
import { keysFrom, userWords } from './persisted.js';
import { isOrigin, toValues } from './with-annotations.js';
import { EDITABLE, isSame, saysNothing, takeEdits } from './take-edits.js';

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

/** Whether the other one is a copy of this state that a program edited, so that its edits are meant for this. */
export type Relation = 'edited' | 'other';

/**
 * Takes what a state lacks out of another one: models, versions, and what was said beside the
 * models. Everything that it has stays.
 *
 * @param isOurs - The other one has our own shape, so that its defaults are meant, too.
 */
export function takeIn(
  base: RegistryState,
  other: RegistryState,
  isOurs: boolean,
  relation: Relation = 'other',
): TakenIn {
  const isEdited = relation === 'edited' && !isOurs;
  const entries: Entry[] = [];
  const taken: string[] = [];
  const left: string[] = [];
  for (const [id, theirs] of other.models) {
    const ours = base.models.get(id);
    if (ours === undefined && base.purged !== undefined && Object.hasOwn(base.purged, id)) {
      // The other one may be an older state, which still has it.
      left.push(`the model ${id}, which was deleted for good or renamed`);
      continue;
    }
    if (ours === undefined) {
      entries.push(theirs);
      taken.push(`the model ${id}`);
      continue;
    }
    if (ours.status === 'deleted' && isEdited) {
      left.push(`the model ${id}, which was deleted`);
      continue;
    }
    const edits = isEdited ? takeEdits(ours, theirs) : { entry: ours, taken: [], left: [] };
    const added = Object.keys(theirs.versions).filter((it) => !Object.hasOwn(ours.versions, it));
    if (added.length > 0) entries.push(withVersions(edits.entry, theirs, added));
    else if (edits.entry !== ours) entries.push(edits.entry);
    taken.push(...edits.taken);
    taken.push(...added.map((version) => `version ${version} of ${id}`));
    left.push(...edits.left, ...differences(ours, theirs, isOurs, isEdited));
  }
  // The other program does not see what is deleted.
  for (const id of !isEdited ? base.models.keys() : presentIds(base.models)) {
    if (!other.models.has(id)) left.push(`the removal of ${id}`);
  }
  // What was said beside the models.
  const [ours, theirs] = [userWords('registry', base), userWords('registry', other)];
  for (const [key, value] of Object.entries(theirs)) {
    const known = own<unknown>(ours, key);
    if (known === undefined) taken.push(`${key} of the registry`);
    else if (!isSame(known, value)) left.push(`${key} of the registry`);
  }
  const models = withEntries(base.models, entries);
  return { state: { ...base, ...theirs, ...ours, models }, taken, left };
}

function withVersions(ours: Entry, theirs: Entry, added: readonly string[]): Entry {
  const more = Object.entries(theirs.versions).filter(([version]) => added.includes(version));
  return { ...ours, versions: { ...ours.versions, ...Object.fromEntries(more) } };
}

function differences(ours: Entry, theirs: Entry, isOurs: boolean, isEdited: boolean): string[] {
  const keys = MEANT.filter((key) => {
    if (isEdited && EDITABLE.includes(key)) return false;
    const value = key === 'foreign' && !isOurs ? ownForeign(theirs) : theirs[key];
    const isKnown = isEdited ? value !== '' : Object.hasOwn(theirs.versions, theirs.version);
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

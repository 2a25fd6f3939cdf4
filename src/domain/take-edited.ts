/** What a program or a person edited in a copy of a registry → our state with what may be taken. Pure. */
import { listEdits, type Edit } from './edits.js';
import { own } from './json.js';
import { isLabel } from './labels.js';
import { isPurged, listAdded, PURGED, takeBeside, withVersions } from './merge-registry.js';
import type { Entry } from './model.js';
import { presentIds, withEntries } from './models.js';
import type { RegistryState } from './registry-state.js';
import { takeEdits, type TakenEdits } from './take-edits.js';
import { operation, wording, type Wording } from './wording.js';

/** A value of another program that could not be kept. */
export interface Lost {
  /** Such as `models.a.notes`. */
  readonly path: string;
  /** The model that it is of, and the version. */
  readonly model?: string;
  readonly version?: string;
}

/** An edited registry, as it was read. */
export interface EditedRegistry {
  readonly state: RegistryState;
  /** It has our own shape, of which nothing is taken that an operation changes. */
  readonly isOurs: boolean;
  /** It has the keys of our present form, so that each difference is an edit. */
  readonly isCurrent: boolean;
  /** Its models, before they were converted. */
  readonly raw: ReadonlyMap<string, unknown>;
  readonly lost: readonly Lost[];
}

/** A state with what was taken, what that is, such as `the model a`, and what was not, each with its reason. */
export interface TakenEdited {
  readonly state: RegistryState;
  readonly taken: readonly string[];
  readonly left: readonly Wording[];
}

/** Takes new models and versions, and what may be edited. Everything that was committed stays. */
export function takeEdited(base: RegistryState, edited: EditedRegistry): TakenEdited {
  const found = [...edited.state.models].map(([id, theirs]) => takeModel(base, id, theirs, edited));
  // The other program does not see what is deleted.
  const gone = presentIds(base.models).filter((it) => !edited.state.models.has(it));
  const beside = takeBeside(base, edited.state);
  const entries = found.flatMap(({ entry }) => entry ?? []);
  return {
    state: { ...base, ...beside.words, models: withEntries(base.models, entries) },
    taken: [...found.flatMap((it) => it.taken), ...beside.taken],
    left: [
      ...found.flatMap((it) => it.left),
      ...gone.map((it) => wording`the removal of ${it}; use ${operation('delete')}`),
      ...beside.left.map((it) => `${it}; it stays as it was`),
      ...edited.lost.filter((it) => !isListed(base, it)).map(({ path }) => describeLost(path)),
    ],
  };
}

/** What is taken of a model; without an entry, it stays as it is. */
interface TakenModel extends Pick<TakenEdited, 'taken' | 'left'> {
  readonly entry?: Entry;
}

function takeModel(
  base: RegistryState,
  id: string,
  theirs: Entry,
  edited: EditedRegistry,
): TakenModel {
  const ours = base.models.get(id);
  const leave = (reason: Wording): TakenModel => ({
    taken: [],
    left: [wording`the model ${id}; ${reason}`],
  });
  if (ours === undefined) {
    if (isPurged(base, id)) return leave(`it ${PURGED}`);
    if (Object.keys(theirs.versions).length === 0) return leave('it has no version');
    return takeNew(theirs, edited);
  }
  if (ours.status === 'deleted' && theirs.status !== 'deleted') {
    return leave(wording`it was deleted, and ${operation('restore')} brings it back`);
  }
  const edits = takeKnown(ours, theirs, edited);
  const added = listAdded(ours, theirs);
  const entry = added.length > 0 ? withVersions(edits.entry, theirs, added) : edits.entry;
  const taken = [...edits.taken, ...added.map((it) => `version ${it} of ${id}`)];
  return { ...(entry !== ours && { entry }), taken, left: tell(edits.left, taken) };
}

/** Takes a model that is not registered, as far as it is understood. */
function takeNew(theirs: Entry, { isOurs, isCurrent, raw }: EditedRegistry): TakenModel {
  const { model_id: id } = theirs;
  if (isOurs) return { entry: theirs, taken: [`the model ${id}`], left: [] };
  const entry = { ...theirs, tags: theirs.tags.filter(isLabel) };
  const left = isCurrent ? listEdits(entry, raw.get(id), { isLater: true, isOurs }) : [];
  return { entry, taken: [`the model ${id}`], left: tell(left, []) };
}

/** What is edited of a model that is registered, without its new versions. */
function takeKnown(
  ours: Entry,
  theirs: Entry,
  { isOurs, isCurrent, raw }: EditedRegistry,
): TakenEdits {
  const model = raw.get(ours.model_id);
  if (!isOurs) return takeEdits(ours, { theirs, raw: model, isCurrent });
  return { entry: ours, taken: [], left: listEdits(ours, model, { isLater: true, isOurs }) };
}

function tell(edits: readonly Edit[], taken: readonly string[]): Wording[] {
  return edits.filter(({ name }) => !taken.includes(name)).map(({ told }) => told);
}

/** Whether the list of edits already names a value that could not be kept. */
function isListed({ models }: RegistryState, { model, version }: Lost): boolean {
  const ours = model === undefined ? undefined : models.get(model);
  if (ours === undefined) return false;
  return version === undefined || own(ours.versions, version) !== undefined;
}

function describeLost(path: string): string {
  return `${path}; it is not understood`;
}

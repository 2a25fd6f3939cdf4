/** Imports the models and versions of another registry that this one lacks. */
import { resolve } from 'node:path';
import { draftDifferences } from '../../audit/draft.js';
import { RegistryError } from '../../domain/errors.js';
import compare from 'semver/functions/compare.js';
import { own } from '../../domain/json.js';
import { abbreviate } from '../../domain/lists.js';
import type { Entry, PurgedModel, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { stampAfter } from '../../domain/stamps.js';
import { changedIds, withEntries, type Models } from '../../domain/models.js';
import { formatReference } from '../../domain/declared-lineage.js';
import { MEGABYTE } from '../../domain/limits.js';
import { plural } from '../../domain/plural.js';
import { listDefaults, withoutDefault } from '../../domain/weights-summary.js';
import { operation, wording, type Wording } from '../../domain/wording.js';
import { withParents } from '../../version/entry.js';
import { findModelId } from '../../version/reference.js';
import { continues } from '../../version/rename.js';
import { toSemanticVersion } from '../../version/next-version.js';
import { createParentLookup, findAncestryPath, findCycles } from '../../version/lineage.js';
import { readUpTo } from '../../files/hash-file.js';
import { fileExists } from '../../read.js';
import { takeIn } from '../../domain/merge-registry.js';
import type { Lost } from '../../domain/take-edited.js';
import { idKey, isFolderName } from '../../domain/archive-names.js';
import { classifyRegistry } from '../../store/registry-file.js';
import type { Store } from '../../store/port.js';
import { defineMutation } from '../operation.js';
import type { ImportInput, ImportOutput } from '../generated/shapes.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';
import { openArchives, takeArchives } from './import-archives.js';
import { withOurIds, withoutReferences } from './import-ids.js';
import { without } from './mutation.js';

/** The content of another registry. */
export interface OtherRegistry {
  readonly state: RegistryState;
  /** It has our own schema, so everything in it is intentional. */
  readonly isOurs: boolean;
  /** The values that could not be understood. */
  readonly lost: readonly Lost[];
  /** Reads its archived bytes; undefined if it cannot have any. */
  readonly archive?: Store['archive'];
}

/** What was imported, and what was not. */
export type Imported = Pick<ImportOutput, 'taken' | 'left'>;

/** The same, and what there is to say of it. */
export interface ImportOutcome extends Imported {
  /** The spec files of new models that are not here: paths are relative to where their runs ran. */
  readonly away: readonly string[];
}

/**
 * Reads a registry that was written by another program, such as the Python step, or by this one.
 *
 * @param path - absolute, or relative to the working directory
 * @throws RegistryError `registry-missing` if the file does not exist; `registry-unreadable` for a
 *   format that this version does not support, and for anything that is not a registry;
 *   `value-refused` for a folder or special file, and for a file over `max_registry_size`
 */
export async function readOtherRegistry(
  place: Pick<Workplace, 'env' | 'options'>,
  path: string,
): Promise<OtherRegistry> {
  const { env, options } = place;
  const limit = options.settings.max_registry_size * MEGABYTE;
  const file = resolve(env.cwd, path);
  const bytes = await readUpTo(file, path, limit);
  if (bytes === undefined) {
    throw new RegistryError('registry-missing', `there is no file ${path}`, HINT);
  }
  const judged = await classifyRegistry(bytes, env.now());
  switch (judged.kind) {
    case 'sound':
      return { state: judged.state, isOurs: true, lost: [], ...openArchives(place, file) };
    case 'readable':
      return judged;
    case 'newer':
      throw new RegistryError(
        'registry-unreadable',
        `${path} has a format that this version does not support: ${judged.schema}`,
        'Install the version of this program that wrote it, or a later one.',
      );
    case 'damaged':
      throw new RegistryError(
        'registry-unreadable',
        `${path} is not a registry: ${judged.reason}`,
        HINT,
      );
  }
}

const HINT = 'Name a model_registry.json that was written by this program or by the Python step.';

/**
 * Imports what a registry lacks from another one, with the archived bytes if they have their hash;
 * existing content is not changed. Without its bytes, a version has no source until a run registers its
 * content.
 *
 * @throws nothing: what cannot be imported is reported
 */
export function importRegistry(
  place: Workplace,
  { state: other, isOurs, lost, archive }: OtherRegistry,
): Planner<PlannedMutation<ImportOutcome>> {
  return async (state) => {
    const at = place.env.now().toISOString();
    const known = withOurIds(state.models, other.models, at);
    const { selected, refused } = selectModels(state, known.models);
    const mine = new Map<string, Entry>();
    for (const id of selected.keys()) {
      const known = state.models.get(id);
      if (known !== undefined) mine.set(id, known);
    }
    const found = takeIn({ ...state, models: mine }, { ...other, models: selected }, isOurs);
    const cyclic: string[] = [];
    let after = state.models;
    const changed = changedIds(mine, found.state.models);
    const both = withEntries(state.models, [...found.state.models.values()]);
    const cycles = findCycles(changed, createParentLookup(both));
    const chosen = changed.flatMap((id): Entry[] => {
      const entry = found.state.models.get(id);
      if (entry === undefined) return [];
      if (mine.has(id)) return [{ ...entry, updated_at: stampAfter(entry, at) }];
      const { parents = [] } = entry;
      const taken = parents.filter(
        (it) =>
          !cycles.has(id) ||
          findAncestryPath(it.model_id, id, createParentLookup(after)) === undefined,
      );
      const left = parents.filter((it) => !taken.includes(it));
      cyclic.push(
        ...left.map(
          (it) => `the parent ${formatReference(it)} of ${id}, which would create a cycle`,
        ),
      );
      const settled = left.length === 0 ? entry : withParents(entry, taken);
      if (taken.length > 0 && cycles.size > 0) after = withEntries(after, [settled]);
      return [settled];
    });
    const isRival = findRivals(state, chosen);
    const { entries, written, ...archives } = await takeArchives(
      place,
      archive,
      chosen.map((it) => (isRival(it) ? withoutDefault(it) : it)),
      ({ model_id: id, versions }) =>
        findAdded(known.models.get(id), state.models.get(id)).filter((it) =>
          Object.hasOwn(versions, it.version),
        ),
    );
    const left = [
      ...known.left,
      ...refused,
      ...archives.left,
      ...cyclic,
      ...chosen.filter(isRival).map((it) => `${it.model_id} as the default, which is another here`),
      ...found.left,
      ...lost.map(({ path }) => `${path}, which is not understood`),
    ];
    const taken = entries.map((entry) => toImportedModel(entry, mine.get(entry.model_id)));
    const away = entries
      .filter((it) => !mine.has(it.model_id) && it.status !== 'deleted' && it.file_path !== '')
      .map((it) => it.file_path)
      .filter((path) => !fileExists(resolve(place.env.cwd, path)));
    const result = { taken, left, away };
    if (found.taken.length === 0) {
      return { state, changed: false, written: [], drafts: [], result };
    }
    const models = withEntries(state.models, entries);
    return {
      state: { ...found.state, models, updatedAt: at },
      changed: true,
      written,
      drafts: draftDifferences(state.models, models, { action: 'import' }),
      result,
    };
  };
}

/** Returns a test for models that would be the default beside the one of this registry. */
function findRivals({ models }: RegistryState, chosen: readonly Entry[]): (it: Entry) => boolean {
  const wanted = listDefaults(chosen).filter((it) => !models.has(it.model_id));
  // Most registries have none, and need not be read for it.
  const isTaken = wanted.length > 0 && listDefaults(models.values()).length > 0;
  return (it) => wanted.includes(it) && (isTaken || it !== wanted[0]);
}

/** Returns the models that can be imported, without their archived sources, and describes the rest. */
function selectModels(
  { models, purged = {} }: RegistryState,
  others: Models,
): { selected: Map<string, Entry>; refused: string[] } {
  const owners = new Map<string, string>();
  for (const id of models.keys()) owners.set(idKey(id), id);
  const welcome = new Map<string, Entry>();
  const refused: string[] = [];
  for (const [id, entry] of others) {
    const owner = owners.get(idKey(id));
    if (owner !== undefined && owner !== id) {
      refused.push(`the model ${id}, whose id differs from ${owner} only in letter case`);
    } else if (!isFolderName(id)) {
      refused.push(`the model ${id}, whose id is not a valid folder name`);
    } else if (Object.hasOwn(purged, id) && !continues(entry, models.get(id))) {
      const now = findModelId(id, models) ?? id;
      const what = now === id ? 'deleted for good' : `renamed to ${now}`;
      refused.push(`the model ${id}, which was ${what} here`);
    } else {
      owners.set(idKey(id), id);
      const [kept, gone] = withoutPurged(entry, own(purged, id));
      if (gone.length > 0)
        refused.push(`version ${gone.join(', ')} of ${id}, which was deleted for good here`);
      welcome.set(id, withoutSources(kept));
    }
  }
  const gone = [...others.keys()].filter((id) => !welcome.has(id));
  const all = withEntries(others, welcome.values());
  const told = withoutReferences(all, gone, (id) => !models.has(id));
  const selected = withEntries(told.models, [], gone);
  return { selected: new Map(selected), refused: [...refused, ...told.left] };
}

/** Numbers up to the highest of a model that was purged are not used again. @returns also those left out */
function withoutPurged(entry: Entry, purged: PurgedModel | undefined): [Entry, string[]] {
  if (purged === undefined) return [entry, []];
  const highest = toSemanticVersion(purged.version);
  const isGone = (number: string): boolean => compare(toSemanticVersion(number), highest) <= 0;
  const versions = Object.entries(entry.versions).filter(([number]) => !isGone(number));
  return [
    { ...entry, versions: Object.fromEntries(versions) },
    Object.keys(entry.versions).filter(isGone),
  ];
}

function withoutSources(entry: Entry): Entry {
  const versions = Object.entries(entry.versions).map(
    ([number, version]): [string, VersionEntry] => [
      number,
      { ...without(version, 'archived_at'), source: null },
    ],
  );
  return { ...entry, versions: Object.fromEntries(versions) };
}

function toImportedModel(
  { model_id, versions }: Entry,
  known: Entry | undefined,
): Imported['taken'][number] {
  const added = findAdded({ versions }, known).map(({ version }) => version);
  return { model_id, is_new: known === undefined, versions: added };
}

/** The versions that a model has and another state of it has not. */
function findAdded(
  theirs: Pick<Entry, 'versions'> | undefined,
  ours: Pick<Entry, 'versions'> | undefined,
): VersionEntry[] {
  const known = ours?.versions ?? {};
  return Object.entries(theirs?.versions ?? {}).flatMap(([number, version]) =>
    Object.hasOwn(known, number) ? [] : [version],
  );
}

function withoutAway({ taken, left }: ImportOutcome): Imported {
  return { taken, left };
}

function tellAway({ away }: ImportOutcome): Wording[] {
  if (away.length === 0) return [];
  const files = `${plural(away.length, 'spec file')} of imported models: ${abbreviate(away, MAX_NAMED)}`;
  return [
    wording`Not here, as seen from this folder: ${files}. ${operation('verify')} says so until they are, or their models are retired.`,
  ];
}

/** The number of spec files that the notice names. */
const MAX_NAMED = 3;

/** The input; `other` is the content of the file once it has been read. */
type ReadInput = ImportInput & { readonly other?: OtherRegistry };

export const IMPORT = defineMutation({
  prepare: async (place, input: ReadInput): Promise<ReadInput> => ({
    ...input,
    other: await readOtherRegistry(place, input.file),
  }),
  plan:
    (place, { file, other }): Planner<PlannedMutation<ImportOutcome>> =>
    async (state, history) =>
      importRegistry(place, other ?? (await readOtherRegistry(place, file)))(state, history),
  isDry: ({ dry_run: isDry = false }) => isDry,
  opensEmpty: true,
  present: ({ result }, { file, dry_run: isDry = false }): ImportOutput => ({
    file,
    dry_run: isDry,
    ...withoutAway(result),
  }),
  hand: ({ result }) => withoutAway(result),
  notices: ({ result }) => tellAway(result),
  isWarning: ({ result }) => result.left.length > 0,
});

/** Takes the models and versions of another registry that this one lacks. */
import { resolve } from 'node:path';
import { draftDifferences } from '../../audit/draft.js';
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Models } from '../../domain/models.js';
import { changedIds, withEntries } from '../../domain/models.js';
import { formatReference } from '../../domain/declared-lineage.js';
import { MEGABYTE } from '../../domain/limits.js';
import { withParents } from '../../version/entry.js';
import { createParentLookup, findAncestryPath } from '../../version/lineage.js';
import type { Changes } from '../../pipeline/apply.js';
import { readUpTo } from '../../files/hash-file.js';
import { judgeRegistry } from '../../store/registry-file.js';
import { takeIn } from '../../domain/merge-registry.js';
import { idKey } from '../../domain/archive-names.js';
import { without } from './change.js';
import { defineMutation } from '../operation.js';
import type { ImportInput, ImportOutput } from '../generated/shapes.js';
import type { PlannedMutation } from './change.js';
import type { Planner, Workplace } from '../workplace.js';

/** Another registry, read. */
export interface OtherRegistry {
  readonly state: RegistryState;
  /** Of our own shape: all that it says is said on purpose. */
  readonly isOurs: boolean;
  /** The places of what could not be understood. */
  readonly lost: readonly string[];
}

/** What was taken of one model. */
export type Taken = {
  readonly model_id: string;
  /** False where only versions were added to a model that was there. */
  readonly is_new: boolean;
  readonly versions: readonly string[];
};

/** What an import came to. */
export interface Imported extends Changes {
  readonly taken: readonly Taken[];
  /** What the other registry says otherwise, or could not be taken, such as `status of a`. */
  readonly left: readonly string[];
}

/**
 * Reads a registry that another program wrote, such as the field's own step, or one of ours.
 *
 * @param path - from the working directory or absolute
 * @throws RegistryError `registry-missing` where no file is there; `registry-unreadable` for a format
 *   that this version does not know, and for what is no registry; `value-refused` for a folder and the
 *   like, and for a file over `max_registry_size`
 */
export async function readOtherRegistry(
  { env, options }: Pick<Workplace, 'env' | 'options'>,
  path: string,
): Promise<OtherRegistry> {
  const limit = options.settings.max_registry_size * MEGABYTE;
  const bytes = await readUpTo(resolve(env.cwd, path), path, limit);
  if (bytes === undefined) {
    throw new RegistryError('registry-missing', `there is no file ${path}`, HINT);
  }
  const judged = await judgeRegistry(bytes, env.now());
  switch (judged.kind) {
    case 'sound':
      return { state: judged.state, isOurs: true, lost: [] };
    case 'readable':
      return judged;
    case 'newer':
      throw new RegistryError(
        'registry-unreadable',
        `${path} has a format that this version does not know: ${judged.schema}`,
        'Install the version of this program that wrote it, or a later one.',
      );
    case 'damaged':
      throw new RegistryError(
        'registry-unreadable',
        `${path} is no registry: ${judged.reason}`,
        HINT,
      );
  }
}

const HINT = 'Name a model_registry.json, of this program or of the Python step.';

/**
 * Takes what a registry lacks out of another one; everything that it has stays as it is. The archived
 * sources of the other one do not come along, for they lie in its own output: a version that is taken
 * has none until a run registers its content.
 *
 * @throws nothing: what cannot be taken is told
 */
export function importRegistry(
  { env }: Pick<Workplace, 'env'>,
  { state: other, isOurs, lost }: OtherRegistry,
): Planner<Imported> {
  return async (state) => {
    const at = env.now().toISOString();
    const { welcome, refused } = sortOut(state, other.models);
    const mine = new Map<string, Entry>();
    for (const id of welcome.keys()) {
      const known = state.models.get(id);
      if (known !== undefined) mine.set(id, known);
    }
    const found = takeIn({ ...state, models: mine }, { ...other, models: welcome }, isOurs);
    const circular: string[] = [];
    let after = state.models;
    const entries = changedIds(mine, found.state.models).flatMap((id): Entry[] => {
      const entry = found.state.models.get(id);
      if (entry === undefined) return [];
      if (mine.has(id)) return [{ ...entry, updated_at: at }];
      const { parents = [] } = entry;
      const taken = parents.filter(
        (it) => findAncestryPath(it.model_id, id, createParentLookup(after)) === undefined,
      );
      const left = parents.filter((it) => !taken.includes(it));
      circular.push(
        ...left.map(
          (it) => `the parent ${formatReference(it)} of ${id}, which would make a circle`,
        ),
      );
      const settled = left.length === 0 ? entry : withParents(entry, taken);
      if (taken.length > 0) after = withEntries(after, [settled]);
      return [settled];
    });
    const left = [
      ...refused,
      ...circular,
      ...found.left,
      ...lost.map((it) => `${it}, which is not understood`),
    ];
    const taken = entries.map((entry) => describeTaken(entry, mine.get(entry.model_id)));
    if (found.taken.length === 0) {
      return { state, changed: false, written: [], drafts: [], taken, left };
    }
    const models = withEntries(state.models, entries);
    return {
      state: { ...found.state, models, generation: state.generation + 1, updatedAt: at },
      changed: true,
      written: [],
      drafts: draftDifferences(state.models, models, { action: 'import' }),
      taken,
      left,
    };
  };
}

/** The models that can be taken, without what only their own output has; and the others, told. */
function sortOut(
  { models, purged = {} }: RegistryState,
  others: Models,
): { welcome: Map<string, Entry>; refused: string[] } {
  const owners = new Map<string, string>();
  for (const id of models.keys()) owners.set(idKey(id), id);
  const welcome = new Map<string, Entry>();
  const refused: string[] = [];
  for (const [id, entry] of others) {
    const owner = owners.get(idKey(id));
    if (owner !== undefined && owner !== id) {
      refused.push(`the model ${id}, whose id differs from ${owner} in letter case alone`);
    } else if (Object.hasOwn(purged, id) && !models.has(id)) {
      refused.push(`the model ${id}, which was deleted for good here`);
    } else {
      owners.set(idKey(id), id);
      welcome.set(id, withoutSources(entry));
    }
  }
  return { welcome, refused };
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

function describeTaken({ model_id, versions }: Entry, known: Entry | undefined): Taken {
  const before = known?.versions ?? {};
  const added = Object.keys(versions).filter((it) => !Object.hasOwn(before, it));
  return { model_id, is_new: known === undefined, versions: added };
}

/** A registry that is to be imported; `other` is what its file holds, once it is read. */
type ReadInput = ImportInput & { readonly other?: OtherRegistry };

function planImport(
  place: Workplace,
  { file, other: read }: ReadInput,
): Planner<PlannedMutation<Pick<Imported, 'taken' | 'left'>>> {
  return async (state, history) => {
    const other = read ?? (await readOtherRegistry(place, file));
    const { taken, left, ...changes } = await importRegistry(place, other)(state, history);
    return { ...changes, result: { taken, left } };
  };
}

export const IMPORT = defineMutation({
  prepare: async (place, input: ReadInput): Promise<ReadInput> => ({
    ...input,
    other: await readOtherRegistry(place, input.file),
  }),
  plan: planImport,
  isDry: ({ dry_run: isDry = false }) => isDry,
  opensEmpty: true,
  present: ({ result }, { file, dry_run: isDry = false }): ImportOutput => ({
    file,
    dry_run: isDry,
    taken: [...result.taken],
    left: [...result.left],
  }),
  hand: ({ result }) => result,
});

/** Renames models, and joins a model to the one that it continues. */
import { resolve as resolvePath } from 'node:path';
import { draftDifferences } from '../../audit/draft.js';
import { idKey } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { withEntries } from '../../domain/models.js';
import { userWords } from '../../domain/persisted.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { stampAfter } from '../../domain/stamps.js';
import { operation, wording, type Wording } from '../../domain/wording.js';
import { parseModels, type History } from '../../pipeline/history.js';
import { createPlanContext, readPreviousModels } from '../../pipeline/plan.js';
import { coversNumbersOf, planRename, toFarewell } from '../../pipeline/rename.js';
import { fileExists } from '../../read.js';
import { listDirected, listDirections, withDirection } from '../../version/directions.js';
import { findUsesOfModel } from '../../version/dependents.js';
import { withoutRollback } from '../../version/entry.js';
import { resolvePlannedParents } from '../../version/lineage.js';
import { toModelId } from '../../version/model-id.js';
import { planModel, type PreviousModel, type WrittenModel } from '../../version/plan-model.js';
import { followRename, withoutIds, withWordsOf } from '../../version/rename.js';
import { resolveModel, versionsOf } from '../../version/reference.js';
import type { JoinInput, JoinOutput, MvInput, MvOutput } from '../generated/shapes.js';
import { defineMutation, type Done } from '../operation.js';
import { createAssessBytes } from '../queries/content.js';
import {
  describeRefusal,
  type PlannedMutation,
  type Planner,
  type Workplace,
} from '../workplace.js';
import { assessArchived, toOwnCandidate } from './assess-archived.js';
import { withMetadata } from './import-archives.js';
import { assertNoCycle } from './lineage.js';
import { assertUnused } from './status.js';

/** A model that was renamed or continued. */
export interface RenameOutcome {
  readonly entry: Entry;
  /** The id that leads to it now. */
  readonly former: string;
  /** The versions that it brought along. */
  readonly versions: readonly string[];
  /** The other models whose references follow. */
  readonly followed: readonly string[];
}

/**
 * Renames a model with its history: its versions, its labels and its files go with it, and the references
 * of other models follow.
 *
 * @throws RegistryError when planned, `model-unknown`, `version-unknown`; `name-refused` for an id that is
 *   not valid, taken, or was that of a model deleted for good; `archive-missing`, `archive-damaged`
 */
export function renameModel(
  place: Workplace,
  { id, new_id: wanted, reason }: MvInput,
): Planner<PlannedMutation<RenameOutcome>> {
  return async (state, history) => {
    const known = resolveModel(state.models, id);
    const from = known.model_id;
    const to = wanted.normalize('NFC');
    if (to === from) return keepState(state, known);
    assertFree(state, known, to);
    const now = place.env.now().toISOString();
    const { entry, followed, ...plan } = await planRename(
      state,
      { from, to, reason: reason ?? null, now },
      history,
    );
    const versions = Object.keys(entry.versions);
    return {
      ...plan,
      written: await withMetadata(place, [entry], plan.written),
      result: { entry, former: from, versions, followed },
    };
  };
}

function keepState(state: RegistryState, entry: Entry): PlannedMutation<RenameOutcome> {
  const result = { entry, former: entry.model_id, versions: [], followed: [] };
  return { state, changed: false, written: [], drafts: [], result };
}

function assertFree({ models, purged = {} }: RegistryState, known: Entry, id: string): void {
  const valid = toModelId(id);
  if (valid !== id) {
    throw new RegistryError(
      'name-refused',
      `${JSON.stringify(id)} is not a valid id`,
      `Write ${valid}, for example.`,
    );
  }
  const owner = [...models.keys()].find((it) => idKey(it) === idKey(id));
  if (owner !== undefined) {
    const isOther = owner !== known.model_id;
    throw new RegistryError(
      'name-refused',
      `the id ${id} is that of ${isOther ? 'another model' : 'the model itself'}${owner === id ? '' : `, ${owner}: case is ignored`}`,
      isOther
        ? wording`Choose another id; ${operation('join', known.model_id, owner)} makes one the continuation of the other.`
        : 'Choose another id.',
    );
  }
  const before = own(purged, id);
  const isOwn = known.former_ids?.includes(id) === true && coversNumbersOf(known, before);
  if (before === undefined || isOwn) return;
  throw new RegistryError(
    'name-refused',
    `the id ${id} was that of a model that was renamed or deleted for good`,
    'Choose another id: its version numbers must not get another meaning.',
  );
}

/**
 * Makes a model the continuation of another one whose file is gone: its versions become the next ones of
 * that model, which keeps its id and its labels.
 *
 * @throws RegistryError when planned, `model-unknown`, `version-unknown`; `value-refused` if both are the
 *   same, the other one still has a file of its own, or cannot take over what is said of the first;
 *   `cycle` if the other one would descend from itself; `in-use` if something needs a version of the
 *   first; `archive-missing`, `archive-damaged`, `spec-refused`
 */
export function joinModels(
  place: Workplace,
  { id, into, reason }: JoinInput,
): Planner<PlannedMutation<RenameOutcome>> {
  return async (state, history) => {
    const newer = resolveModel(state.models, id);
    const older = resolveModel(state.models, into);
    assertContinues(state, newer, older, place);
    const {
      entry: joined,
      written,
      versions,
    } = await continueWith(newer, older, {
      place,
      state,
      history,
    });
    const now = place.env.now().toISOString();
    const others = followRename(state.models, newer.model_id, older.model_id, now);
    // It may be one of those that refer to the other one.
    const settled = others.filter((it) => it.model_id !== older.model_id);
    const directed = withOneDirection(joined);
    const words = withWordsOf(directed.entry, newer, state.models);
    const lost = [...words.lost, ...directed.lost];
    if (lost.length > 0) throw describeLost(newer, older, lost);
    const entry = {
      ...words.entry,
      updated_at: stampAfter(newer, stampAfter(joined, now)),
    };
    const event = { action: 'join', reason: reason ?? null };
    const models = withEntries(state.models, [entry, ...settled], [newer.model_id]);
    for (const link of entry.parents ?? []) {
      if (!link.declared) assertNoCycle({ models }, entry, link);
    }
    const drafts = draftDifferences(state.models, models, event);
    return {
      state: {
        ...withoutIds(state, [{ known: newer, to: older.model_id, at: entry.updated_at }]),
        updatedAt: entry.updated_at,
        models,
      },
      changed: true,
      written: written.map((it) => ({
        ...it,
        entry: withOneDirection(withWordsOf(it.entry, newer, state.models).entry).entry,
      })),
      drafts: [
        toFarewell(newer, older.model_id, event),
        ...drafts.filter((it) => it.modelId !== newer.model_id),
      ],
      follows: [newer.model_id],
      result: {
        entry,
        former: newer.model_id,
        versions,
        followed: settled.map((it) => it.model_id),
      },
    };
  };
}

function assertContinues(
  { models }: RegistryState,
  newer: Entry,
  older: Entry,
  { env }: Workplace,
): void {
  if (newer.model_id === older.model_id) {
    throw describeRefused(`${newer.model_id} cannot continue itself`, 'Name two models.');
  }
  const { file_path: path } = older;
  // The hash of a file is known of models that share it.
  if (path === newer.file_path && older.file_hash !== null && older.file_hash === newer.file_hash) {
    throw describeRefused(
      `${older.model_id} is still in the file of ${newer.model_id}, ${path}`,
      wording`Remove it from there and run ${operation('run')} first, if the other one continues it.`,
    );
  }
  if (path !== newer.file_path && path !== '' && fileExists(resolvePath(env.cwd, path))) {
    throw describeRefused(
      `${older.model_id} still has its own file, ${path}`,
      'Remove that file first, if the other one continues it.',
    );
  }
  const uses = findUsesOfModel(models, newer).filter((it) => it.version !== null);
  assertUnused(newer.model_id, uses, null);
}

function describeLost(newer: Entry, older: Entry, lost: readonly string[]): RegistryError {
  return describeRefused(
    `${older.model_id} cannot take over from ${newer.model_id}: ${lost.join(', ')}`,
    'Remove these from one of the two first.',
  );
}

function describeRefused(message: string, hint: Wording): RegistryError {
  return new RegistryError('value-refused', message, hint);
}

interface JoinContext {
  readonly place: Workplace;
  readonly state: RegistryState;
  readonly history: History;
}

/** Registers the versions of a model, from the first on, as the next ones of another one. */
async function continueWith(
  newer: Entry,
  older: Entry,
  { place, state, history }: JoinContext,
): Promise<{ entry: Entry; written: WrittenModel[]; versions: string[] }> {
  const { options, env } = place;
  const surroundings = {
    options,
    resolve: (path: string) => resolvePath(env.cwd, path),
    now: env.now(),
    step3: undefined,
    history,
  };
  const assess = createAssessBytes(place);
  const written: WrittenModel[] = [];
  let entry = withoutRollback(older);
  let previous: ReadonlyMap<string, PreviousModel> = await readPreviousModels(
    [older],
    surroundings,
  );
  for (const version of versionsOf(newer).toReversed()) {
    const bytes = await history.sourceOf(version);
    const accepted = await assessArchived(bytes, newer, version, place, { assess });
    const candidate = toOwnCandidate(accepted);
    const [comparable] = await parseModels(bytes);
    const context = createPlanContext(surroundings, previous);
    const planned = planModel(
      { candidate, accepted: { ...accepted, comparable } },
      { id: older.model_id, known: entry, diagnostics: [] },
      context,
    );
    const [step = planned] = resolvePlannedParents([planned], state.models, context);
    if (step.entry === undefined || step.written === undefined) {
      throw describeRefusal(version.source ?? '', step.diagnostics);
    }
    entry = withSaid(step.entry, version);
    written.push({ ...step.written, entry });
    previous = new Map([
      [older.model_id, { comparable: comparable ?? null, archiveProblem: null }],
    ]);
  }
  const versions = Object.keys(entry.versions).filter((it) => !Object.hasOwn(older.versions, it));
  return { entry, written, versions };
}

/** Keeps what people said of a version, such as its metrics. */
function withSaid(entry: Entry, version: VersionEntry): Entry {
  const now = entry.versions[entry.version];
  if (now === undefined || now.hash !== version.hash) return entry;
  const said = { ...userWords('version_entry', version), ...userWords('version_entry', now) };
  return { ...entry, versions: { ...entry.versions, [entry.version]: { ...now, ...said } } };
}

/** Gives each metric the direction that was set on either side; what was set twice has no place. */
function withOneDirection(joined: Entry): { readonly entry: Entry; readonly lost: string[] } {
  let entry = joined;
  const lost: string[] = [];
  for (const metric of listDirected(joined)) {
    const [first, ...others] = listDirections(joined, metric);
    if (others.length > 0) lost.push(`direction of ${metric}`);
    else if (first !== undefined) entry = withDirection(entry, metric, first);
  }
  return { entry, lost };
}

function present({ result }: Done<RenameOutcome>): MvOutput & JoinOutput {
  const { entry, former, versions, followed } = result;
  const { model_id, version, file_path } = entry;
  return {
    model_id,
    former_id: former,
    version,
    versions: [...versions],
    file_path,
    followed: [...followed],
  };
}

const SHOWN = { present, hand: ({ result }: Done<RenameOutcome>) => result.entry };

export const MV = defineMutation({ ...SHOWN, plan: renameModel });

export const JOIN = defineMutation({ ...SHOWN, plan: joinModels });

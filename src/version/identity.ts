import { posix } from 'node:path';
import { FILE_START, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { Entry } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import { BY_FILE, entriesWith, type EntryIndex } from '../domain/entry-index.js';
import { own } from '../domain/json.js';
import { groupBy } from '../domain/lists.js';
import type { Models } from '../domain/models.js';
import { idKey } from '../domain/archive-names.js';
import { fileStem, nameCandidate, proposeNames, requestedId, type Candidate } from './candidate.js';
import { toModelId } from './model-id.js';
import { findMoves } from './moves.js';
import { findModelId } from './reference.js';

/** The id and entry that a candidate gets, or why it is refused. */
export type Identity =
  | { readonly id: string; readonly known: Entry | undefined; readonly diagnostics: Diagnostic[] }
  | { readonly refused: Diagnostic };

/** The registered models, and the state of their files. */
export interface KnownModels {
  readonly models: Models;
  /** Returns the absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  /** Whether an entry's file no longer exists. */
  readonly isGone: (entry: Entry) => boolean;
  /** Ids of models that were renamed or deleted for good. */
  readonly purged?: RegistryState['purged'];
  /** Why models could not be renamed in this run, by their ids. */
  readonly unmoved?: ReadonlyMap<string, string>;
}

/**
 * Assigns an id to every candidate. What says which model a file is, the strongest first:
 *
 * 1. its path and its bytes: nothing has changed;
 * 2. its bytes, if they are those of a model that left its own file, and then an id in front matter that
 *    such a model has or had (`moves.ts` says which models left): files may swap, or move in a chain;
 * 3. its path alone: the model was edited;
 * 4. its name, for a model whose file is gone: in the same place of another folder, or beside the file
 *    that was, if the model was renamed to it.
 *
 * Anything else is a new model. It has the id that its front matter requests, and else the file's stem,
 * prefixed with as many folders as it takes to be unique. Likeness decides nothing: it is asked about.
 *
 * @param candidates - in path order
 * @returns the identities, in the same order
 */
export function assignIds(candidates: readonly Candidate[], known: KnownModels): Identity[] {
  const claimed = new Set<Entry>();
  const claims: Claims = {
    free: { has: (it) => !claimed.has(it), delete: (it) => claimed.add(it) },
    owned: [],
  };
  const identities = new Map<Candidate, Identity>();
  // Resolving the paths of all entries would be most of the cost for a single candidate.
  const names = new Set(candidates.map(({ source }) => posix.basename(source.filePath)));
  let byFile: EntriesByFile | undefined;
  // By then, either all models of a file are claimed (it is unchanged), or none of them.
  const unclaimed = (): EntriesByFile =>
    (byFile ??= groupBy(
      [...names]
        .flatMap((name) => [...entriesWith(known.models, BY_FILE, name)])
        .filter((entry) => claims.free.has(entry)),
      (entry) => known.resolve(entry.file_path),
    ));
  // Passes are created on demand, because in most runs every model is unchanged.
  const passes = [
    () => matchRegistered(claims),
    () => matchBytes(claims, unclaimed()),
    () => matchMoves(claims, known, { candidates, left, here: unclaimed() }),
    () => matchPath(claims, unclaimed()),
    () => matchMoved(claims, known),
    () => assignRequested(claims, known, findOwners(claims, known)),
    () => assignStem(findOwners(claims, known)),
  ];
  let left = candidates;
  for (const makePass of passes) {
    if (left.length === 0) break;
    const assign = makePass();
    left = left.filter((candidate) => {
      const identity = assign(candidate);
      if (identity !== undefined) identities.set(candidate, identity);
      return identity === undefined;
    });
  }
  const explain = createKeptCheck(claims, known);
  return candidates.flatMap((candidate) => {
    const identity = identities.get(candidate);
    return identity === undefined ? [] : explain(candidate, identity);
  });
}

/** Which entries and ids are still available during assignment. */
interface Claims {
  /** Entries that no candidate has claimed yet. */
  readonly free: {
    readonly has: (entry: Entry) => boolean;
    readonly delete: (entry: Entry) => unknown;
  };
  /** The ids that are taken, with their files. */
  readonly owned: { readonly id: string; readonly filePath: string }[];
}

/** By the stem of their file, and by their id. */
const BY_STEM: EntryIndex = {
  keysOf: listStems,
};
const BY_ID: EntryIndex = { keysOf: ({ model_id }) => [idKey(model_id)] };

/** The files of all taken ids, by id key. */
interface Owners {
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, filePath: string) => unknown;
}

function findOwners({ owned }: Claims, { models }: KnownModels): Owners {
  const files = new Map(owned.map(({ id, filePath }) => [idKey(id), filePath]));
  return {
    get: (key) => files.get(key) ?? findById(models, key)?.file_path,
    set: (key, filePath) => files.set(key, filePath),
  };
}

/** Of ids that differ only in case, which another program may have written, the last one counts. */
function findById(models: Models, key: string): Entry | undefined {
  return [...entriesWith(models, BY_ID, key)].at(-1);
}

/** The model that has an id, or had it if no model has it now. */
function findNamed(models: Models, id: string): Entry | undefined {
  return findById(models, idKey(id)) ?? models.get(findModelId(id, models) ?? '');
}

/** Entries by the absolute path of their file. */
type EntriesByFile = ReadonlyMap<string, Entry[]>;

type Assign = (candidate: Candidate) => Identity | undefined;

/** Matches a model that is registered with its present content. */
function matchRegistered(claims: Claims): Assign {
  return (candidate) => {
    const { registered } = candidate;
    if (registered === undefined || !claims.free.has(registered)) return undefined;
    return claim(claims, registered, candidate);
  };
}

/** Matches an entry by path and bytes, before a candidate with other bytes can claim it. */
function matchBytes(claims: Claims, entries: EntriesByFile): Assign {
  return (candidate) => {
    const here = entries.get(candidate.source.resolvedPath) ?? [];
    const entry = here.find((it) => claims.free.has(it) && hasBytes(it, candidate.hash));
    return entry && claim(claims, entry, candidate);
  };
}

/** Whether an entry has the given bytes, or had them before a rollback that left the file alone. */
function hasBytes(entry: Entry, given: string): boolean {
  return listBytes(entry).includes(given);
}

/** By their bytes, and by those that a rollback left in the file. */
const BY_BYTES: EntryIndex = { keysOf: listBytes };

/** Of weights, the same bytes under another name count, too. */
function listBytes({ hash, rolled_back_from: from, semantic_hash: form, metadata }: Entry) {
  const content = metadata.weights === undefined ? null : form;
  return [hash, from?.hash, content].flatMap((it) => it ?? []);
}

/** Matches models that left their files, by their bytes or by an id that front matter requests. */
function matchMoves(
  claims: Claims,
  { models, isGone, resolve }: KnownModels,
  { candidates, left, here }: MovesInput,
): Assign {
  const free = (entry: Entry): boolean => claims.free.has(entry);
  const moves = findMoves(left, {
    candidatesIn: groupBy(candidates, (it) => it.source.resolvedPath),
    entriesIn: (path) => (here.get(path) ?? []).filter(free),
    withBytes: (hash) => [...entriesWith(models, BY_BYTES, hash)].filter(free),
    asked: (candidate) => {
      const id = requestedId(candidate);
      const entry = id === null ? undefined : findNamed(models, id);
      return entry !== undefined && free(entry) ? entry : undefined;
    },
    nameOf: (candidate) => idKey(requestedId(candidate) ?? toModelId(nameCandidate(candidate))),
    stemsOf: listStems,
    isGone,
    resolve,
  });
  return (candidate) => {
    const entry = moves.get(candidate);
    return entry && claim(claims, entry, candidate);
  };
}

interface MovesInput {
  readonly candidates: readonly Candidate[];
  /** Those that are no known file with its known bytes. */
  readonly left: readonly Candidate[];
  readonly here: EntriesByFile;
}

/** Matches an entry by path, if the content has changed. */
function matchPath(claims: Claims, entries: EntriesByFile): Assign {
  return (candidate) => {
    const here = entries.get(candidate.source.resolvedPath) ?? [];
    const free = here.filter((it) => claims.free.has(it));
    const only = here.length === candidate.part.of && free.length === 1 ? free[0] : undefined;
    const entry =
      findAsked(free, candidate) ??
      findLastHere(free, candidate) ??
      findSamePart(free, candidate) ??
      only;
    return entry && claim(claims, entry, candidate);
  };
}

function findAsked(here: readonly Entry[], candidate: Candidate): Entry | undefined {
  const id = requestedId(candidate);
  return id === null ? undefined : here.find((it) => idKey(it.model_id) === idKey(id));
}

/** Of several models that had a file for themselves, one after the other, the one that has it now. */
function findLastHere(here: readonly Entry[], { part }: Candidate): Entry | undefined {
  if (part.of > 1 || here.length < 2 || here.some((it) => it.file_hash !== null)) return undefined;
  return here.reduce((a, b) => (isAfter(b, a) ? b : a));
}

function isAfter({ health: a }: Entry, { health: b }: Entry): boolean {
  return (a.checked_at ?? '') > (b.checked_at ?? '');
}

/** Matches an edited file that moved, or is seen from another folder: its registered path is gone. */
function matchMoved(claims: Claims, known: KnownModels): Assign {
  return (candidate) => {
    const stem = fileStem(candidate.source.relativePath);
    const there = [...entriesWith(known.models, BY_STEM, stem)].filter(
      (it) =>
        claims.free.has(it) &&
        known.isGone(it) &&
        (isSamePlace(it, candidate.source, known) || hasItsName(it, candidate.source, known)),
    );
    const entry = findSamePart(there, candidate);
    return entry && claim(claims, entry, candidate);
  };
}

/** Whether a file beside the one that an entry had is named like the model, which was renamed. */
function hasItsName(entry: Entry, { resolvedPath }: SourcePath, { resolve }: KnownModels): boolean {
  const before = resolve(entry.file_path);
  const isBeside = posix.dirname(before) === posix.dirname(resolvedPath);
  return (
    isBeside && fileStem(resolvedPath) === entry.model_id && fileStem(before) !== entry.model_id
  );
}

/** The names that the file of an entry may have: a renamed model may give its file its own name. */
function listStems({ file_path: path, model_id: id }: Entry): string[] {
  const stem = path === '' ? id : fileStem(path);
  return stem === id ? [stem] : [stem, id];
}

/**
 * Whether an entry's file was at the same path relative to its target folder. An entry does not
 * record that folder; within the present target folder, a different path is a different place.
 */
function isSamePlace(entry: Entry, { relativePath, resolvedPath }: SourcePath, known: KnownModels) {
  if (entry.file_path === '') return true;
  const target = resolvedPath.slice(0, resolvedPath.length - relativePath.length);
  const inside = known.resolve(entry.file_path).startsWith(target);
  return !inside && `/${entry.file_path}`.endsWith(`/${relativePath}`);
}

/** Assigns the id that front matter requests, to a new model or to one whose file is gone. */
function assignRequested(claims: Claims, known: KnownModels, owners: Owners): Assign {
  return (candidate) => {
    const id = requestedId(candidate);
    if (id === null || candidate.requestedId === null) return undefined;
    const key = idKey(id);
    const entry = findNamed(known.models, id);
    if (entry !== undefined && claims.free.has(entry) && known.isGone(entry)) {
      return claim(claims, entry, candidate);
    }
    // A copy of a model that was renamed requests the id that it had.
    const isCopy = entry !== undefined && hasBytes(entry, candidate.hash);
    const owner = owners.get(key) ?? (isCopy ? entry.file_path : undefined);
    if (owner !== undefined) {
      const message = `${candidate.source.filePath} requests model_id ${id}, which belongs to ${owner} (case is ignored); give one of them another model_id`;
      return { refused: diagnostic('GNN-E015', candidate.requestedAt, message) };
    }
    owners.set(key, candidate.source.filePath);
    claims.owned.push({ id, filePath: candidate.source.filePath });
    return {
      id,
      known: undefined,
      diagnostics: reportMapped('GNN-W015', candidate.requestedAt, candidate.requestedId, id),
    };
  };
}

/** Assigns an id from the file's stem; if a file holds several models, with the name of each. */
function assignStem(owners: Owners): Assign {
  return (candidate) => {
    for (const wanted of proposeNames(nameCandidate(candidate), candidate)) {
      const id = toModelId(wanted);
      if (owners.get(idKey(id)) !== undefined) continue;
      owners.set(idKey(id), candidate.source.filePath);
      return {
        id,
        known: undefined,
        diagnostics: reportMapped('GNN-I008', FILE_START, wanted, id),
      };
    }
    return undefined;
  };
}

function claim(claims: Claims, entry: Entry, candidate: Candidate): Identity {
  claims.free.delete(entry);
  const id = entry.model_id;
  claims.owned.push({ id, filePath: candidate.source.filePath });
  return { id, known: entry, diagnostics: checkKeptId(id, candidate) };
}

/** Reports if the id of a registered model is not as its spec or its file says. */
function checkKeptId(id: string, candidate: Candidate): Diagnostic[] {
  const { requestedAt } = candidate;
  const requested = requestedId(candidate);
  if (requested !== null && candidate.requestedId !== null) {
    return idKey(requested) === idKey(id)
      ? reportMapped('GNN-W015', requestedAt, candidate.requestedId, requested)
      : [];
  }
  const name = nameCandidate(candidate);
  // Most models are named like their file, which need not be examined.
  const wanted = name === id ? id : toModelId(name);
  return idKey(wanted) === idKey(id) ? reportMapped('GNN-I008', FILE_START, name, wanted) : [];
}

/** Adds to an identity why a registered model keeps its id though its spec requests another one. */
function createKeptCheck(
  claims: Claims,
  known: KnownModels,
): (candidate: Candidate, identity: Identity) => Identity {
  let owners: Owners | undefined;
  return (candidate, identity) => {
    const wanted = requestedId(candidate);
    if (wanted === null || 'refused' in identity || identity.known === undefined) return identity;
    const { id, known: entry, diagnostics } = identity;
    if (idKey(wanted) === idKey(id)) return identity;
    owners ??= findOwners(claims, known);
    const owner = owners.get(idKey(wanted));
    const reason =
      (owner === undefined
        ? explainKept(wanted, entry, candidate.hash, known)
        : `belongs to ${owner || wanted}`) ??
      known.unmoved?.get(id) ??
      'is only assigned by a run of the step';
    const message = `the file is registered as ${id} and keeps that id; its model_id ${candidate.requestedId} ${reason}`;
    const found = diagnostic('GNN-W018', candidate.requestedAt, message);
    return { ...identity, diagnostics: [...diagnostics, found] };
  };
}

/**
 * Why a registered model cannot have an id that its spec requests and no other model has; null if it can.
 *
 * @param hash - of the bytes of its spec
 */
export function explainKept(
  id: string,
  entry: Entry,
  hash: string,
  { purged = {} }: Pick<KnownModels, 'purged'>,
): string | null {
  // It was renamed on purpose, and its spec was not changed yet.
  if (entry.former_ids?.includes(id) === true)
    return 'is an id that this model had before it was renamed';
  if (own(purged, id) !== undefined)
    return 'belonged to a model that was renamed or purged, and stays reserved so that old references keep their meaning: choose another one';
  if (entry.status === 'deleted') return 'is not assigned while the model is deleted';
  return entry.rolled_back_from?.hash === hash ? 'comes from content that was rolled back' : null;
}

function reportMapped(
  code: 'GNN-W015' | 'GNN-I008',
  at: Position,
  wanted: string,
  id: string,
): Diagnostic[] {
  if (wanted.normalize('NFC') === id) return [];
  return [
    diagnostic(code, at, `${JSON.stringify(wanted)} is not a valid id; ${id} is used instead`),
  ];
}

/** The entry of a model whose bytes changed: the one with the same id, or else the same section. */
function findSamePart(entries: readonly Entry[], candidate: Candidate): Entry | undefined {
  const { gnnSection, part } = candidate;
  const key = idKey(toModelId(nameCandidate(candidate)));
  return (
    entries.find((it) => idKey(it.model_id) === key) ??
    entries.find((it) => gnnSection !== null && it.gnn_section === gnnSection) ??
    (part.of === 1 ? entries[0] : undefined)
  );
}

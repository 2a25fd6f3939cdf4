import { isAbsolute, posix } from 'node:path';
import { FILE_START, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { Entry } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { SourcePath } from '../domain/spec.js';
import { BY_FILE, entriesWith, type EntryIndex } from '../domain/entry-index.js';
import { groupBy } from '../domain/lists.js';
import type { Models } from '../domain/models.js';
import { idKey } from '../domain/archive-names.js';
import { toModelId } from './model-id.js';

/** A model that a run discovered and that needs an id. */
export interface Candidate {
  readonly source: SourcePath;
  /** Hash of the model's bytes. */
  readonly hash: string;
  readonly part: { readonly index: number; readonly of: number };
  readonly gnnSection: string | null;
  /** `model_id` of the front matter, as written. */
  readonly requestedId: string | null;
  /** The position of that `model_id`. */
  readonly requestedAt: Position;
  /** Its entry, if the file still has the registered bytes. */
  readonly registered?: Entry | undefined;
}

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
}

/**
 * Assigns an id to every candidate (artifacts, section 3). Registered models keep theirs, even if
 * their file has moved; then come ids that front matter requests; then file stems, prefixed with as
 * many folders as it takes to be unique.
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
  return candidates.flatMap((candidate) => identities.get(candidate) ?? []);
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
function hasBytes({ hash, rolled_back_from: from }: Entry, given: string): boolean {
  return hash === given || from?.hash === given;
}

/** Matches an entry by path, if the content has changed. */
function matchPath(claims: Claims, entries: EntriesByFile): Assign {
  return (candidate) => {
    const here = entries.get(candidate.source.resolvedPath) ?? [];
    const free = here.filter((it) => claims.free.has(it));
    const only = here.length === candidate.part.of && free.length === 1 ? free[0] : undefined;
    const entry = findSamePart(free, candidate) ?? only;
    return entry && claim(claims, entry, candidate);
  };
}

/** Matches a file that moved, or that is seen from another folder: its registered path is gone. */
function matchMoved(claims: Claims, known: KnownModels): Assign {
  return (candidate) => {
    const stem = fileStem(candidate.source.relativePath);
    const there = [...entriesWith(known.models, BY_STEM, stem)].filter(
      (it) => claims.free.has(it) && known.isGone(it),
    );
    const entry =
      there.find((it) => hasBytes(it, candidate.hash)) ??
      findSamePart(
        there.filter((it) => isSamePlace(it, candidate.source, known)),
        candidate,
      );
    return entry && claim(claims, entry, candidate);
  };
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
    if (candidate.requestedId === null || candidate.part.of > 1) return undefined;
    const id = toModelId(candidate.requestedId);
    const key = idKey(id);
    const entry = findById(known.models, key);
    if (entry !== undefined && claims.free.has(entry) && known.isGone(entry)) {
      return claim(claims, entry, candidate);
    }
    const owner = owners.get(key);
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

/** Reports if a registered model that keeps its id would get another one now. */
function checkKeptId(id: string, candidate: Candidate): Diagnostic[] {
  const { requestedId, requestedAt, part } = candidate;
  if (requestedId !== null && part.of === 1) {
    const wanted = toModelId(requestedId);
    if (idKey(wanted) === idKey(id)) {
      return reportMapped('GNN-W015', requestedAt, requestedId, wanted);
    }
    const message = `the file is registered as ${id} and keeps that id; its model_id ${requestedId} is ignored`;
    return [diagnostic('GNN-W018', requestedAt, message)];
  }
  const name = nameCandidate(candidate);
  // Most models are named like their file, which need not be examined.
  const wanted = name === id ? id : toModelId(name);
  return idKey(wanted) === idKey(id) ? reportMapped('GNN-I008', FILE_START, name, wanted) : [];
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

/** The stem of its file; if that holds several models, with its section or number. */
function nameCandidate({ source, gnnSection, part }: Candidate): string {
  const stem = fileStem(source.relativePath);
  return part.of === 1 ? stem : `${stem}-${gnnSection ?? part.index + 1}`;
}

/** Proposes a name, then the name prefixed with more and more folders, then with numbers appended. */
function* proposeNames(name: string, { source, part }: Candidate): Generator<string> {
  yield name;
  if (part.of > 1) yield `${fileStem(source.relativePath)}-${part.index + 1}`;
  // Folders above the target would make ids depend on the location of a checkout.
  const path = isAbsolute(source.filePath) ? source.relativePath : source.filePath;
  const folders = path.split('/').slice(0, -1);
  let prefixed = name;
  for (const folder of folders.toReversed()) {
    if (folder === '..') break;
    prefixed = `${folder}-${prefixed}`;
    yield prefixed;
  }
  for (let number = 2; ; number += 1) yield `${name}-${number}`;
}

/** The name of a file without its folders and its extension. */
export function fileStem(filePath: string): string {
  return posix.parse(filePath).name;
}

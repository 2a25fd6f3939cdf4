import { isAbsolute, posix } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import type { Entry } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { SourcePath } from '../domain/spec.js';
import { groupBy } from './group-by.js';
import { idKey, toModelId } from './model-id.js';

/** One model that a run found, for which it wants an id. */
export interface Candidate {
  readonly source: SourcePath;
  /** Of the model's bytes. */
  readonly hash: string;
  readonly part: { readonly index: number; readonly of: number };
  readonly gnnSection: string | null;
  /** `model_id` of the front matter, as written. */
  readonly requestedId: string | null;
  /** Where it asks. */
  readonly requestedAt: Position;
  /** The entry that is known to be its own: the file has the bytes that were registered. */
  readonly registered?: Entry | undefined;
}

/** Which model a candidate is. */
export type Identity =
  | { readonly id: string; readonly known: Entry | undefined; readonly diagnostics: Diagnostic[] }
  | { readonly refused: Diagnostic };

/** What the registry and the disk say about the models that are known. */
export interface KnownModels {
  readonly entries: readonly Entry[];
  /** The absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  /** Whether an entry's file is no longer there. */
  readonly isGone: (entry: Entry) => boolean;
}

/**
 * Gives every candidate its id (artifacts, section 3): models that are known keep theirs, also
 * when their file has moved; then the ids that front matter asks for; then the files' stems, with
 * as many folders in front as it takes.
 *
 * @param candidates - in path order
 * @returns the identities in the same order
 */
export function assignIds(candidates: readonly Candidate[], known: KnownModels): Identity[] {
  const claims: Claims = { free: new Set(known.entries), owned: [] };
  const identities = new Map<Candidate, Identity>();
  let byFile: EntriesByFile | undefined;
  // Of a file that is as it was registered every model is claimed by then, and of others none.
  const unclaimed = (): EntriesByFile =>
    (byFile ??= groupBy([...claims.free], (entry) => known.resolve(entry.file_path)));
  // Made where they are needed: in most runs every model is known as it is.
  const passes = [
    () => byEntry(claims),
    () => byBytes(claims, unclaimed()),
    () => byPath(claims, unclaimed()),
    () => byMove(claims, known),
    () => byRequest(claims, known, ownersOf(claims, known)),
    () => byStem(ownersOf(claims, known)),
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

/** What is still to be had while ids are given. */
interface Claims {
  /** Entries that no candidate has claimed. */
  readonly free: Set<Entry>;
  /** The files of ids that are taken. */
  readonly owned: { readonly id: string; readonly filePath: string }[];
}

/** The file of every id that is taken, by the id's key. */
type Owners = Map<string, string>;

function ownersOf({ owned }: Claims, { entries }: KnownModels): Owners {
  const owners: Owners = new Map(entries.map((it) => [idKey(it.model_id), it.file_path]));
  for (const { id, filePath } of owned) owners.set(idKey(id), filePath);
  return owners;
}

/** Entries by the absolute paths of their files. */
type EntriesByFile = ReadonlyMap<string, Entry[]>;

type Assign = (candidate: Candidate) => Identity | undefined;

/** A model that was found to be registered as it is. */
function byEntry(claims: Claims): Assign {
  return (candidate) => {
    const { registered } = candidate;
    if (registered === undefined || !claims.free.has(registered)) return undefined;
    return claim(claims, registered, candidate);
  };
}

/** A model that the registry knows by its path and its bytes: before any of them is taken by another. */
function byBytes(claims: Claims, entries: EntriesByFile): Assign {
  return (candidate) => {
    const here = entries.get(candidate.source.resolvedPath) ?? [];
    const entry = here.find((it) => claims.free.has(it) && hasBytes(it, candidate.hash));
    return entry && claim(claims, entry, candidate);
  };
}

/** The registered bytes, or those that the file still has since they were rolled back. */
function hasBytes({ hash, rolled_back_from: from }: Entry, wanted: string): boolean {
  return hash === wanted || from?.hash === wanted;
}

/** A file that the registry knows by its path, with other content. */
function byPath(claims: Claims, entries: EntriesByFile): Assign {
  return (candidate) => {
    const here = entries.get(candidate.source.resolvedPath) ?? [];
    const free = here.filter((it) => claims.free.has(it));
    const only = here.length === candidate.part.of && free.length === 1 ? free[0] : undefined;
    const entry = samePart(free, candidate) ?? only;
    return entry && claim(claims, entry, candidate);
  };
}

/** A file that moved, or is seen from elsewhere: its entry's own file is gone. */
function byMove(claims: Claims, known: KnownModels): Assign {
  let gone: ReadonlyMap<string, Entry[]> | undefined;
  return (candidate) => {
    gone ??= groupBy(known.entries.filter(known.isGone), (entry) =>
      entry.file_path === '' ? entry.model_id : stemOf(entry.file_path),
    );
    const there = (gone.get(stemOf(candidate.source.relativePath)) ?? []).filter((it) =>
      claims.free.has(it),
    );
    const entry =
      there.find((it) => hasBytes(it, candidate.hash)) ??
      samePart(
        there.filter((it) => isSamePlace(it, candidate.source, known)),
        candidate,
      );
    return entry && claim(claims, entry, candidate);
  };
}

/**
 * Whether an entry's file was at the same path below its target folder. An entry does not say
 * which folder that was; inside the present one, another path is another place.
 */
function isSamePlace(entry: Entry, { relativePath, resolvedPath }: SourcePath, known: KnownModels) {
  if (entry.file_path === '') return true;
  const target = resolvedPath.slice(0, resolvedPath.length - relativePath.length);
  const inside = known.resolve(entry.file_path).startsWith(target);
  return !inside && `/${entry.file_path}`.endsWith(`/${relativePath}`);
}

/** The id that front matter asks for: for a model whose file is gone, or a new one. */
function byRequest(claims: Claims, known: KnownModels, owners: Owners): Assign {
  const entries = new Map(known.entries.map((entry) => [idKey(entry.model_id), entry]));
  return (candidate) => {
    if (candidate.requestedId === null || candidate.part.of > 1) return undefined;
    const id = toModelId(candidate.requestedId);
    const key = idKey(id);
    const entry = entries.get(key);
    if (entry !== undefined && claims.free.has(entry) && known.isGone(entry)) {
      return claim(claims, entry, candidate);
    }
    const owner = owners.get(key);
    if (owner !== undefined) {
      const message = `model_id ${id} is asked for by ${candidate.source.filePath} and belongs to ${owner} (letter case does not count); give one of them another model_id`;
      return { refused: diagnostic('GNN-E015', candidate.requestedAt, message) };
    }
    owners.set(key, candidate.source.filePath);
    claims.owned.push({ id, filePath: candidate.source.filePath });
    return {
      id,
      known: undefined,
      diagnostics: mapped('GNN-W015', candidate.requestedAt, candidate.requestedId, id),
    };
  };
}

/** The file's stem; of several models in a file, with the name of each. */
function byStem(owners: Owners): Assign {
  return (candidate) => {
    const stem = stemOf(candidate.source.relativePath);
    const name = candidate.part.of === 1 ? stem : partName(stem, candidate);
    for (const wanted of namesFor(name, candidate)) {
      const id = toModelId(wanted);
      if (owners.has(idKey(id))) continue;
      owners.set(idKey(id), candidate.source.filePath);
      return { id, known: undefined, diagnostics: mapped('GNN-I008', FILE_START, wanted, id) };
    }
    return undefined;
  };
}

function claim(claims: Claims, entry: Entry, candidate: Candidate): Identity {
  claims.free.delete(entry);
  const id = entry.model_id;
  claims.owned.push({ id, filePath: candidate.source.filePath });
  const { requestedId, part } = candidate;
  const stem = stemOf(candidate.source.relativePath);
  const name = part.of === 1 ? stem : partName(stem, candidate);
  if (requestedId === null && name === id) return { id, known: entry, diagnostics: [] };
  const other =
    requestedId !== null && part.of === 1 && idKey(toModelId(requestedId)) !== idKey(id);
  const message = `the file is registered as ${id} and keeps that id; its model_id ${requestedId} is not used`;
  return {
    id,
    known: entry,
    diagnostics: other
      ? [diagnostic('GNN-W018', candidate.requestedAt, message)]
      : requestedId !== null && part.of === 1
        ? mapped('GNN-W015', candidate.requestedAt, requestedId, toModelId(requestedId))
        : idKey(toModelId(name)) === idKey(id)
          ? mapped('GNN-I008', FILE_START, name, toModelId(name))
          : [],
  };
}

function mapped(
  code: 'GNN-W015' | 'GNN-I008',
  at: Position,
  wanted: string,
  id: string,
): Diagnostic[] {
  if (wanted.normalize('NFC') === id) return [];
  return [diagnostic(code, at, `${JSON.stringify(wanted)} is no allowed id; ${id} was taken`)];
}

/** The entry of a model with other bytes: the same id, else the same section. */
function samePart(entries: readonly Entry[], candidate: Candidate): Entry | undefined {
  const { gnnSection, part } = candidate;
  const stem = stemOf(candidate.source.relativePath);
  const key = idKey(toModelId(part.of === 1 ? stem : partName(stem, candidate)));
  return (
    entries.find((it) => idKey(it.model_id) === key) ??
    entries.find((it) => gnnSection !== null && it.gnn_section === gnnSection) ??
    (part.of === 1 ? entries[0] : undefined)
  );
}

function partName(stem: string, { gnnSection, part }: Candidate): string {
  return gnnSection === null ? `${stem}-${part.index + 1}` : `${stem}-${gnnSection}`;
}

/** A name, then with one folder more in front each time, then with a number behind. */
function* namesFor(name: string, { source, part }: Candidate): Generator<string> {
  yield name;
  if (part.of > 1) yield `${stemOf(source.relativePath)}-${part.index + 1}`;
  // Folders above the target as given would make ids depend on where a checkout lies.
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

/** A file's name without its folders and its last ending. */
export function stemOf(filePath: string): string {
  return posix.parse(filePath).name;
}

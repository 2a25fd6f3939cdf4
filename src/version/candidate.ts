/** A model of a run, and the names that it may have. Pure. */
import { isAbsolute, posix } from 'node:path';
import type { Entry } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { SourcePath } from '../domain/spec.js';
import { toModelId } from './model-id.js';

/** A model that a run discovered and that needs an id. */
export interface Candidate {
  readonly source: SourcePath;
  /** Hash of the model's bytes; of weights, that of its meaning, since their text repeats where they are. */
  readonly hash: string;
  /** `sha256:` over its meaning, if it was read. */
  readonly semanticHash?: string;
  readonly part: { readonly index: number; readonly of: number };
  readonly gnnSection: string | null;
  /** `model_id` of the front matter, as written. */
  readonly requestedId: string | null;
  /** The position of that `model_id`. */
  readonly requestedAt: Position;
  /** Its entry, if the file still has the registered bytes. */
  readonly registered?: Entry | undefined;
}

/** The id that front matter requests; a file of several models requests none. */
export function requestedId({ requestedId: requested, part }: Candidate): string | null {
  return requested === null || part.of > 1 ? null : toModelId(requested);
}

/** The stem of its file; if that holds several models, with its section or number. */
export function nameCandidate({ source, gnnSection, part }: Candidate): string {
  const stem = fileStem(source.relativePath);
  return part.of === 1 ? stem : `${stem}-${gnnSection ?? part.index + 1}`;
}

/** Proposes a name, then the name prefixed with more and more folders, then with numbers appended. */
export function* proposeNames(name: string, { source, part }: Candidate): Generator<string> {
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

/** Checks whether the files of a model of weights are still those that were registered. */
import { posix, resolve } from 'node:path';
import type { Entry, Weights } from '../../domain/model.js';
import { lookAtFile, type FoundFile } from '../../files/walk-folders.js';
import { hashFiles, type HashPlace } from './hash-files.js';

/** What is wrong with the files of a model; their names are relative to its folder. */
export interface CheckedWeights {
  readonly gone: readonly string[];
  readonly changed: readonly string[];
  readonly unreadable: readonly string[];
}

/** Checks the files of weights; those that look as they did when they were hashed are not read. */
export async function checkWeights(
  { file_path: path }: Pick<Entry, 'file_path'>,
  { files }: Weights,
  place: HashPlace & { readonly env: { readonly cwd: string } },
): Promise<CheckedWeights> {
  const own = files.filter(({ role }) => role === 'weights');
  const isFile = own.some((it) => it.path === posix.basename(path));
  const folder = resolve(place.env.cwd, isFile ? posix.dirname(path) : path);
  const [gone, changed, unreadable]: [string[], string[], string[]] = [[], [], []];
  const left = new Map<string, FoundFile>();
  for (const { path: name, size_bytes: size } of own) {
    const found = lookAtFile(resolve(folder, name));
    if (found === 'gone') gone.push(name);
    else if (found === 'unreadable') unreadable.push(name);
    else if (found.size !== size) changed.push(name);
    else left.set(name, found);
  }
  const hashes = await hashFiles([...left.values()], place);
  for (const [name, { identity }] of left) {
    const result = hashes.get(identity);
    if (result === undefined || 'problem' in result) unreadable.push(name);
    else if (result.hash !== own.find((it) => it.path === name)?.hash) changed.push(name);
  }
  return { gone, changed, unreadable };
}

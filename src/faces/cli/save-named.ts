/** Saves bytes where a person said, without harm to what is there. */
import { resolve } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import type { StepOptions } from '../../domain/options.js';
import type { CopyOptions } from '../../files/write-source.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { assertSavable, isSpecOf, saveCopy, withRealFolder } from '../../files/write-source.js';
import { isOwnPath } from '../../store/own-paths.js';
import type { CliIo } from './io.js';

/** Where and how bytes are saved. */
export interface NamedFile extends CopyOptions {
  /** As the person wrote it. */
  readonly name: string;
  readonly options: Pick<StepOptions, 'targetDir' | 'outputDir' | 'registryPath'>;
  /** Paths of specs that the registry names, besides those of the target folder; one that is gone may be written again. */
  readonly specs?: readonly string[];
}

const STREAMS: Readonly<Record<string, 'stdout' | 'stderr'>> = {
  '/dev/stdout': 'stdout',
  '/dev/fd/1': 'stdout',
  '/proc/self/fd/1': 'stdout',
  '/dev/stderr': 'stderr',
  '/dev/fd/2': 'stderr',
  '/proc/self/fd/2': 'stderr',
};

/** The stream of this program that a name means, such as `/dev/stdout`; undefined for a file. */
export function findStream(name: string): 'stdout' | 'stderr' | undefined {
  return Object.hasOwn(STREAMS, name) ? STREAMS[name] : undefined;
}

/**
 * Checks before the work whether a file can be saved.
 *
 * @throws RegistryError `file-refused` for a spec, for files of the registry, and for what is no file;
 *   `output-exists`
 */
export function assertNamed(file: NamedFile, cwd: string): void {
  if (findStream(file.name) !== undefined) return;
  const path = resolve(cwd, file.name);
  const { options, specs = [] } = file;
  const refuse = (what: string): RegistryError =>
    new RegistryError('file-refused', `${file.name} is ${what}`, 'Name another file.');
  if (isOwnPath({ ...options, cwd }, path)) throw refuse("one of the registry's own files");
  if (assertSavable(path, file) === 'stream' || lstatIfPresent(path) === undefined) return;
  const isNamed = specs.some((it) => withRealFolder(resolve(cwd, it)) === withRealFolder(path));
  if (isNamed || isSpecOf(resolve(cwd, options.targetDir), path)) throw refuse('a spec');
}

/** Saves bytes. @throws RegistryError as {@link assertNamed}, and `output-unwritable` */
export async function saveNamed(file: NamedFile, bytes: Uint8Array, io: CliIo): Promise<void> {
  const stream = findStream(file.name);
  if (stream !== undefined) {
    io[stream].write(Buffer.from(bytes).toString('utf8'));
    return;
  }
  assertNamed(file, io.cwd);
  await saveCopy(resolve(io.cwd, file.name), bytes, file);
}

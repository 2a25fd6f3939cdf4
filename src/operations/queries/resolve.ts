/** Finds the file of exactly the version that a reference names, for scripts. */
import { isAbsolute, relative, resolve as resolvePath } from 'node:path';
import { unhashedArchivePath } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { operation, option, wording } from '../../domain/wording.js';
import { withSlashes } from '../../domain/paths.js';
import { fileExists } from '../../read.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import { defineQuery, identify } from '../operation.js';
import type { ResolveInput, ResolveOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { warnOfStatus } from '../mutations/status.js';
import { assertNotDeleted } from '../mutations/usable.js';

/** A version and its file. */
export interface ResolvedFile extends Referred {
  /**
   * The archived bytes of the version, or the spec file with `spec`. Relative to the working
   * directory, or absolute if the output folder was given as an absolute path.
   */
  readonly path: string;
}

/**
 * Finds the archived file of a version and verifies its hash.
 *
 * @throws RegistryError the errors of `resolveReference`; `archive-missing` if the file is missing,
 *   packed or deleted; `archive-damaged`
 */
export async function resolveArchive(
  { state, history, store, options, env }: OpenedRegistry,
  reference: string,
): Promise<ResolvedFile> {
  const referred = resolveReference(state.models, reference);
  const { entry, version } = referred;
  const name = `${entry.model_id}@${version.version}`;
  assertNotDeleted(referred);
  if (store.copy !== undefined) throw describeInDatabase(name);
  if (version.archived_at !== undefined || version.source?.endsWith('.gz') === true) {
    throw describePacked(name);
  }
  await history.sourceOf(version);
  // The bytes may have been found packed, next to the named file.
  const path = store.archiveFile(version.source ?? '');
  if (path === undefined) throw describeFileless(name, store, version.source ?? '');
  const shown = isAbsolute(options.outputDir) ? path : withSlashes(relative(env.cwd, path));
  return { ...referred, path: shown };
}

/**
 * Finds the spec file of a model, as the registry names it. It may contain another version.
 *
 * @throws RegistryError the errors of `resolveReference`; `archive-missing` if the file is missing
 */
export async function resolveSpec(
  { state, env }: OpenedRegistry,
  reference: string,
): Promise<ResolvedFile> {
  const referred = resolveReference(state.models, reference);
  const { file_path: path, model_id } = referred.entry;
  if (path !== '' && fileExists(resolvePath(env.cwd, path))) return { ...referred, path };
  throw new RegistryError(
    'archive-missing',
    path === ''
      ? `${model_id} has no spec file`
      : `the spec file ${path} of ${model_id} does not exist`,
    wording`${operation('resolve', reference)} prints the archived file; paths of spec files are relative to the folder that the step ran in.`,
  );
}

/** Its bytes are there, but not in the file that it names. */
function describeFileless(
  name: string,
  { archiveFile }: OpenedRegistry['store'],
  source: string,
): RegistryError {
  const joined = unhashedArchivePath(source)?.path;
  if (joined === undefined || archiveFile(joined) === undefined) return describePacked(name);
  return new RegistryError(
    'archive-missing',
    `the source of ${name} is in ${joined}, where a merge joined it with that of another branch`,
    wording`${operation('verify', option('repair'))} gives it a file of its own; ${operation('show', name, option('source'))} prints it.`,
  );
}

function describeInDatabase(name: string): RegistryError {
  return new RegistryError(
    'archive-missing',
    `the source of ${name} is in a database, not in a file`,
    wording`${operation('show', name, option('source'))} prints it.`,
  );
}

function describePacked(name: string): RegistryError {
  return new RegistryError(
    'archive-missing',
    `the source of ${name} is packed`,
    wording`${operation('restore', name)} unpacks it; ${operation('show', name, option('source'))} prints it.`,
  );
}

export const RESOLVE = defineQuery({
  query: (registry, { reference, spec = false }: ResolveInput) =>
    spec ? resolveSpec(registry, reference) : resolveArchive(registry, reference),
  present: ({ path, ...referred }): ResolveOutput => ({
    ...identify(referred),
    path,
    hash: referred.version.hash,
    file_path: referred.entry.file_path,
  }),
  hand: ({ path }) => path,
  notices: ({ entry }) => warnOfStatus(entry),
});

/** The file of exactly the version that a reference names, for scripts. */
import { isAbsolute, relative, resolve as resolvePath } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { operation, option, wording } from '../../domain/wording.js';
import { withSlashes } from '../../domain/paths.js';
import { fileExists } from '../../read.js';
import type { Referred } from '../../version/reference.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { ResolveInput, ResolveOutput } from '../generated/shapes.js';
import { noticesOfStatus } from '../mutations/status.js';
import type { OpenedRegistry } from '../workplace.js';

/** A version, and where it is. */
export interface Resolved extends Referred {
  /**
   * The archived bytes of the version; with `spec` the spec file. From the working directory, or
   * absolute where the output folder was given so.
   */
  readonly path: string;
}

/**
 * Finds the archived file of a version, and holds it against its hash.
 *
 * @throws RegistryError those of `resolveReference`; `archive-missing` where the file is not there,
 *   is packed or was deleted; `archive-damaged`
 */
export async function resolveArchive(
  { state, history, store, options, env }: OpenedRegistry,
  reference: string,
): Promise<Resolved> {
  const referred = resolveReference(state.models, reference);
  const { entry, version } = referred;
  const name = `${entry.model_id}@${version.version}`;
  if (version.deleted_at !== undefined) throw describeGone(name, version.deleted_at);
  if (version.archived_at !== undefined || version.source?.endsWith('.gz') === true) {
    throw describePacked(name);
  }
  await history.sourceOf(version);
  // Its bytes may be found packed, beside the file that is named.
  const path = store.archiveFile(version.source ?? '');
  if (path === undefined) throw describePacked(name);
  const shown = isAbsolute(options.outputDir) ? path : withSlashes(relative(env.cwd, path));
  return { ...referred, path: shown };
}

/**
 * Finds the spec file of a model, as the registry names it. What it holds may be another version.
 *
 * @throws RegistryError those of `resolveReference`; `archive-missing` where the file is not there
 */
export async function resolveSpec(
  { state, env }: OpenedRegistry,
  reference: string,
): Promise<Resolved> {
  const referred = resolveReference(state.models, reference);
  const { file_path: path, model_id } = referred.entry;
  if (path !== '' && (await fileExists(resolvePath(env.cwd, path)))) return { ...referred, path };
  throw new RegistryError(
    'archive-missing',
    path === '' ? `${model_id} has no spec file` : `the spec file ${path} of ${model_id} is gone`,
    wording`${operation('resolve', reference)} prints the archived file; spec files count from the folder that the step ran in.`,
  );
}

function describeGone(name: string, at: string): RegistryError {
  return new RegistryError(
    'archive-missing',
    `the source of ${name} was deleted at ${at}`,
    'Its number and what is known of it are kept; its bytes are not.',
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
  present: ({ entry, version, path }): ResolveOutput => ({
    model_id: entry.model_id,
    version: version.version,
    path,
    hash: version.hash,
    file_path: entry.file_path,
  }),
  hand: ({ path }) => path,
  notices: ({ entry }) => noticesOfStatus(entry),
});

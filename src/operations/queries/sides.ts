/** What is compared or drawn: a version of the registry, or a file that need not be registered. */
import { RegistryError } from '../../domain/errors.js';
import { abbreviate } from '../../domain/lists.js';
import type { ComparableModel } from '../../domain/semantic-form.js';
import type { Source } from '../../domain/spec.js';
import { getFields } from '../../pipeline/check-fingerprint.js';
import { parseModels } from '../../pipeline/history.js';
import { fileExists, readSource } from '../../read.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import { semanticHash } from '../../version/semantic-form.js';
import type { DiffSide } from '../generated/shapes.js';
import { describeMissingRegistry, resolveSourcePath, type OpenedRegistry } from '../workplace.js';
import { createAssessBytes } from './content.js';

/** A version or a file, with the model in it. */
export interface ReadSide {
  readonly side: DiffSide;
  readonly model: ComparableModel;
  readonly notices: string[];
}

/** What is done with a model, in words. */
export type Purpose = 'compared' | 'drawn';

/**
 * Reads a version or a file.
 *
 * @param reference - a reference, or the path of a spec
 * @param other - decides which model of a file with several is meant
 * @throws RegistryError `model-unknown`, `version-unknown`, `reference-ambiguous`; `archive-missing` or
 *   `archive-damaged` if no metadata is available instead; `spec-refused` for a file that contains no
 *   model or several
 */
export async function readSide(
  registry: OpenedRegistry,
  reference: string,
  purpose: Purpose,
  other?: ComparableModel,
): Promise<ReadSide> {
  if (await isFile(registry, reference)) return readFile(registry, reference, purpose, other);
  return readVersion(registry, resolveSide(registry, reference), purpose);
}

/** Reads a version. @throws RegistryError `archive-missing`, `archive-damaged` as {@link readSide} */
export async function readVersion(
  registry: Pick<OpenedRegistry, 'history'>,
  { entry, version }: Referred,
  purpose: Purpose,
): Promise<ReadSide> {
  const { comparable, archiveProblem } = await registry.history.modelOf(entry, version);
  if (comparable === null) {
    // Reading the bytes again throws the error that says what is wrong with them.
    await registry.history.sourceOf(version);
    throw new RegistryError(
      'archive-damaged',
      `${entry.model_id}@${version.version} cannot be ${purpose}: ${archiveProblem ?? 'no copy of it is left'}`,
      'Name another version, or a file.',
    );
  }
  return {
    model: comparable,
    notices: archiveProblem === null ? [] : [`${archiveProblem}: its metadata was ${purpose}`],
    side: {
      reference: `${entry.model_id}@${version.version}`,
      model_id: entry.model_id,
      version: version.version,
      file_path: version.file_path,
      hash: version.hash,
      semantic_hash: semanticHash(comparable.form),
    },
  };
}

function resolveSide({ state, isThere, store }: OpenedRegistry, reference: string): Referred {
  if (!isThere) throw describeMissingRegistry(store);
  try {
    return resolveReference(state.models, reference);
  } catch (error) {
    const isNeither = error instanceof RegistryError && error.code === 'model-unknown';
    if (!isNeither || !/\.[a-z]+$/i.test(reference)) throw error;
    const message = `there is neither a file nor a model ${JSON.stringify(reference)}`;
    throw new RegistryError('model-unknown', message, error.hint, { cause: error });
  }
}

/** The id of a registered model does not mean a file unless it is written as a path. */
export async function isFile(registry: OpenedRegistry, reference: string): Promise<boolean> {
  const isPath = /[/\\]/.test(reference);
  if (!isPath && registry.state.models.has(reference)) return false;
  const found = fileExists(resolveSourcePath(reference, registry).resolvedPath);
  // A path to a missing file is not a reference either: the error is about the file.
  return found || (isPath && !reference.includes('@'));
}

async function readFile(
  registry: OpenedRegistry,
  path: string,
  purpose: Purpose,
  other: ComparableModel | undefined,
): Promise<ReadSide> {
  const refuse = (reason: string): RegistryError =>
    new RegistryError(
      'spec-refused',
      `${path} cannot be ${purpose}: ${reason}`,
      'Name a spec file, or a model of the registry such as id@1.0.0.',
    );
  const source = await readSource(
    resolveSourcePath(path, registry),
    registry.options.settings.max_file_size,
  );
  if ('code' in source) throw refuse(source.message);
  const models = await parseModels(source.bytes);
  const sameSection = models.filter((it) => it.model.gnn_section === other?.model.gnn_section);
  const [model] = models.length > 1 ? (sameSection.length === 1 ? sameSection : []) : models;
  if (model === undefined) {
    const names = models.map((it) => it.model.gnn_section ?? it.model.model_name).join(', ');
    throw refuse(
      models.length > 1 ? `it contains several models: ${names}` : 'it contains no model',
    );
  }
  return {
    model,
    notices: await explainRefusal(registry, { ...source, filePath: path }),
    side: {
      reference: path,
      model_id: null,
      version: null,
      file_path: source.filePath,
      hash: model.hash,
      semantic_hash: semanticHash(model.form),
    },
  };
}

/** Says why a run would refuse a file, which can be compared all the same. */
async function explainRefusal(registry: OpenedRegistry, source: Source): Promise<string[]> {
  const { options } = registry;
  const checking = { profile: options.profile, fields: getFields(options) };
  const assessment = await createAssessBytes(registry)(source, checking);
  const refusal = 'refusal' in assessment ? assessment.refusal : null;
  const reasons = refusal?.reasons.map((it) => `${it.line}:${it.column} ${it.code} ${it.message}`);
  if (reasons === undefined) return [];
  return [`a run would refuse ${source.filePath}: ${abbreviate(reasons, MAX_REASONS, '; ')}`];
}

/** The number of reasons that are named. */
const MAX_REASONS = 3;

import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Entry, GnnModel, VersionEntry } from '../domain/model.js';
import { otherPath } from '../domain/packed.js';
import { decodeText } from '../read.js';
import type { Layout } from '../store/file/layout.js';
import { readArchive, readSoundMetadata } from '../store/file/metadata.js';
import type { PreviousModel } from '../version/plan-model.js';
import { bytesOfSpecs } from './split-models.js';
import { toSemanticForm } from '../version/semantic-form.js';

/** What was registered before: bytes and models of versions. */
export interface History {
  /**
   * The exact bytes of a version.
   *
   * @throws RegistryError `archive-missing`, `archive-damaged`, naming the file
   */
  readonly sourceOf: (version: VersionEntry) => Promise<Uint8Array>;
  /** The model of a version: from its archived bytes, else from the metadata where that is its own. */
  readonly modelOf: (entry: Entry, version: VersionEntry) => Promise<PreviousModel>;
}

/**
 * The versions of a registry as they can be read.
 *
 * @param pending - archives that are not written yet, by their path below the step's output
 * @param limits - how much of a spec is read
 */
export function openHistory(
  layout: Layout,
  pending: ReadonlyMap<string, Uint8Array> = new Map(),
  limits: Limits = DEFAULT_LIMITS,
): History {
  const models = new Map<string, Promise<PreviousModel>>();
  const sourceOf = async (version: VersionEntry): Promise<Uint8Array> => {
    const waiting =
      version.source === null
        ? undefined
        : (pending.get(version.source) ?? pending.get(otherPath(version.source)));
    const bytes = waiting ?? (await readArchive(layout, version.source));
    if (bytes === undefined) throw describeMissing(version);
    if (version.hash !== null && sha256(bytes) !== version.hash) throw describeDamaged(version);
    return bytes;
  };
  const readModel = async (entry: Entry, version: VersionEntry): Promise<PreviousModel> => {
    try {
      const [comparable] = await parseModels(await sourceOf(version), limits);
      if (comparable !== undefined) return { comparable, archiveProblem: null };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const comparable = (await modelFromMetadata(layout, entry, version)) ?? null;
      return { comparable, archiveProblem: version.source === null ? null : phrase(error.message) };
    }
    const comparable = (await modelFromMetadata(layout, entry, version)) ?? null;
    return { comparable, archiveProblem: `${version.source} holds no model that can be read` };
  };
  return {
    sourceOf,
    modelOf: (entry, version) => {
      const key = `${version.hash} ${version.source}`;
      const model = models.get(key) ?? readModel(entry, version);
      models.set(key, model);
      return model;
    },
  };
}

/** A model as it was parsed, with the hash of the bytes that are its version. */
export interface ParsedModel extends ComparableModel {
  readonly hash: string;
}

/** The models of a spec's bytes. */
export async function parseModels(
  bytes: Uint8Array,
  limits: Limits = DEFAULT_LIMITS,
): Promise<ParsedModel[]> {
  const text = decodeText(bytes);
  if (text === undefined) return [];
  const { parseSpec } = await import('../gnn/index.js');
  const file = parseSpec(text, limits);
  const parts = bytesOfSpecs(bytes, file);
  return file.specs.map(({ model, values }, index) => ({
    model,
    values,
    form: toSemanticForm(model),
    hash: sha256(parts[index] ?? bytes),
  }));
}

/** A sentence as a part of another one. */
function phrase(sentence: string): string {
  return sentence.replace(/^The /, 'the ').replace(/\.$/, '');
}

/** The metadata file holds the current version; of any other one it knows nothing. */
async function modelFromMetadata(
  layout: Layout,
  entry: Entry,
  version: VersionEntry,
): Promise<ComparableModel | undefined> {
  const metadata = await readSoundMetadata(layout, entry.model_id);
  if (metadata === undefined || metadata.hash !== version.hash) return undefined;
  const model: GnnModel = metadata;
  return {
    model,
    form: toSemanticForm(model),
    values: model.parameters.map((it) => it.value),
  };
}

function describeMissing({ version, source, deleted_at }: VersionEntry): RegistryError {
  if (deleted_at !== undefined) {
    return new RegistryError(
      'archive-missing',
      `The bytes of version ${version} were deleted on ${deleted_at.slice(0, 10)}, as the retention asked for.`,
      'Name another version; what is known of this one stays.',
    );
  }
  return source === null
    ? new RegistryError(
        'archive-missing',
        `The bytes of version ${version} were not kept: another program registered it.`,
        'Compare with a later version, or with a file.',
      )
    : new RegistryError(
        'archive-missing',
        `The archived bytes ${source} of version ${version} are missing.`,
        'Restore that file, below the output of the step, from a copy.',
      );
}

function describeDamaged({ version, source }: VersionEntry): RegistryError {
  return new RegistryError(
    'archive-damaged',
    `The archived bytes ${source} of version ${version} do not match their hash.`,
    'Restore that file, below the output of the step, from a copy.',
  );
}

import { sha256 } from '../domain/canonical.js';
import { RegistryError } from '../domain/errors.js';
import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Entry, GnnModel, ModelMetadata, VersionEntry } from '../domain/model.js';
import { otherPath } from '../domain/packed.js';
import { decodeText } from '../read.js';
import type { Store } from '../store/port.js';
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
 * @param pending - archives that are not written yet, by the `source` that names them
 * @param limits - how much of a spec is read
 */
export function openHistory(
  store: Store,
  pending: ReadonlyMap<string, Uint8Array> = new Map(),
  limits: Limits = DEFAULT_LIMITS,
): History {
  const models = new Map<string, Promise<PreviousModel>>();
  const sourceOf = async (version: VersionEntry): Promise<Uint8Array> => {
    const { source, hash } = version;
    if (source === null) throw describeMissing(version);
    const waiting = pending.get(source) ?? pending.get(otherPath(source));
    const isIt = waiting !== undefined && (hash === null || sha256(waiting) === hash);
    return isIt ? waiting : store.archive({ ...version, source });
  };
  const readModel = async (entry: Entry, version: VersionEntry): Promise<PreviousModel> => {
    try {
      const [comparable] = await parseModels(await sourceOf(version), limits);
      if (comparable !== undefined) return { comparable, archiveProblem: null };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const comparable = (await modelFromMetadata(store, entry, version)) ?? null;
      return { comparable, archiveProblem: version.source === null ? null : phrase(error.message) };
    }
    const comparable = (await modelFromMetadata(store, entry, version)) ?? null;
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
  store: Store,
  entry: Entry,
  version: VersionEntry,
): Promise<ComparableModel | undefined> {
  const metadata = await readSoundMetadata(store, entry.model_id);
  if (metadata === undefined || metadata.hash !== version.hash) return undefined;
  const model: GnnModel = metadata;
  return {
    model,
    form: toSemanticForm(model),
    values: model.parameters.map((it) => it.value),
  };
}

/** The metadata of a model's current version where they are sound in every part, as their schema says. */
export async function readSoundMetadata(
  store: Pick<Store, 'metadata'>,
  id: string,
): Promise<ModelMetadata | undefined> {
  const metadata = await store.metadata(id);
  // Loaded only here: what other readers take of it needs no look at every part of it.
  const { validate } = await import('../domain/generated/model-metadata.js');
  return validate(metadata) ? metadata : undefined;
}

function describeMissing({ version, deleted_at }: VersionEntry): RegistryError {
  if (deleted_at !== undefined) {
    return new RegistryError(
      'archive-missing',
      `The bytes of version ${version} were deleted on ${deleted_at.slice(0, 10)}, as the retention asked for.`,
      'Name another version; what is known of this one stays.',
    );
  }
  return new RegistryError(
    'archive-missing',
    `The bytes of version ${version} were not kept: another program registered it.`,
    'Compare with a later version, or with a file.',
  );
}

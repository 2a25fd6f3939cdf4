import { sha256 } from '../domain/canonical.js';
import { isWeightsText, readWeights, toComparable } from '../domain/weights.js';
import { RegistryError } from '../domain/errors.js';
import { DEFAULT_LIMITS, type Limits } from '../domain/limits.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Entry, ModelMetadata, VersionEntry } from '../domain/model.js';
import { isKept, otherPath } from '../domain/packed.js';
import { operation, wording } from '../domain/wording.js';
import { isUnreadable } from '../files/lstat-if-present.js';
import { decodeText } from '../read.js';
import type { Store } from '../store/port.js';
import type { PreviousModel } from '../version/plan-model.js';
import { splitBytes } from './split-models.js';
import { toSemanticForm } from '../version/semantic-form.js';

/** Gives access to the bytes and models of registered versions. */
export interface History {
  /**
   * Returns the exact bytes of a version.
   *
   * @throws RegistryError `archive-missing`, `archive-damaged`, which name the file
   */
  readonly sourceOf: (version: VersionEntry) => Promise<Uint8Array>;
  /** Returns the model of a version, from its archived bytes or else from its metadata, if any. */
  readonly modelOf: (entry: Entry, version: VersionEntry) => Promise<PreviousModel>;
}

/**
 * Opens the history of a registry.
 *
 * @param pending - archives that are not written yet, by `source`
 * @param limits - the limits for parsing specs
 */
export function openHistory(
  store: Store,
  pending: ReadonlyMap<string, Uint8Array> = new Map(),
  limits: Limits = DEFAULT_LIMITS,
): History {
  const models = new Map<string, Promise<PreviousModel>>();
  const sourceOf = async (version: VersionEntry): Promise<Uint8Array> => {
    const { source, hash } = version;
    if (source === null || version.deleted_at !== undefined) throw describeMissing(version);
    const waiting = pending.get(source) ?? pending.get(otherPath(source));
    const isMatch = waiting !== undefined && (hash === null || sha256(waiting) === hash);
    return isMatch ? waiting : store.archive({ ...version, source });
  };
  const readModel = async (entry: Entry, version: VersionEntry): Promise<PreviousModel> => {
    let archiveProblem: string | null = `${version.source} contains no readable model`;
    try {
      const [comparable] = await parseModels(await sourceOf(version), limits);
      if (comparable !== undefined) return { comparable, archiveProblem: null };
    } catch (error) {
      if (!(error instanceof RegistryError) || isUnreadable(error)) throw error;
      archiveProblem = isKept(version) ? toPhrase(error.message) : null;
    }
    const comparable = (await readModelFromMetadata(store, entry, version)) ?? null;
    return { comparable, archiveProblem };
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

/** Parses the models in the bytes of a spec; each with the hash of its own bytes. */
export async function parseModels(
  bytes: Uint8Array,
  limits: Limits = DEFAULT_LIMITS,
): Promise<(ComparableModel & { readonly hash: string })[]> {
  const text = decodeText(bytes);
  if (text === undefined) return [];
  if (isWeightsText(bytes)) {
    const weights = await readWeights(text);
    return weights === undefined ? [] : [{ ...toComparable(weights), hash: sha256(bytes) }];
  }
  const { parseSpec } = await import('../gnn/index.js');
  const file = parseSpec(text, limits);
  const parts = splitBytes(bytes, file);
  return file.specs.map(({ model, values }, index) => ({
    model,
    values,
    form: toSemanticForm(model),
    hash: sha256(parts[index] ?? bytes),
  }));
}

/** Turns a sentence into a phrase that can be part of another one. */
function toPhrase(sentence: string): string {
  return sentence.replace(/^The /, 'the ').replace(/\.$/, '');
}

/** Reads a model from the metadata file, which only describes the current version. */
async function readModelFromMetadata(
  store: Store,
  entry: Entry,
  version: VersionEntry,
): Promise<ComparableModel | undefined> {
  const metadata = await readSoundMetadata(store, entry.model_id);
  if (metadata === undefined || metadata.hash !== version.hash) return undefined;
  if (metadata.weights !== undefined) return toComparable(metadata.weights);
  const values = metadata.parameters.map((it) => it.value);
  return { model: metadata, form: toSemanticForm(metadata), values };
}

/** Reads the metadata of a model's current version; undefined unless it is valid. */
export async function readSoundMetadata(
  store: Pick<Store, 'metadata'>,
  id: string,
): Promise<ModelMetadata | undefined> {
  const metadata = await store.metadata(id);
  // Loaded only here: other readers need only a few fields, without full validation.
  const { validate } = await import('../domain/generated/model-metadata.js');
  return validate(metadata) ? metadata : undefined;
}

function describeMissing({ version, source, deleted_at }: VersionEntry): RegistryError {
  if (deleted_at !== undefined) {
    return new RegistryError(
      'archive-missing',
      `The bytes of version ${version} were deleted on ${deleted_at.slice(0, 10)}.`,
      source === null
        ? 'Name another version; the record of this one is kept.'
        : wording`${operation('restore')} brings it back until ${operation('gc')} removes its bytes.`,
    );
  }
  return new RegistryError(
    'archive-missing',
    `The bytes of version ${version} were not stored: another program registered it.`,
    'Compare with a later version, or with a file.',
  );
}

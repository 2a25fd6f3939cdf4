/** Models of weights, as the registry keeps them: a text for each version says what is known of one. */
import { layOutJson, layOutKeys } from './lay-out-json.js';
import { isObject, parseJson } from './json.js';
import type { GnnModel, Weights, WeightsFacts, WeightsSummary } from './model.js';
import { asWritten, completed } from './persisted.js';
import type { ComparableModel, SemanticForm } from './semantic-form.js';
import { SPEC_ENDING } from './spec.js';

/** The schema of that text. */
export const WEIGHTS_SCHEMA = 'urn:gnn-model-registry:schema:weights:1';

/** The kind of such a model. */
export const WEIGHTS_KIND = 'WEIGHTS';

/** The ending of the file that keeps the text. */
export const WEIGHTS_ENDING = '.weights';

const START = Buffer.from(`{\n  "schema": ${JSON.stringify(WEIGHTS_SCHEMA)},`);

/** Whether bytes are the text about weights, and the file that they belong to is not a spec. */
export function isWeightsText(bytes: Uint8Array, filePath = ''): boolean {
  return START.equals(bytes.subarray(0, START.length)) && !SPEC_ENDING.test(filePath);
}

/** Emits the text that is kept of a version. Equal weights with equal facts yield equal bytes. */
export function emitWeights(weights: Weights): string {
  return layOutJson(asWritten('weights', weights));
}

/** Reads a text about weights; undefined if it is not sound. */
export async function readWeights(text: string): Promise<Weights | undefined> {
  const json = parseJson(text);
  const isWeights = await loadWeightsCheck();
  return isWeights(json) ? completed('weights', json as Weights) : undefined;
}

/** Loads what tells whether an object is about weights; most runs meet none. */
export async function loadWeightsCheck(): Promise<(json: unknown) => boolean> {
  return (await import('./generated/weights.js')).validate;
}

/** Emits the keys of a model of weights for its metadata file. */
export function emitWeightsKeys(weights: Weights): string {
  const written = asWritten('weights', weights);
  return layOutKeys({ kind: WEIGHTS_KIND, model_name: weights.name, weights: written });
}

/** The lists that metadata of weights leaves out. */
const NO_PARTS = {
  flags: [],
  variables: [],
  connections: [],
  parameters: [],
  equations: [],
  ontology: [],
  model_parameters: [],
  extensions: [],
} as const satisfies Partial<GnnModel>;

/** Adds to metadata of weights what every model has. */
export function withNoParts(metadata: Readonly<Record<string, unknown>>): object {
  const { weights } = metadata;
  return isObject(weights)
    ? { ...NO_PARTS, ...metadata, weights: completed('weights', weights) }
    : metadata;
}

/** The name that a model of weights has among other models. */
function toModel({ name }: Weights): GnnModel {
  return completed('model_metadata', { ...NO_PARTS, kind: WEIGHTS_KIND, model_name: name });
}

/** Prepares weights for comparison: two are the same if their bytes are. */
export function toComparable(weights: Weights): ComparableModel {
  const form: SemanticForm = {
    connections: [],
    equations: [],
    flags: [],
    kind: WEIGHTS_KIND,
    model_parameters: [],
    ontology: [],
    parameters: [JSON.stringify(weights.hash ?? weights.files)],
    time: 'null',
    variables: [],
  };
  return { model: toModel(weights), form, values: [], weights };
}

/** The facts that an entry repeats. */
const SUMMARY = [
  'architecture',
  'parameters',
  'active_parameters',
  'quantisation',
  'context_length',
  'embedding_length',
  'layers',
  'vocabulary_size',
  'tokenizer',
  'chat_template',
  'variant',
  'owner',
  'rank',
] as const satisfies readonly (keyof WeightsFacts & keyof WeightsSummary)[];

/** What the entry of a model of weights says of it. */
export function summarizeWeights({ facts, files, tensors, ...weights }: Weights): WeightsSummary {
  const values = SUMMARY.map((name) => [name, facts[name]?.value ?? null]);
  return {
    format: weights.format,
    hash: weights.hash,
    size_bytes: weights.size_bytes,
    memory_bytes: weights.memory_bytes,
    files: files.filter(({ role }) => role === 'weights').length,
    tensors: tensors.length,
    ...(Object.fromEntries(values) as Pick<WeightsSummary, (typeof SUMMARY)[number]>),
  };
}

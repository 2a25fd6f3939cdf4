/** Makes a model of what is known of weights, as a spec becomes one. */
import type { AcceptedModel, Assessment } from '../../domain/assessment.js';
import { sha256 } from '../../domain/canonical.js';
import { FILE_START, diagnostic, type Diagnostic } from '../../domain/diagnostics.js';
import type { ModelFacts } from '../../domain/facts.js';
import type { LineageKind, Parent, Weights, WeightsBase } from '../../domain/model.js';
import type { Source, SourcePath } from '../../domain/spec.js';
import {
  WEIGHTS_KIND,
  emitWeights,
  emitWeightsKeys,
  readWeights,
  summarizeWeights,
  toComparable,
} from '../../domain/weights.js';
import { decodeText } from '../../read.js';
import { toModelId } from '../../version/model-id.js';
import { semanticHash } from '../../version/semantic-form.js';

/** Returns weights as a model that may be registered. */
export function acceptWeights(
  source: SourcePath,
  weights: Weights,
  diagnostics: readonly Diagnostic[],
): AcceptedModel {
  const bytes = Buffer.from(emitWeights(weights));
  return {
    source,
    facts: toModelFacts(weights),
    contents: { bytes, text: emitWeightsKeys(weights) },
    // The tensors of many models would fill the memory: they are read again where they are compared.
    comparable: undefined,
    sizeBytes: bytes.length,
    hash: sha256(bytes),
    semanticHash: semanticHash(toComparable(weights).form),
    fileHash: null,
    part: { index: 0, of: 1 },
    diagnostics: [...diagnostics],
  };
}

/** Returns the assessment of a text about weights, such as an archived one. */
export async function assessWeightsText(source: Source): Promise<Assessment> {
  const { filePath, relativePath, resolvedPath } = source;
  const path = { filePath, relativePath, resolvedPath };
  const weights = await readWeights(decodeText(source.bytes) ?? '');
  if (weights === undefined) {
    const found = [diagnostic('GNN-E022', FILE_START, 'what is kept of the weights is damaged')];
    return { state: 'refused', source: path, refusal: { reasons: found, diagnostics: found } };
  }
  const accepted = acceptWeights(path, weights, []);
  const { hash } = source;
  return {
    state: 'accepted',
    source: path,
    refusal: null,
    models: [{ ...accepted, hash, comparable: toComparable(weights) }],
  };
}

function toModelFacts(weights: Weights): ModelFacts {
  const { license, owner, source, declared_version: version } = weights.facts;
  return {
    name: weights.name,
    gnnSection: null,
    kind: WEIGHTS_KIND,
    counts: {
      variables: null,
      connections: null,
      edges: null,
      parameters: null,
      equations: null,
      ontology_terms: null,
    },
    weights: summarizeWeights(weights),
    details: {
      description: null,
      author: owner?.value ?? null,
      license: license?.value ?? null,
      date: null,
      source: source?.value ?? null,
      framework_targets: [],
      tags: [],
    },
    names: { variables: {}, parameters: [], ontology_terms: {} },
    lineage: { parents: weights.base_models.flatMap(toParent), dependencies: [] },
    declaredVersion: version?.value ?? null,
    requestedId: null,
    positions: {
      model_id: FILE_START,
      parent: FILE_START,
      dependencies: FILE_START,
      version: FILE_START,
    },
  };
}

const RELATIONS: Readonly<Record<WeightsBase['relation'], LineageKind>> = {
  base: 'derived',
  adapter: 'adapter',
  quantized: 'quantised',
  finetune: 'fine-tuned',
  merge: 'composed',
};

/** A model has the name of its repository without the owner. */
function toParent({ name, relation }: WeightsBase): Parent[] {
  const last = name.split('/').findLast((it) => it !== '') ?? '';
  if (last === '') return [];
  return [{ model_id: toModelId(last), version: null, kind: RELATIONS[relation], declared: true }];
}

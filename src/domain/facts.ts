import { declaredLineage } from './declared-lineage.js';
import type { DeclaredLineage } from './declared-lineage.js';
import { declaredVersion, describeModel, textOf } from './describe.js';
import type { Description } from './describe.js';
import { FILE_START } from './diagnostics.js';
import type { EntryMetadata, GnnModel } from './model.js';
import type { Position } from './position.js';
import type { Spec } from './spec.js';

/** How much a model holds. */
export type ModelCounts = Pick<
  EntryMetadata,
  'variables' | 'connections' | 'edges' | 'parameters' | 'equations' | 'ontology_terms'
>;

/** All that planning and an entry take of a model: plain, and small beside the model itself. */
export interface ModelFacts {
  readonly name: GnnModel['model_name'];
  readonly gnnSection: GnnModel['gnn_section'];
  readonly kind: GnnModel['kind'];
  readonly counts: ModelCounts;
  readonly says: Description;
  readonly lineage: Pick<DeclaredLineage, 'parents' | 'dependencies'>;
  /** As written; null where the spec declares none. */
  readonly declaredVersion: string | null;
  /** `model_id` of the front matter, as written. */
  readonly requestedId: string | null;
  /** Where the keys that are told of stand. */
  readonly places: Readonly<Record<PlacedKey, Position>>;
}

/** A key of the front matter or a field of the signature. */
export type PlacedKey = 'model_id' | 'parent' | 'version';

/** Takes from a spec what a registry says of it. */
export function factsOf({
  model,
  frontMatterKeys,
}: Pick<Spec, 'model' | 'frontMatterKeys'>): ModelFacts {
  const { parents, dependencies } = declaredLineage(model);
  const placeOf = (key: PlacedKey): Position => {
    const field = model.signature?.fields.find((it) => it.name.toLowerCase() === key);
    const { line, column } = frontMatterKeys.get(key) ?? field ?? FILE_START;
    return { line, column };
  };
  return {
    name: model.model_name,
    gnnSection: model.gnn_section,
    kind: model.kind,
    counts: countsOf(model),
    says: describeModel(model),
    lineage: { parents, dependencies },
    declaredVersion: declaredVersion(model),
    requestedId: textOf(model.front_matter?.['model_id']),
    places: {
      model_id: placeOf('model_id'),
      parent: frontMatterKeys.get('parent') ?? FILE_START,
      version: placeOf('version'),
    },
  };
}

function countsOf(model: GnnModel): ModelCounts {
  return {
    variables: model.variables.length,
    connections: model.connections.length,
    edges: model.connections.reduce(
      (sum, { sources, targets }) => sum + sources.length * targets.length,
      0,
    ),
    parameters: model.parameters.length,
    equations: model.equations.length,
    ontology_terms: model.ontology.length,
  };
}

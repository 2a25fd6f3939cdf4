import { readDeclaredLineage, type DeclaredLineage } from './declared-lineage.js';
import { declaredVersion, describeModel, textOf, type Description } from './describe.js';
import { FILE_START } from './diagnostics.js';
import { listNames, type IndexedNames } from './indexed-contents.js';
import type { EntryMetadata, GnnModel, WeightsSummary } from './model.js';
import type { Position } from './position.js';
import type { Spec } from './spec.js';

/** The size of a model, by kind of part. */
type ModelCounts = Pick<
  EntryMetadata,
  'variables' | 'connections' | 'edges' | 'parameters' | 'equations' | 'ontology_terms'
>;

/** Everything that planning and the registry entry need to know of a model, without its tensors. */
export interface ModelFacts {
  readonly name: GnnModel['model_name'];
  readonly gnnSection: GnnModel['gnn_section'];
  readonly kind: GnnModel['kind'];
  readonly counts: ModelCounts;
  /** What the entry says of a model of weights. */
  readonly weights?: WeightsSummary;
  readonly details: Description;
  /** For the index files. */
  readonly names: IndexedNames;
  readonly lineage: Pick<DeclaredLineage, 'parents' | 'dependencies'>;
  /** Without quotes and `v`, and completed; null if the spec declares none. */
  readonly declaredVersion: string | null;
  /** `model_id` of the front matter, as written. */
  readonly requestedId: string | null;
  /** Positions of the keys that findings refer to. */
  readonly positions: Readonly<Record<PositionedKey, Position>>;
}

/** A key of the front matter, or a field of Signature. */
type PositionedKey = 'model_id' | 'parent' | 'dependencies' | 'version';

/** Extracts from a spec the facts that the registry needs. */
export function extractFacts({
  model,
  frontMatterKeys,
}: Pick<Spec, 'model' | 'frontMatterKeys'>): ModelFacts {
  const { parents, dependencies } = readDeclaredLineage(model);
  const findPosition = (key: PositionedKey): Position => {
    const field = model.signature?.fields.find((it) => it.name.toLowerCase() === key);
    const { line, column } = frontMatterKeys.get(key) ?? field ?? FILE_START;
    return { line, column };
  };
  return {
    name: model.model_name,
    gnnSection: model.gnn_section,
    kind: model.kind,
    counts: countParts(model),
    details: describeModel(model),
    names: listNames(model),
    lineage: { parents, dependencies },
    declaredVersion: declaredVersion(model),
    requestedId: textOf(model.front_matter?.['model_id']),
    positions: {
      model_id: findPosition('model_id'),
      parent: frontMatterKeys.get('parent') ?? FILE_START,
      dependencies: frontMatterKeys.get('dependencies') ?? FILE_START,
      version: findPosition('version'),
    },
  };
}

function countParts(model: GnnModel): ModelCounts {
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

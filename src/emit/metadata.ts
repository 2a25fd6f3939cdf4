import type { Diagnostic } from '../domain/diagnostics.js';
import type { Entry, GnnModel, ModelMetadata } from '../domain/model.js';

/** What a metadata file is made from. */
export interface MetadataInput {
  readonly entry: Pick<Entry, 'model_id' | 'version' | 'file_path'>;
  readonly hash: string;
  readonly semanticHash: string;
  readonly model: GnnModel;
  readonly diagnostics: readonly Diagnostic[];
}

/** The text of `<model_id>_metadata.json`: the current version in full; same model, same bytes. */
export function emitMetadata(input: MetadataInput): string {
  const { entry, model } = input;
  const metadata: ModelMetadata = {
    schema: 'urn:gnn-model-registry:schema:model-metadata:1',
    model_id: entry.model_id,
    version: entry.version,
    hash: input.hash,
    semantic_hash: input.semanticHash,
    file_path: entry.file_path,
    kind: model.kind,
    title: model.title,
    gnn_section: model.gnn_section,
    gnn_version: model.gnn_version,
    flags: model.flags,
    model_name: model.model_name,
    annotation: model.annotation,
    variables: model.variables,
    connections: model.connections,
    parameters: model.parameters,
    equations: model.equations,
    time: model.time,
    ontology: model.ontology,
    model_parameters: model.model_parameters,
    footer: model.footer,
    signature: model.signature,
    extensions: model.extensions,
    front_matter: model.front_matter,
    diagnostics: [...input.diagnostics],
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

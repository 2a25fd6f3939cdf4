import type { Diagnostic } from '../domain/diagnostics.js';
import type { Entry, GnnModel, ModelMetadata } from '../domain/model.js';
import { inSchemaOrder } from '../domain/persisted.js';

/** What a metadata file is made from. */
export interface MetadataInput {
  readonly entry: Pick<Entry, 'model_id' | 'version' | 'file_path'>;
  readonly hash: string;
  readonly semanticHash: string;
  /** What `emitModel` says of the model. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The part of a metadata file that is about its place in the registry. */
type Head = Pick<
  ModelMetadata,
  'schema' | 'model_id' | 'version' | 'hash' | 'semantic_hash' | 'file_path'
>;

/** The text of `<model_id>_metadata.json`: the current version in full; same model, same bytes. */
export function emitMetadata({
  entry,
  hash,
  semanticHash,
  text,
  diagnostics,
}: MetadataInput): string {
  const head: Head = {
    schema: 'urn:gnn-model-registry:schema:model-metadata:1',
    model_id: entry.model_id,
    version: entry.version,
    hash,
    semantic_hash: semanticHash,
    file_path: entry.file_path,
  };
  const found: Pick<ModelMetadata, 'diagnostics'> = { diagnostics: [...diagnostics] };
  return `{\n${keysOf(head)},\n${text},\n${keysOf(found)}\n}\n`;
}

/** The keys of a model as they stand in its metadata file, whatever its id and version become. */
export function emitModel(model: GnnModel): string {
  const keys: Omit<ModelMetadata, keyof Head | 'diagnostics'> = model;
  return keysOf(inSchemaOrder('model_metadata', keys));
}

/** The model of what `emitModel` says; large tensors are without their values. */
export function readModel(text: string): GnnModel {
  return JSON.parse(`{${text}}`);
}

/** The keys of an object with their values, without the lines of its braces. */
function keysOf(object: object): string {
  return JSON.stringify(object, null, 2).slice('{\n'.length, -'\n}'.length);
}

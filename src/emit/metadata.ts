import type { Diagnostic } from '../domain/diagnostics.js';
import type { Entry, GnnModel, ModelMetadata } from '../domain/model.js';
import { layOutKeys } from '../domain/lay-out-json.js';
import { asWritten, completed } from '../domain/persisted.js';

/** The input for a metadata file. */
export interface MetadataInput {
  readonly entry: Pick<Entry, 'model_id' | 'version' | 'file_path'>;
  readonly hash: string;
  readonly semanticHash: string;
  /** The result of `emitModel`. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The part of a metadata file that concerns its place in the registry. */
type Head = Pick<
  ModelMetadata,
  'schema' | 'model_id' | 'version' | 'hash' | 'semantic_hash' | 'file_path'
>;

/** Emits `<model_id>_metadata.json`: the current version in full. Equal models yield equal bytes. */
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
  return `{\n${layOutKeys(head)},\n${text},\n${layOutKeys(found)}\n}\n`;
}

/** Emits the keys of a model for its metadata file, which do not depend on its id and version. */
export function emitModel(model: GnnModel): string {
  const keys: Omit<ModelMetadata, keyof Head | 'diagnostics'> = model;
  return layOutKeys(asWritten('model_metadata', keys));
}

/** Parses the result of `emitModel`; large tensors are without their values. */
export function readModel(text: string): GnnModel {
  return completed('model_metadata', JSON.parse(`{${text}}`));
}

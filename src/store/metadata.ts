/** The metadata file of a model, as it was written. */
import type { Entry, ModelMetadata } from '../domain/model.js';
import { readIfThere } from './atomic.js';
import type { Layout } from './layout.js';
import { metadataPath, resolveBelow } from './layout.js';

/**
 * The metadata of a model's current version, or undefined where it is missing or damaged: it can
 * always be made again from the spec.
 */
export async function readMetadata(layout: Layout, id: string): Promise<ModelMetadata | undefined> {
  const path = resolveBelow(layout.root, metadataPath(id));
  const text = await readIfThere(path).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isMetadata(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The archived text of a model's current version, or undefined where there is none. */
export async function readArchive(layout: Layout, entry: Entry): Promise<string | undefined> {
  const source = entry.versions[entry.version]?.source ?? null;
  if (source === null) return undefined;
  return readIfThere(resolveBelow(layout.root, source)).catch(() => undefined);
}

/** Enough of a look for a file that only this program writes. */
function isMetadata(json: unknown): json is ModelMetadata {
  return (
    typeof json === 'object' &&
    json !== null &&
    'schema' in json &&
    json.schema === 'urn:gnn-model-registry:schema:model-metadata:1' &&
    'diagnostics' in json &&
    Array.isArray(json.diagnostics) &&
    'ontology' in json &&
    Array.isArray(json.ontology)
  );
}

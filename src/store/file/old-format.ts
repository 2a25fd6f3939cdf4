/**
 * Moves the metadata files of a registry in format 1.0.0: each key and each item of their lists had a line of
 * its own, and what is null was written. Such files are read all the same.
 */
import { parseJson } from '../../domain/json.js';
import { layOutAsBefore, layOutJson } from '../../domain/lay-out-json.js';
import { entriesWithFolder, type Models } from '../../domain/models.js';
import { asWritten } from '../../domain/persisted.js';
import { writeArtifact } from './archives.js';
import { getMetadataPath, resolveBelow } from './layout.js';
import { isMetadata } from './metadata.js';
import { noneIfRefused, readFile } from './open-file.js';
import type { Output } from './output.js';

/**
 * Lays out the metadata files of models again. What is not as format 1.0.0 wrote it stays as it is.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function moveMetadata({ layout, env }: Output, models: Models): Promise<void> {
  for (const { model_id: id } of entriesWithFolder(models)) {
    env.signal?.throwIfAborted();
    const path = getMetadataPath(id);
    const found = readFile(layout, resolveBelow(layout.root, path), 'metadata');
    const text = (await found.catch(noneIfRefused))?.toString();
    const json = text === undefined ? undefined : parseJson(text);
    if (!isMetadata(json) || text !== layOutAsBefore(json)) continue;
    const data = layOutJson(asWritten('model_metadata', json));
    await writeArtifact(layout, { path, data });
  }
}

/** Writes the picture of each model beside its metadata. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { drawMany, keyOfDrawn, keyOfPicture } from '../../pictures/draw-many.js';
import { drawModel, type Picture } from '../../pictures/draw-model.js';
import type { Layouter } from '../../pictures/layout.js';
import { readVersion } from '../queries/sides.js';
import type { OpenedRegistry } from '../workplace.js';

/**
 * Draws the current version of each model that has changed since its picture was drawn, or has none. A version
 * of which nothing is left has no picture.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeGraphs(registry: OpenedRegistry): Promise<void> {
  const pictures = await registry.store.pictures?.();
  if (pictures === undefined) return;
  const due = [...registry.state.models.values()].flatMap((entry) => {
    const version = entry.versions[entry.version];
    if (version === undefined || entry.status === 'deleted') return [];
    const key = keyOfPicture('graph', version.hash ?? version.created_at);
    return pictures.has(entry.model_id, key) ? [] : [{ entry, version, key }];
  });
  await drawMany(due, registry.options.jobs, async ({ entry, version, key }, layouter) => {
    const picture = await draw(registry, entry, version, layouter);
    if (picture === undefined) return pictures.remove(entry.model_id);
    await pictures.write(entry.model_id, keyOfDrawn(picture, key), picture.svg);
  });
}

async function draw(
  registry: OpenedRegistry,
  entry: Entry,
  version: VersionEntry,
  layouter: Layouter,
): Promise<Picture | undefined> {
  try {
    const { model } = await readVersion(registry, { entry, version }, 'drawn');
    return await drawModel(model.model, layouter);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/**
 * Stacks segments: models that changed since a segment was built are in a later segment and marked as
 * removed in the earlier one. Pure.
 */
import type { IndexedModel } from './document.js';
import type { ModelView } from './fields.js';
import { buildSegment, openSegment, type Segment } from './segment.js';

/** A segment, and which of its models are still live. */
export interface Layer {
  readonly segment: Segment;
  /** 1 for a removed model, by row. */
  readonly isRemoved: Uint8Array;
  /** Number of live models. */
  readonly count: number;
}

/** Creates a layer in which all models of a segment are live. */
export function createLayer(segment: Segment): Layer {
  const count = segment.stored.ids.length;
  return { segment, isRemoved: new Uint8Array(count), count };
}

/**
 * Removes and adds models. A new layer absorbs earlier layers that are not much larger, so that there
 * are only a few layers, however often models change.
 */
export function updateLayers(
  layers: readonly Layer[],
  removedIds: Iterable<string>,
  added: readonly IndexedModel[],
): Layer[] {
  const kept = removeModels(layers, removedIds);
  let models = added;
  for (;;) {
    const last = kept.at(-1);
    if (last === undefined || last.count > 2 * models.length) break;
    models = [...listModels(last), ...models];
    kept.pop();
  }
  return models.length === 0 ? kept : [...kept, createLayer(openSegment(buildSegment(models)))];
}

/** The number of models in all layers, including removed ones; model numbers run across layers. */
export function countModels(layers: readonly Layer[]): number {
  return layers.reduce((sum, { isRemoved }) => sum + isRemoved.length, 0);
}

/** Finds the layer of a model number, the layer's index, and the model's row in it. */
export function locate(
  layers: readonly Layer[],
  number: number,
): { readonly layer: Layer; readonly at: number; readonly row: number } {
  let row = number;
  let at = 0;
  for (const layer of layers) {
    if (row < layer.isRemoved.length) return { layer, at, row };
    row -= layer.isRemoved.length;
    at += 1;
  }
  throw new RangeError(`there is no model ${number}`);
}

/** Looks up a live model by id. */
export function findModel(layers: readonly Layer[], id: string): ModelView | undefined {
  for (const { segment, isRemoved } of layers) {
    const row = segment.rowOf(id);
    if (row !== undefined && isRemoved[row] === 0) return segment.viewAt(row);
  }
  return undefined;
}

/** Merges layers into one that contains all live models. */
export function mergeLayers(layers: readonly Layer[]): Layer {
  const [first] = layers;
  const isOne =
    first !== undefined && layers.length === 1 && first.count === first.isRemoved.length;
  return isOne ? first : createLayer(openSegment(buildSegment(layers.flatMap(listModels))));
}

/** All live models of a layer. */
function listModels({ segment, isRemoved }: Layer): IndexedModel[] {
  return segment.stored.ids.flatMap((_, row) =>
    isRemoved[row] === 1 ? [] : [segment.modelAt(row)],
  );
}

function removeModels(layers: readonly Layer[], removedIds: Iterable<string>): Layer[] {
  const ids = [...removedIds];
  if (ids.length === 0) return [...layers];
  return layers.map(({ segment, isRemoved, count }) => {
    const flags = isRemoved.slice();
    let left = count;
    for (const id of ids) {
      const row = segment.rowOf(id);
      if (row === undefined || flags[row] === 1) continue;
      flags[row] = 1;
      left -= 1;
    }
    return { segment, isRemoved: flags, count: left };
  });
}

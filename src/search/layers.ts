/**
 * Segments, one upon another: what has changed since a segment was made stands in a later one, and is
 * gone from the earlier. Pure.
 */
import type { IndexedModel } from './document.js';
import type { Looked } from './fields.js';
import { makeSegment, openSegment, type Segment } from './segment.js';

/** A segment, and which of its models are still to be found. */
export interface Layer {
  readonly segment: Segment;
  /** 1 for a model that is gone. */
  readonly isGone: Uint8Array;
  /** How many are not. */
  readonly count: number;
}

/** A layer of a whole segment. */
export function layerOf(segment: Segment): Layer {
  const count = segment.stored.ids.length;
  return { segment, isGone: new Uint8Array(count), count };
}

/**
 * Layers with models that are gone, and others put in. A new layer takes in those below that are not
 * much larger, so that there are few of them, however often models change.
 */
export function withChanges(
  layers: readonly Layer[],
  gone: Iterable<string>,
  added: readonly IndexedModel[],
): Layer[] {
  const kept = without(layers, gone);
  let models = added;
  for (;;) {
    const last = kept.at(-1);
    if (last === undefined || last.count > 2 * models.length) break;
    models = [...modelsOf(last), ...models];
    kept.pop();
  }
  return models.length === 0 ? kept : [...kept, layerOf(openSegment(makeSegment(models)))];
}

/** How many models layers have, those that are gone as well: their numbers go on from layer to layer. */
export function sizeOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { isGone }) => sum + isGone.length, 0);
}

/** The layer that has a number, its place among the layers, and the row in it. */
export function locate(
  layers: readonly Layer[],
  number: number,
): { readonly layer: Layer; readonly at: number; readonly row: number } {
  let row = number;
  let at = 0;
  for (const layer of layers) {
    if (row < layer.isGone.length) return { layer, at, row };
    row -= layer.isGone.length;
    at += 1;
  }
  throw new RangeError(`there is no model ${number}`);
}

/** What is known of a model that is to be found. */
export function lookUp(layers: readonly Layer[], id: string): Looked | undefined {
  for (const { segment, isGone } of layers) {
    const row = segment.rowOf(id);
    if (row !== undefined && isGone[row] === 0) return segment.lookAt(row);
  }
  return undefined;
}

/** One layer with all that is to be found. */
export function inOne(layers: readonly Layer[]): Layer {
  const [first] = layers;
  const isOne = first !== undefined && layers.length === 1 && first.count === first.isGone.length;
  return isOne ? first : layerOf(openSegment(makeSegment(layers.flatMap(modelsOf))));
}

/** All models of a layer that are to be found. */
function modelsOf({ segment, isGone }: Layer): IndexedModel[] {
  return segment.stored.ids.flatMap((_, row) => (isGone[row] === 1 ? [] : [segment.modelAt(row)]));
}

function without(layers: readonly Layer[], gone: Iterable<string>): Layer[] {
  const ids = [...gone];
  if (ids.length === 0) return [...layers];
  return layers.map(({ segment, isGone, count }) => {
    const now = isGone.slice();
    let left = count;
    for (const id of ids) {
      const row = segment.rowOf(id);
      if (row === undefined || now[row] === 1) continue;
      now[row] = 1;
      left -= 1;
    }
    return { segment, isGone: now, count: left };
  });
}

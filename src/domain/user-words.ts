import type { Entry } from './model.js';
import { byCodeUnit } from './order.js';

/** What a model says of itself, where `update` has not said otherwise. */
export interface Said {
  readonly description: string | null;
  readonly author: string | null;
  readonly license: string | null;
}

/** Description, author and licence of a model: as `update` has set them, else as its spec has them. */
export function saidOf({ annotations = {}, description, metadata }: Entry): Said {
  const own = (key: keyof Said): string | undefined =>
    Object.hasOwn(annotations, key) ? String(annotations[key]) : undefined;
  return {
    description: own('description') ?? description,
    author: own('author') ?? metadata.author,
    license: own('license') ?? metadata.license,
  };
}

/** The tags of a model and of all its versions, each once, in order. */
export function collectTags({ tags, versions }: Entry): string[] {
  const ofVersions = Object.values(versions).flatMap((version) => version.tags ?? []);
  return [...new Set([...tags, ...ofVersions])].toSorted(byCodeUnit);
}

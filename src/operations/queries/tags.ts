import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { TagListInput, TagListOutput } from '../generated/shapes.js';

/** A tag, and what has it. */
export type Tagged = {
  readonly tag: string;
  readonly model_id: string;
  /** Null for a tag of the whole model. */
  readonly version: string | null;
};

/** The tags of a model, or of all, by tag, model and version. @throws RegistryError of the reference */
export function taggedIn(models: Models, reference?: string): Tagged[] {
  const entries =
    reference === undefined
      ? [...models.values()].filter(({ status }) => status !== 'deleted')
      : [resolveReference(models, reference).entry];
  return entries
    .flatMap(tagsOf)
    .toSorted((a, b) => byCodeUnit(a.tag, b.tag) || byCodeUnit(a.model_id, b.model_id));
}

function tagsOf({ model_id, tags, versions }: Entry): Tagged[] {
  const ofVersions = Object.values(versions).flatMap((it) =>
    (it.tags ?? []).map((tag) => ({ tag, model_id, version: it.version })),
  );
  return [...tags.map((tag) => ({ tag, model_id, version: null })), ...ofVersions];
}

export const TAG_LIST = defineQuery({
  query: ({ state }, { reference }: TagListInput) => taggedIn(state.models, reference),
  present: (tags): TagListOutput => ({ tags: [...tags] }),
});

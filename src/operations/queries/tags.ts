import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { resolveReference, versionsOf } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { TagListInput, TagListOutput } from '../generated/shapes.js';

/** A tag and the model or version that has it. */
type TagRow = TagListOutput['tags'][number];

/** Lists the tags of one model or of all, by tag and model, then with the newest version first. @throws RegistryError as `resolveReference` */
export function listTags(models: Models, reference?: string): TagRow[] {
  const entries =
    reference === undefined
      ? [...models.values()].filter(({ status }) => status !== 'deleted')
      : [resolveReference(models, reference).entry];
  return entries
    .flatMap(toRows)
    .toSorted((a, b) => byCodeUnit(a.tag, b.tag) || byCodeUnit(a.model_id, b.model_id));
}

function toRows(entry: Entry): TagRow[] {
  const { model_id, tags } = entry;
  const ofVersions = versionsOf(entry).flatMap((it) =>
    (it.tags ?? []).map((tag) => ({ tag, model_id, version: it.version })),
  );
  return [...tags.map((tag) => ({ tag, model_id, version: null })), ...ofVersions];
}

export const TAG_LIST = defineQuery({
  query: ({ state }, { reference }: TagListInput) => listTags(state.models, reference),
  present: (tags): TagListOutput => ({ tags }),
});

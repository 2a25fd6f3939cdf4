import type { Entry } from '../../domain/model.js';
import { entriesMentioning, type Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { namesVersion, resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { AliasListInput, AliasListOutput } from '../generated/shapes.js';

/** An alias and the version that it points to. */
type AliasRow = AliasListOutput['aliases'][number];

/**
 * Lists the aliases of all models, of one model, or of the version that a reference names, sorted by
 * model and name.
 *
 * @throws RegistryError the errors of `resolveReference`
 */
export function listAliases(models: Models, reference?: string): AliasRow[] {
  if (reference === undefined) {
    return [...entriesMentioning(models, 'aliases')]
      .filter(({ status }) => status !== 'deleted')
      .flatMap(toRows)
      .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id) || byCodeUnit(a.alias, b.alias));
  }
  const { entry, version } = resolveReference(models, reference);
  const isOfVersion = namesVersion(models, reference);
  return toRows(entry).filter((it) => !isOfVersion || it.version === version.version);
}

function toRows({ model_id, aliases = {} }: Entry): AliasRow[] {
  return Object.entries(aliases).map(([alias, { version, protected: isProtected }]) => {
    return { alias, model_id, version, protected: isProtected };
  });
}

export const ALIAS_LIST = defineQuery({
  query: ({ state }, { reference }: AliasListInput) => listAliases(state.models, reference),
  present: (aliases): AliasListOutput => ({ aliases }),
});

import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { entriesMentioning } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { namesVersion, resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { AliasListInput, AliasListOutput } from '../generated/shapes.js';

/** An alias, and the version that it points to. */
export type Aliased = {
  readonly alias: string;
  readonly model_id: string;
  readonly version: string;
  readonly protected: boolean;
};

/**
 * The aliases of all models, of one, or of the version that a reference names; by model and name.
 *
 * @throws RegistryError of the reference
 */
export function aliasedIn(models: Models, reference?: string): Aliased[] {
  if (reference === undefined) {
    return [...entriesMentioning(models, 'aliases')]
      .filter(({ status }) => status !== 'deleted')
      .flatMap(aliasesOf)
      .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id) || byCodeUnit(a.alias, b.alias));
  }
  const { entry, version } = resolveReference(models, reference);
  const isOfVersion = namesVersion(models, reference);
  return aliasesOf(entry).filter((it) => !isOfVersion || it.version === version.version);
}

function aliasesOf({ model_id, aliases = {} }: Entry): Aliased[] {
  return Object.entries(aliases).map(([alias, { version, protected: isProtected }]) => ({
    alias,
    model_id,
    version,
    protected: isProtected,
  }));
}

export const ALIAS_LIST = defineQuery({
  query: ({ state }, { reference }: AliasListInput) => aliasedIn(state.models, reference),
  present: (aliases): AliasListOutput => ({ aliases: [...aliases] }),
});

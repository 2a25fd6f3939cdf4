/** Finds the models of another registry among ours, under the ids that they have or had. Pure. */
import { own, isAlike } from '../../domain/json.js';
import type { Entry } from '../../domain/model.js';
import { withEntries, type Models } from '../../domain/models.js';
import { formatReference } from '../../domain/declared-lineage.js';
import { byCodeUnit } from '../../domain/order.js';
import { entriesReferringTo } from '../../version/dependents.js';
import { withDependencies, withParents } from '../../version/entry.js';
import { continues, followRenames } from '../../version/rename.js';
import { findModelId, listRenamed } from '../../version/reference.js';

/**
 * Gives models of another registry the ids that they have here: they may have been renamed there or here.
 * Their archived bytes are where they were.
 */
export function withOurIds(
  ours: Models,
  others: Models,
  now: string,
): { readonly models: Models; readonly left: string[] } {
  const ids = new Map<string, string>();
  const owners = new Map<string, string>();
  const left: string[] = [];
  for (const [id, theirs] of others) {
    const known = findSame(theirs, id, ours)?.model_id;
    if (known === undefined || owners.has(known)) continue;
    owners.set(known, id);
    ids.set(id, known);
    if (known !== id && !ours.has(id) && listRenamed(ours, id).length === 0)
      left.push(`the id ${id} of ${known}`);
  }
  const refused: string[] = [];
  for (const [id, theirs] of others) {
    if (ids.has(id)) continue;
    const owner = owners.get(id);
    if (owner !== undefined) left.push(`the model ${id}: here, ${id} is ${owner}`);
    else if (isAnother(theirs, ours.get(id)))
      left.push(`the model ${id}, which is another one here`);
    else continue;
    refused.push(id);
  }
  const renamed = new Map([...ids].filter(([from, to]) => from !== to));
  if (renamed.size === 0 && refused.length === 0) return { models: others, left };
  // Before others get the ids of those that are refused.
  const told = withoutReferences(others, refused, (id) => !ids.has(id) && !ours.has(id));
  left.push(...told.left);
  const { models } = told;
  const followed = new Map(followRenames(models, renamed, now).map((it) => [it.model_id, it]));
  const entries = [...renamed].flatMap(([from, to]) => {
    const entry = followed.get(from) ?? models.get(from);
    return entry === undefined ? [] : { ...entry, model_id: to };
  });
  const settled = withEntries(models, followed.values(), [...renamed.keys(), ...refused]);
  const sorted = [...withEntries(settled, entries)].toSorted(([a], [b]) => byCodeUnit(a, b));
  return { models: new Map(sorted), left };
}

/** The model that shares a version with one of another registry, and has or had an id in common with it. */
function findSame(theirs: Entry, id: string, ours: Models): Entry | undefined {
  const named = [id, ...(theirs.former_ids ?? []).toReversed()];
  const known = named.flatMap((it) => [ours.get(it) ?? [], listRenamed(ours, it)].flat());
  return known.find((it) => continues(theirs, it));
}

/**
 * Whether two models with one id are two, and got it in different ways: one of them was renamed, and the
 * contents of all numbers that both have are different.
 */
function isAnother(theirs: Entry, ours: Entry | undefined): boolean {
  if (ours === undefined || isAlike(theirs.former_ids, ours.former_ids)) return false;
  const common = Object.values(ours.versions).flatMap(({ version, hash }) => {
    const other = own(theirs.versions, version)?.hash ?? null;
    return hash === null || other === null ? [] : [hash === other];
  });
  return common.length > 0 && !common.includes(true);
}

/**
 * Drops references to models that are not imported: their ids may be those of other models here.
 *
 * @param isNew - whether a model is imported with its references
 */
export function withoutReferences(
  models: Models,
  ids: readonly string[],
  isNew: (id: string) => boolean,
): { readonly models: Models; readonly left: string[] } {
  const left: string[] = [];
  const gone = new Set(ids);
  const isKept = (reference: string): boolean => !gone.has(findModelId(reference, models) ?? '');
  const referring = ids.flatMap((id) => entriesReferringTo(models, models.get(id)));
  const entries = [...new Set(referring)].flatMap((entry): Entry[] => {
    const { model_id: id, parents = [], dependencies = [], lifecycle } = entry;
    if (!isNew(id) || gone.has(id)) return [];
    const isReplaced = lifecycle !== undefined && !isKept(lifecycle.replacement ?? '');
    left.push(
      ...parents.flatMap((it) =>
        isKept(it.model_id) ? [] : `the parent ${formatReference(it)} of ${id}`,
      ),
      ...dependencies.flatMap((it) => (isKept(it) ? [] : `the dependency ${it} of ${id}`)),
      ...(isReplaced ? [`the replacement ${lifecycle.replacement} of ${id}`] : []),
    );
    const linked = withParents(
      entry,
      parents.filter((it) => isKept(it.model_id)),
    );
    const settled = withDependencies(linked, dependencies.filter(isKept));
    const status = isReplaced && { lifecycle: { ...lifecycle, replacement: null } };
    return [{ ...settled, ...status }];
  });
  return { models: withEntries(models, entries), left };
}

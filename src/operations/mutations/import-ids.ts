/** Finds the models of another registry among ours, under the ids that they have or had. Pure. */
import type { Entry } from '../../domain/model.js';
import { withEntries, type Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { continues, followRenames } from '../../version/rename.js';
import { listRenamed } from '../../version/reference.js';

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
  const refused = [...others.keys()].filter((id) => !ids.has(id) && owners.has(id));
  left.push(...refused.map((id) => `the model ${id}: here, ${id} is ${owners.get(id)}`));
  const renamed = new Map([...ids].filter(([from, to]) => from !== to));
  if (renamed.size === 0) return { models: others, left };
  const followed = new Map(followRenames(others, renamed, now).map((it) => [it.model_id, it]));
  const entries = [...renamed].flatMap(([from, to]) => {
    const entry = followed.get(from) ?? others.get(from);
    return entry === undefined ? [] : { ...entry, model_id: to };
  });
  const settled = withEntries(others, followed.values(), [...renamed.keys(), ...refused]);
  const sorted = [...withEntries(settled, entries)].toSorted(([a], [b]) => byCodeUnit(a, b));
  return { models: new Map(sorted), left };
}

/** The model that shares a version with one of another registry, and has or had an id in common with it. */
function findSame(theirs: Entry, id: string, ours: Models): Entry | undefined {
  const named = [id, ...(theirs.former_ids ?? []).toReversed()];
  const known = named.flatMap((it) => [ours.get(it) ?? [], listRenamed(ours, it)].flat());
  return known.find((it) => continues(theirs, it));
}

/**
 * Marks models of a base that is made for another merge, where each side may have settled a conflict in its
 * own way since, as git leaves conflict marks in such a base. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { own } from '../domain/json.js';
import { groupBy } from '../domain/lists.js';
import type { Entry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { ENTRY } from './entry.js';
import type { Both, Conflict } from './three-way.js';

/** Only a base has it, and what a merge makes has it not. */
const UNSETTLED = 'unsettled, in a base of a merge';

/**
 * Marks what conflicts in a base, unless it says itself that neither side has it as it was.
 *
 * @param sides - what it was made of: bases, too, where there are more than two
 */
export function withUnsettled(
  models: Models,
  conflicts: readonly Conflict[],
  sides: readonly Models[],
): Models {
  const untold = groupBy(
    conflicts.filter((it) => !isTold(it)),
    (it) => it.model_id ?? '',
  );
  const marked = [...models].flatMap(([id, entry]) => {
    const before = sides.flatMap((it) => listPlaces(it.get(id)));
    const now = (untold.get(id) ?? []).flatMap(({ field }) => findPlaces(field));
    const places = [...new Set([...before, ...now])].toSorted(byCodeUnit);
    if (places.length === 0) return [];
    return [{ ...entry, foreign: { ...entry.foreign, [UNSETTLED]: places } }];
  });
  return withEntries(models, marked);
}

/** Whether two sides differ in what conflicts in their base: which of them is meant, it does not tell. */
export function isUnsettled({ base, ours, theirs }: Both<Entry>): boolean {
  return listPlaces(base).some((at) => !isDeepStrictEqual(look(ours, at), look(theirs, at)));
}

/**
 * Whether it conflicts again as long as the sides differ. Where nothing was before, a side that removed what
 * it settled would look as if it said nothing; so it may where other values hang on one.
 */
function isTold({ base, field }: Conflict): boolean {
  const [first = '', , third] = field.split(' ');
  if (base === undefined) return false;
  return first === 'version' ? third !== undefined : isKey(first) && !HUNG_ON.has(first);
}

const HUNG_ON: ReadonlySet<string> = new Set(['aliases', 'name', 'parents', 'model_id']);

function isKey(word: string): boolean {
  return Object.hasOwn(ENTRY, word);
}

function listPlaces(entry: Entry | undefined): string[] {
  const places = own(entry?.foreign ?? {}, UNSETTLED);
  return Array.isArray(places) ? places.map(String) : [];
}

function findPlaces(field: string): string[] {
  const [first = '', second = '', third = ''] = field.split(' ');
  if (first === 'version') return [`version ${second}`];
  if (first === 'bytes') return [`version ${third}`, 'aliases'];
  if (['tag', 'name', 'direction'].includes(first)) return ['versions', 'aliases'];
  return isKey(first) && first !== 'model_id' ? [first] : Object.keys(ENTRY);
}

function look(entry: Entry, place: string): unknown {
  const [first, number] = place.split(' ');
  if (first === 'version' && number !== undefined) return own(entry.versions, number);
  return Object.entries(entry).find(([key]) => key === place)?.[1];
}

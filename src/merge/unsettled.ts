/**
 * Marks models of a base that is made for another merge, where each side may have settled a conflict in its
 * own way since, as git leaves conflict marks in such a base. Pure.
 */
import { own, isAlike } from '../domain/json.js';
import { groupBy } from '../domain/lists.js';
import type { Entry } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { ENTRY, OF_CURRENT } from './entry.js';
import type { Both, Conflict } from './three-way.js';

/** Parts of a model. Only a base has them, and what a merge makes has them not. */
const UNSETTLED = 'unsettled, in a base of a merge';
/** Single fields. */
const SETTLED_APART = 'settled apart, in a base of a merge';

/**
 * Marks what conflicts in a base: a field by itself, or the part of the model that it belongs to.
 *
 * @param sides - what it was made of: bases, too, where there are more than two
 */
export function withUnsettled(
  models: Models,
  conflicts: readonly Conflict[],
  sides: readonly Models[],
): Models {
  const byModel = groupBy(conflicts, (it) => it.model_id ?? '');
  const marked = [...models].flatMap(([id, entry]) => {
    const all = byModel.get(id) ?? [];
    const add = (mark: string, now: readonly string[]): Marks => {
      const before = sides.flatMap((it) => listMarked(it.get(id), mark));
      const marks = [...new Set([...before, ...now])].toSorted(byCodeUnit);
      return marks.length === 0 ? {} : { [mark]: marks };
    };
    const [alone, inParts] = [all.filter(isAlone), all.filter((it) => !isAlone(it))];
    const marks = {
      ...add(
        SETTLED_APART,
        alone.map(({ field }) => field),
      ),
      ...add(
        UNSETTLED,
        inParts.flatMap(({ field }) => findPlaces(field)),
      ),
    };
    if (Object.keys(marks).length === 0) return [];
    return [{ ...entry, foreign: { ...entry.foreign, ...marks } }];
  });
  return withEntries(models, marked);
}

type Marks = { readonly [mark: string]: string[] };

/**
 * Returns a test for the fields that conflict again as long as the sides differ, whatever the base has, for
 * what contains them and for what they contain.
 */
export function findSettledApart(base: Entry | undefined): (field: string) => boolean {
  const fields = listMarked(base, SETTLED_APART);
  return (field) => fields.some((it) => field === '' || isWithin(it, field) || isWithin(field, it));
}

function isWithin(field: string, outer: string): boolean {
  return field === outer || field.startsWith(`${outer} `);
}

/** Lists the parts in which two sides differ and which conflicted in their base: it cannot tell who changed them. */
export function listUnsettled({ base, ours, theirs }: Both<Entry>): string[] {
  return listMarked(base, UNSETTLED).filter((at) => !isAlike(look(ours, at), look(theirs, at)));
}

/**
 * Returns a model with parts of another side: with those that were listed, they agree. If its current version is
 * not there any more, that of the other side becomes current.
 */
export function withPlacesOf(taken: Entry, entry: Entry, places: readonly string[]): Entry {
  const settled = places.reduce((all, place) => {
    const [key = '', number] = place.split(' ');
    const value = look(taken, place);
    if (number === undefined) return withKey(all, key, value);
    return { ...all, versions: withKey(all.versions, number, value) };
  }, entry);
  if (Object.hasOwn(settled.versions, settled.version)) return settled;
  return [...OF_CURRENT].reduce((all, key) => withKey(all, key, taken[key]), settled);
}

function withKey<T extends object>(values: T, key: string, value: unknown): T {
  const { [key]: _, ...rest } = values as Record<string, unknown>;
  return (value === undefined ? rest : { ...values, [key]: value }) as T;
}

/** Whether it is about a field that nothing else hangs on. */
function isAlone({ field }: Conflict): boolean {
  const [first = '', , third] = field.split(' ');
  return first === 'version' ? third !== undefined : isKey(first) && !HUNG_ON.has(first);
}

const HUNG_ON: ReadonlySet<string> = new Set(['name', 'parents', 'model_id']);

function isKey(word: string): boolean {
  return Object.hasOwn(ENTRY, word);
}

function listMarked(entry: Entry | undefined, mark: string): string[] {
  const marked = own(entry?.foreign ?? {}, mark);
  return Array.isArray(marked) ? marked.map(String) : [];
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

/** The models that a list is chosen from, as columns, which a service filters again and again. */
import type { Entry } from '../../domain/model.js';
import { isFixed, layersOf, type Models } from '../../domain/models.js';

/** A text of a model. */
export type TextOf = (entry: Entry) => string;

/** Models, and what they are filtered by, in the same order. */
export interface ListTable {
  readonly entries: readonly Entry[];
  readonly statuses: readonly Entry['status'][];
  /** The places of the models of which a text has a part, whatever their case, in order. */
  readonly having: (textOf: TextOf, part: string) => readonly number[];
}

/** Kept as long as the models are. */
const TABLES = new WeakMap<Models, ListTable>();

/** The table of all models. */
export function tableOf(models: Models): ListTable {
  models.noteAll?.();
  const known = TABLES.get(models);
  if (known !== undefined) return known;
  const table = createTable([...models.values()]);
  if (!isFixed(models)) return table;
  // The states before stay in memory with this one, but their tables are no longer needed.
  for (const layer of layersOf(models)) TABLES.delete(layer.models);
  TABLES.set(models, table);
  return table;
}

/** The table of some models. */
export function createTable(entries: readonly Entry[]): ListTable {
  const columns = new Map<TextOf, Column>();
  return {
    entries,
    statuses: entries.map(({ status }) => status),
    having: (textOf, part) => {
      const column = columns.get(textOf) ?? createColumn(entries.map(textOf));
      columns.set(textOf, column);
      return findPart(column, part.toLowerCase());
    },
  };
}

/** Texts in lower case. */
interface Column {
  readonly texts: readonly string[];
  /** All of them, each followed by a separator. */
  readonly all: string;
  /** Where the separators are; undefined if one of the texts has one. */
  readonly ends: Uint32Array | undefined;
}

const SEPARATOR = '\0';

function createColumn(written: readonly string[]): Column {
  const texts = written.map((it) => it.toLowerCase());
  if (texts.some((it) => it.includes(SEPARATOR))) return { texts, all: '', ends: undefined };
  let end = -1;
  const ends = Uint32Array.from(texts, ({ length }) => (end += length + 1));
  return { texts, all: `${texts.join(SEPARATOR)}${SEPARATOR}`, ends };
}

/** One search through all texts takes a fraction of the time of a search in each. */
function findPart({ texts, all, ends }: Column, part: string): number[] {
  if (ends === undefined || part === '' || part.includes(SEPARATOR)) {
    return texts.flatMap((text, place) => (text.includes(part) ? place : []));
  }
  const places: number[] = [];
  let place = 0;
  for (let at = all.indexOf(part); at >= 0; at = all.indexOf(part, ends[place - 1])) {
    while ((ends[place] ?? Infinity) < at) place += 1;
    places.push(place);
    place += 1;
  }
  return places;
}

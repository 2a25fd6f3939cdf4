/** Finds models: by words anywhere, and by the filters of `list`. */
import type { SiteRow } from '../data.js';

/** The filters, by the names that `list` has. */
export const FILTERS = ['kind', 'status', 'health', 'tag', 'author', 'backend'] as const;
export type Filter = (typeof FILTERS)[number];
export type Query = Readonly<Partial<Record<Filter | 'q', string>>>;

interface Prepared {
  readonly row: SiteRow;
  readonly text: string;
}

const prepared = new WeakMap<readonly SiteRow[], readonly Prepared[]>();

/** Returns the rows that match, those with the words in their names first. */
export function find(rows: readonly SiteRow[], query: Query): readonly SiteRow[] {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const filters = FILTERS.filter((it) => (query[it] ?? '') !== '');
  if (words.length === 0 && filters.length === 0) return rows;
  const first: SiteRow[] = [];
  const rest: SiteRow[] = [];
  for (const { row, text } of prepare(rows)) {
    if (!words.every((word) => text.includes(word))) continue;
    if (!filters.every((it) => valuesOf(row, it).includes(query[it] ?? ''))) continue;
    const name = `${row.id} ${row.name}`.toLowerCase();
    (words.every((word) => name.includes(word)) ? first : rest).push(row);
  }
  return [...first, ...rest];
}

/** The values that a filter can have, with how many models have each. */
export function choicesOf(rows: readonly SiteRow[], filter: Filter): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const value of valuesOf(row, filter)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .filter(([value]) => value !== '')
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 200);
}

function valuesOf(row: SiteRow, filter: Filter): readonly string[] {
  if (filter === 'tag') return row.tags;
  if (filter === 'backend') return row.backends;
  return [row[filter]];
}

function prepare(rows: readonly SiteRow[]): readonly Prepared[] {
  const known = prepared.get(rows);
  if (known !== undefined) return known;
  const made = rows.map((row) => ({
    row,
    text: [row.id, row.name, row.kind, ...row.tags, row.author, row.words, row.description]
      .join(' ')
      .toLowerCase(),
  }));
  prepared.set(rows, made);
  return made;
}

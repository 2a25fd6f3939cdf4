/** Pages of lists: which part of a list a request asks for, and how to go on. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import type { Part } from '../../operations/execute.js';
import {
  findStart,
  isAt,
  listIn,
  readCursor,
  writeCursor,
  type Start,
} from '../../operations/pages.js';
import type { OperationName } from '../../operations/table.js';
import type { Input } from './read-input.js';
import type { Route } from './routes.js';

/** Keys of a query that choose a page; no input of an operation has one of these names, but for `limit`. */
const PAGE_KEYS = ['after', 'page', 'size', 'limit'] as const;

/** Lists whose own `limit` is the size of a page. */
const LIMITED: readonly OperationName[] = ['list', 'search', 'version list'];

/** How many items a page has, unless a request says so, and at most. */
export const PAGE_SIZE = 50;
export const MOST_ITEMS = 1000;

/** The keys of a query that are no inputs of the operation. */
export function listPageKeys({ operation, name }: Pick<Route, 'operation' | 'name'>): string[] {
  if (operation.list === undefined) return [];
  const hasOwnLimit = Object.hasOwn(operation.input.properties, 'limit') && !LIMITED.includes(name);
  return PAGE_KEYS.filter((key) => key !== 'limit' || !hasOwnLimit);
}

/** The page that is asked for. */
export interface Page {
  readonly list: string;
  readonly size: number;
  readonly start: Start;
  /** What the list was asked for with. */
  readonly call: Input;
}

/**
 * Reads which page is asked for; undefined for what answers with no list.
 *
 * @throws RegistryError `usage`
 */
export function readPage(route: Route, query: Input, input: Input): Page | undefined {
  const { list } = route.operation;
  if (list === undefined) return undefined;
  const keys = listPageKeys(route);
  const given = Object.fromEntries(keys.map((key) => [key, query[key]]));
  const size = readCount('size', given['size'], MOST_ITEMS);
  const limit = readCount('limit', given['limit'], MOST_ITEMS);
  const number = readCount('page', given['page'], Number.MAX_SAFE_INTEGER / MOST_ITEMS);
  const { after } = given;
  if (number !== undefined && after !== undefined) {
    throw new RegistryError(
      'usage',
      wording`${option('page')} and ${option('after')} cannot be combined`,
      'Count pages, or follow a cursor.',
    );
  }
  const chosen = size ?? limit ?? PAGE_SIZE;
  const start =
    number === undefined
      ? readCursor(after === undefined ? undefined : String(after), input)
      : { offset: (number - 1) * chosen, after: '' };
  return { list, size: chosen, start, call: input };
}

function readCount(key: string, value: unknown, most: number): number | undefined {
  if (value === undefined) return undefined;
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= most) return count;
  throw new RegistryError(
    'usage',
    wording`${option(key)} must be an integer from 1 to ${String(Math.floor(most))}`,
    'A page is a part of a list.',
  );
}

/** The input of the operation, which makes no more of a list than the page needs. */
export function limitInput(name: OperationName, input: Input, page: Page | undefined): Input {
  if (page === undefined || !LIMITED.includes(name)) return input;
  const most = Math.min(page.start.offset + page.size, MOST_LIMIT);
  return { ...input, limit: most };
}

/** What the schemas of such operations allow. */
const MOST_LIMIT = 1_000_000;

/** The items of a list that a page needs; undefined for all that there are up to its end. */
export function partOf(name: OperationName, page: Page | undefined): Part | undefined {
  if (page === undefined || page.start.offset === 0 || !LIMITED.includes(name)) return undefined;
  const { start, size } = page;
  // A cursor names the item before its page.
  const from = isCounted(start) ? start.offset : start.offset - 1;
  return { from, to: start.offset + size };
}

/** Whether the items of a part are those of the page: the item before it may have moved. */
export function isOfPage(data: unknown, page: Page | undefined, from: number): boolean {
  if (page === undefined || from === 0 || isCounted(page.start)) return true;
  return hasList(data, page.list) && isAt(listIn(data, page.list)[0], page.start);
}

/** A part of an answer, and the headers that say where it is. */
export interface Cut {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Cuts an answer to a page.
 *
 * @param url - of the request, for the link to the next page
 * @param first - how many items of the list are before those of the answer
 */
export function cutToPage(data: unknown, page: Page | undefined, url: string, first: number): Cut {
  if (page === undefined || !hasList(data, page.list)) return { data, headers: {} };
  const items = listIn(data, page.list);
  const isKnown = first > 0 || isCounted(page.start);
  const from = isKnown ? page.start.offset : findStart(items, page.start);
  const shown = items.slice(from - first, from - first + page.size);
  const total = 'total' in data && typeof data.total === 'number' ? data.total : items.length;
  const next = from + shown.length;
  const cursor =
    next < total && shown.length > 0 ? writeCursor(page.call, next, shown.at(-1)) : undefined;
  return {
    data: { ...data, [page.list]: shown },
    headers: {
      'total-count': String(total),
      ...(cursor !== undefined && {
        'next-cursor': cursor,
        link: `<${linkTo(url, cursor)}>; rel="next"`,
      }),
    },
  };
}

/** Whether a page was chosen by its number, so that nothing is known of the item before it. */
function isCounted({ offset, after }: Start): boolean {
  return offset > 0 && after === '';
}

function hasList(data: unknown, key: string): data is object {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key);
}

function linkTo(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const params = new URLSearchParams(query);
  params.delete('page');
  params.set('after', cursor);
  return `${path}?${params.toString()}`;
}

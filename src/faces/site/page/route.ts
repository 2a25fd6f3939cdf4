/** What the address names: everything after `#`, so that it also works in a file. */
import { useEffect, useState } from 'preact/hooks';
import { FILTERS, type Query } from './search.js';

export interface Route {
  /** Such as `['model', 'agent']`; empty for the list. */
  readonly path: readonly string[];
  readonly query: Query;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const given = new URLSearchParams(search);
  const query = Object.fromEntries(
    ['q', ...FILTERS, 'sort'].flatMap((name) => {
      const value = given.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
  return { path: path.split('/').filter(Boolean).map(decode), query };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page. */
export function linkTo(...path: readonly string[]): string {
  return `#/${path.map(encodeURIComponent).join('/')}`;
}

/** The address of the list with a query. */
export function linkToList(query: Query): string {
  const search = new URLSearchParams(
    Object.entries(query).filter(([, it]) => it !== ''),
  ).toString();
  return search === '' ? '#/' : `#/?${search}`;
}

/** The route of the address, whenever that changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = (): void => setHash(location.hash);
    addEventListener('hashchange', update);
    addEventListener('popstate', update);
    return () => {
      removeEventListener('hashchange', update);
      removeEventListener('popstate', update);
    };
  }, []);
  return parseRoute(hash);
}

/** The list of models: instant search, filters, and only the rows in view. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SiteIndex, SiteRow } from '../data.js';
import { Badge, Command } from './parts.js';
import { linkTo, linkToList } from './route.js';
import { choicesOf, FILTERS, find, type Query } from './search.js';

const ROW_HEIGHT = 76;
const SPARE_ROWS = 8;
const MAX_COMPARED = 4;

export function ListView({ index, query }: { readonly index: SiteIndex; readonly query: Query }) {
  const { rows } = index;
  const found = useMemo(() => find(rows, query), [rows, query]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (id: string): void =>
    setChosen((ids) => (ids.includes(id) ? ids.filter((it) => it !== id) : [...ids, id]));
  return (
    <>
      <SearchForm rows={rows} query={query} />
      <div class="bar">
        <p role="status">
          {found.length === rows.length
            ? `${rows.length} models`
            : `${found.length} of ${rows.length} models`}
        </p>
        {chosen.length > 1 && (
          <a class="button" href={linkTo('compare', ...chosen)}>
            Compare {chosen.length}
          </a>
        )}
      </div>
      <Rows rows={found} chosen={chosen} choose={choose} />
      <Command text={commandOf(query)} />
    </>
  );
}

/** The command that lists the same models. */
function commandOf({ q, ...filters }: Query): string {
  if (q !== undefined) return `gnn-registry search ${quote(q)}`;
  const flags = Object.entries(filters).map(([name, value]) => ` --${name} ${quote(value)}`);
  return `gnn-registry list${flags.join('')}`;
}

function quote(text: string): string {
  return /^[\w.,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function SearchForm({ rows, query }: { readonly rows: readonly SiteRow[]; readonly query: Query }) {
  const input = useRef<HTMLInputElement>(null);
  const change = (name: string, value: string): void => {
    history.replaceState(null, '', linkToList({ ...query, [name]: value }));
    dispatchEvent(new PopStateEvent('popstate'));
  };
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={input}
        type="search"
        aria-label="Search models"
        placeholder="Search names, variables, terms … ( / )"
        value={query.q ?? ''}
        onInput={(event) => change('q', event.currentTarget.value)}
      />
      <div class="filters">
        {FILTERS.map((filter) => {
          const choices = choicesOf(rows, filter);
          const isIdle = choices.length < 2 && query[filter] === undefined;
          return isIdle ? null : (
            <label key={filter}>
              <span>{filter}</span>
              <select
                value={query[filter] ?? ''}
                onChange={(event) => change(filter, event.currentTarget.value)}
              >
                <option value="">any</option>
                {choices.map(([value, count]) => (
                  <option key={value} value={value}>
                    {value} ({count})
                  </option>
                ))}
              </select>
            </label>
          );
        })}
      </div>
    </form>
  );
}

interface RowsProps {
  readonly rows: readonly SiteRow[];
  readonly chosen: readonly string[];
  readonly choose: (id: string) => void;
}

function Rows({ rows, chosen, choose }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState(0);
  const [count, setCount] = useState(24);
  useEffect(() => {
    const look = (): void => {
      const top = -(box.current?.getBoundingClientRect().top ?? 0);
      setFrom(Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE_ROWS));
      setCount(Math.ceil(innerHeight / ROW_HEIGHT) + 2 * SPARE_ROWS);
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, []);
  const start = Math.min(from, Math.max(0, rows.length - count));
  if (rows.length === 0) return <p class="empty">No model matches.</p>;
  return (
    <div ref={box} class="rows" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
      <ul style={{ transform: `translateY(${start * ROW_HEIGHT}px)` }}>
        {rows.slice(start, start + count).map((row, at) => (
          <li key={row.id} aria-setsize={rows.length} aria-posinset={start + at + 1}>
            <ListedModel
              row={row}
              isChosen={chosen.includes(row.id)}
              isFull={chosen.length >= MAX_COMPARED}
              choose={choose}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ListedModel(props: {
  readonly row: SiteRow;
  readonly isChosen: boolean;
  readonly isFull: boolean;
  readonly choose: (id: string) => void;
}) {
  const { row, isChosen, isFull, choose } = props;
  return (
    <>
      <input
        type="checkbox"
        aria-label={`Compare ${row.id}`}
        checked={isChosen}
        disabled={isFull && !isChosen}
        onChange={() => choose(row.id)}
      />
      <a class="model" href={linkTo('model', row.id)}>
        <span class="title">
          <b>{row.name}</b> <span class="id">{row.id}</span>
        </span>
        <span class="line">{row.description}</span>
      </a>
      <span class="marks">
        <span class="version">{row.version}</span>
        <Badge text={row.health} />
        <span class="kind">{row.kind}</span>
      </span>
    </>
  );
}

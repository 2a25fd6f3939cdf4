/** The list of models: instant search, filters, and only the rows in view. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SiteIndex, SiteRow } from '../data.js';
import { listCommand } from './list-command.js';
import { Badge, Command } from './parts.js';
import { linkTo } from './route.js';
import { SearchForm } from './search-form.js';
import { find, type Query } from './search.js';

const ROW_HEIGHT = 76;
const SPARE_ROWS = 8;
const MAX_COMPARED = 4;

export function ListView({ index, query }: { readonly index: SiteIndex; readonly query: Query }) {
  const { rows } = index;
  const found = useMemo(() => find(index, query), [index, JSON.stringify(query)]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (id: string): void =>
    setChosen((ids) => (ids.includes(id) ? ids.filter((it) => it !== id) : [...ids, id]));
  return (
    <>
      <SearchForm list={index} query={query} />
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
      <Command text={listCommand(query)} />
    </>
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

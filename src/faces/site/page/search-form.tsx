/** What is searched for: words, the filters of `list`, and the order. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { linkToList } from './route.js';
import {
  choicesOf,
  FILTERS,
  findWrongCondition,
  type Filter,
  type List,
  type Query,
} from './search.js';
import { listOrders } from './sort.js';

type Change = (name: string, value: string) => void;

export function SearchForm({ list, query }: { readonly list: List; readonly query: Query }) {
  const input = useRef<HTMLInputElement>(null);
  const change: Change = (name, value) => {
    history.replaceState(null, '', linkToList({ ...query, [name]: value }));
    dispatchEvent(new PopStateEvent('popstate'));
  };
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping =
        event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
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
        placeholder="Names, variables, terms …"
        title="Press / to search"
        value={query.q ?? ''}
        onInput={(event) => change('q', event.currentTarget.value)}
      />
      <div class="filters">
        {FILTERS.map((filter) => (
          <FilterField key={filter} filter={filter} list={list} query={query} change={change} />
        ))}
        <Choice
          name="sort"
          value={query.sort ?? ''}
          any={(query.q ?? '') === '' ? 'id' : 'best match'}
          options={listOrders(list)}
          change={change}
        />
        {Object.keys(query).length > 0 && (
          <a class="button plain" href="#/">
            Clear
          </a>
        )}
      </div>
    </form>
  );
}

interface FieldProps {
  readonly filter: Filter;
  readonly list: List;
  readonly query: Query;
  readonly change: Change;
}

/** A filter; none where all models have the same. */
function FilterField({ filter, list, query, change }: FieldProps) {
  const value = query[filter] ?? '';
  const choices = useMemo(
    () => (filter === 'metrics' ? [] : choicesOf(list, filter)),
    [list, filter],
  );
  if (filter === 'metrics') {
    const isIdle = Object.keys(list.metrics).length === 0 && value === '';
    return isIdle ? null : <MetricsField value={value} change={change} />;
  }
  if (choices.length < 2 && value === '') return null;
  if (filter === 'ontology') {
    const terms = choices.map(([term]) => term);
    return <TermField value={value} terms={terms} change={change} />;
  }
  const options = choices.map(([it, count]): [string, string] => [it, `${it} (${count})`]);
  return <Choice name={filter} value={value} any="any" options={options} change={change} />;
}

function Choice(props: {
  readonly name: string;
  readonly value: string;
  /** What no choice means. */
  readonly any: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly change: Change;
}) {
  const { name, value, any, options, change } = props;
  // An address may name what is not offered, such as two kinds.
  const isOther = value !== '' && options.every(([it]) => it !== value);
  return (
    <label>
      <span>{name}</span>
      <select value={value} onChange={(event) => change(name, event.currentTarget.value)}>
        <option value="">{any}</option>
        {isOther && <option value={value}>{value}</option>}
        {options.map(([it, words]) => (
          <option key={it} value={it}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function TermField(props: {
  readonly value: string;
  readonly terms: readonly string[];
  readonly change: Change;
}) {
  const { value, terms, change } = props;
  return (
    <label>
      <span>ontology</span>
      <input
        type="text"
        list="terms"
        placeholder="part of a term"
        value={value}
        onInput={(event) => change('ontology', event.currentTarget.value)}
      />
      <datalist id="terms">
        {terms.map((it) => (
          <option key={it} value={it} />
        ))}
      </datalist>
    </label>
  );
}

function MetricsField({ value, change }: { readonly value: string; readonly change: Change }) {
  const wrong = findWrongCondition(value);
  return (
    <label>
      <span>metrics</span>
      <input
        type="text"
        placeholder="accuracy>0.9"
        value={value}
        aria-invalid={wrong !== undefined}
        aria-describedby="metrics-help"
        onInput={(event) => change('metrics', event.currentTarget.value)}
      />
      <span id="metrics-help" class="help" role="status">
        {wrong === undefined ? '' : `not a condition: ${wrong}`}
      </span>
    </label>
  );
}

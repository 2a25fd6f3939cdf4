/** What a query may ask of a model by name. Pure. */
import type { ModelFacts, ModelTexts } from './document.js';

/** A model as a query looks at it. */
export interface Looked {
  readonly id: string;
  readonly facts: ModelFacts;
  readonly texts: () => ModelTexts;
}

/** What a field can be compared in. */
export type Value = string | number | null;

/** One thing that is known of a model. */
export type Column = 'id' | `facts.${keyof ModelFacts}` | `texts.${keyof ModelTexts}`;

/** What is known there. */
export type Cell = Value | readonly string[] | ModelFacts['metrics'];

/** Where values of a field stand. A model has the field where any of the columns has it. */
export interface Place {
  readonly columns: readonly Column[];
  readonly valuesOf: (cell: Cell) => readonly Value[];
}

/** A field of a query. */
export interface Field extends Place {
  /** `part`: holds a text; `name`: is a text; both in any letter case, `*` and `?` stand for letters. */
  readonly how: 'part' | 'name' | 'number' | 'time';
  /** What a text asks of a field that is a number, as in `variables:s_prime`. */
  readonly named?: Place;
}

/** What is known of a model in a column. */
export function cellOf({ id, facts, texts }: Looked, column: Column): Cell {
  if (column === 'id') return id;
  const known: Readonly<Record<string, Cell>> = column.startsWith('facts.')
    ? { ...facts }
    : { ...texts() };
  return known[column.slice(column.indexOf('.') + 1)] ?? null;
}

function at(...columns: readonly Column[]): Place {
  return { columns, valuesOf: valuesIn };
}

function valuesIn(cell: Cell): readonly Value[] {
  if (typeof cell !== 'object' || cell === null) return [cell];
  return Array.isArray(cell) ? cell : Object.values(cell);
}

const NAMES: Place = {
  columns: ['texts.variables'],
  valuesOf: (cell) => valuesIn(cell).map((it) => String(it).split(' ', 1)[0] ?? ''),
};
const TERMS = at('texts.terms');

const FIELDS = {
  id: { how: 'part', ...at('id') },
  name: { how: 'part', ...at('texts.name') },
  description: { how: 'part', ...at('texts.description') },
  author: { how: 'part', ...at('texts.author') },
  license: { how: 'part', ...at('facts.license') },
  file: { how: 'part', ...at('facts.file') },
  kind: { how: 'part', ...at('facts.kind', 'facts.section') },
  term: { how: 'part', ...TERMS },
  variable: { how: 'name', ...NAMES },
  tag: { how: 'name', ...at('texts.tags') },
  alias: { how: 'name', ...at('facts.aliases') },
  status: { how: 'name', ...at('facts.status') },
  health: { how: 'name', ...at('facts.health') },
  version: { how: 'name', ...at('facts.version') },
  backend: { how: 'name', ...at('facts.backends') },
  variables: { how: 'number', ...at('facts.variables'), named: NAMES },
  connections: { how: 'number', ...at('facts.connections') },
  parameters: { how: 'number', ...at('facts.parameters') },
  equations: { how: 'number', ...at('facts.equations') },
  terms: { how: 'number', ...at('facts.terms'), named: TERMS },
  versions: { how: 'number', ...at('facts.versions') },
  size: { how: 'number', ...at('facts.size') },
  use: { how: 'number', ...at('facts.use') },
  created: { how: 'time', ...at('facts.created') },
  updated: { how: 'time', ...at('facts.updated') },
  used: { how: 'time', ...at('facts.used') },
} as const satisfies Readonly<Record<string, Field>>;

/** Other spellings. */
const ALSO: Readonly<Record<string, keyof typeof FIELDS>> = {
  model: 'id',
  model_id: 'id',
  tags: 'tag',
  aliases: 'alias',
  licence: 'license',
  section: 'kind',
  ontology: 'term',
  provider: 'backend',
};

/** The names of all fields but those of metrics. */
export const FIELD_NAMES: readonly string[] = [...Object.keys(FIELDS), 'metrics.NAME'];

/** A field by its name; undefined for an unknown one. */
export function fieldNamed(name: string): Field | undefined {
  const known: Readonly<Record<string, Field>> = FIELDS;
  const lower = name.toLowerCase();
  if (Object.hasOwn(known, lower)) return known[lower];
  if (Object.hasOwn(ALSO, lower)) return known[ALSO[lower] ?? ''];
  const [, metric] = /^metrics?\.(.+)$/i.exec(name) ?? [];
  return metric === undefined ? undefined : metricField(metric);
}

function metricField(metric: string): Field {
  return {
    how: 'number',
    columns: ['facts.metrics'],
    valuesOf: (cell) =>
      Object.entries(cell ?? {}).flatMap(([name, value]) => (name === metric ? [value] : [])),
  };
}

/** The fields that queries can use. Pure. */
import type { IndexedFacts, IndexedTexts } from './document.js';

/** A model as queries see it. */
export interface ModelView {
  readonly id: string;
  readonly facts: IndexedFacts;
  readonly texts: () => IndexedTexts;
}

/** A single value of a field. */
export type FieldValue = string | number | null;

/** A column of the index. */
export type Column = 'id' | `facts.${keyof IndexedFacts}` | `texts.${keyof IndexedTexts}`;

/** The content of a column for one model. */
export type Cell = FieldValue | readonly string[] | readonly number[] | IndexedFacts['metrics'];

/** Where the values of a field come from. A model matches if any of the columns does. */
export interface FieldSource {
  readonly columns: readonly Column[];
  readonly valuesOf: (cell: Cell) => readonly FieldValue[];
}

/** A field of a query. */
export interface Field extends FieldSource {
  /** `part` matches part of a text, `name` the whole; both ignore case and take `*` and `?`. */
  readonly how: 'part' | 'name' | 'number' | 'time';
  /** The values that a text is compared with if the field is a number, as in `variables:s_prime`. */
  readonly named?: FieldSource;
}

/** Reads a column of a model. */
export function readCell({ id, facts, texts }: ModelView, column: Column): Cell {
  if (column === 'id') return id;
  const known: Readonly<Record<string, Cell>> = column.startsWith('facts.')
    ? { ...facts }
    : { ...texts() };
  return known[column.slice(column.indexOf('.') + 1)] ?? null;
}

function from(...columns: readonly Column[]): FieldSource {
  return { columns, valuesOf: listValues };
}

function listValues(cell: Cell): readonly FieldValue[] {
  if (typeof cell !== 'object' || cell === null) return [cell];
  return Array.isArray(cell) ? cell : Object.values(cell);
}

const NAMES: FieldSource = {
  columns: ['texts.variables'],
  valuesOf: (cell) => listValues(cell).map((it) => String(it).split(' ', 1)[0] ?? ''),
};
const TERMS = from('texts.terms');

const FIELDS = {
  id: { how: 'part', ...from('id') },
  name: { how: 'part', ...from('texts.name') },
  description: { how: 'part', ...from('texts.description') },
  author: { how: 'part', ...from('texts.author') },
  license: { how: 'part', ...from('facts.license') },
  file: { how: 'part', ...from('facts.file') },
  kind: { how: 'part', ...from('facts.kind', 'facts.section') },
  term: { how: 'part', ...TERMS },
  variable: { how: 'name', ...NAMES },
  tag: { how: 'name', ...from('texts.tags') },
  alias: { how: 'name', ...from('facts.aliases') },
  status: { how: 'name', ...from('facts.status') },
  health: { how: 'name', ...from('facts.health') },
  version: { how: 'name', ...from('facts.version') },
  backend: { how: 'name', ...from('facts.backends') },
  variables: { how: 'number', ...from('facts.variables'), named: NAMES },
  connections: { how: 'number', ...from('facts.connections') },
  parameters: { how: 'number', ...from('facts.parameters') },
  equations: { how: 'number', ...from('facts.equations') },
  terms: { how: 'number', ...from('facts.terms'), named: TERMS },
  observations: { how: 'number', ...from('facts.observations') },
  states: { how: 'number', ...from('facts.states') },
  actions: { how: 'number', ...from('facts.actions') },
  versions: { how: 'number', ...from('facts.versions') },
  size: { how: 'number', ...from('facts.size') },
  architecture: { how: 'name', ...from('facts.architecture') },
  quantisation: { how: 'name', ...from('facts.quantisation') },
  format: { how: 'name', ...from('facts.format') },
  context: { how: 'number', ...from('facts.context') },
  use: { how: 'number', ...from('facts.use') },
  created: { how: 'time', ...from('facts.created') },
  updated: { how: 'time', ...from('facts.updated') },
  used: { how: 'time', ...from('facts.used') },
} as const satisfies Readonly<Record<string, Field>>;

/** Alternative names of fields. */
const SYNONYMS: Readonly<Record<string, keyof typeof FIELDS>> = {
  model: 'id',
  model_id: 'id',
  tags: 'tag',
  aliases: 'alias',
  licence: 'license',
  quantization: 'quantisation',
  context_length: 'context',
  section: 'kind',
  ontology: 'term',
  provider: 'backend',
};

/** The names of all fields; parameters and metrics are represented by placeholders. */
export const FIELD_NAMES: readonly string[] = [...Object.keys(FIELDS), 'num_NAME', 'metrics.NAME'];

/** Finds a field by name; undefined if it is unknown. */
export function findField(name: string): Field | undefined {
  const known: Readonly<Record<string, Field>> = FIELDS;
  const lower = name.toLowerCase();
  if (Object.hasOwn(known, lower)) return known[lower];
  if (Object.hasOwn(SYNONYMS, lower)) return known[SYNONYMS[lower] ?? ''];
  const [, metric] = /^metrics?\.(.+)$/i.exec(name) ?? [];
  if (metric !== undefined) return numberNamed(metric, ['facts.metrics']);
  // A metric may be called so, too.
  return PARAMETER.test(name) ? numberNamed(name, ['facts.settings', 'facts.metrics']) : undefined;
}

/** The names of parameters that are sizes, such as `num_actions`. */
const PARAMETER = /^(?:num|nr|n)_./;

function numberNamed(wanted: string, columns: readonly Column[]): Field {
  return {
    how: 'number',
    columns,
    valuesOf: (cell) =>
      typeof cell === 'object' && cell !== null && !isList(cell)
        ? valuesOfMetric(cell, wanted)
        : [],
  };
}

function isList(cell: object): cell is readonly string[] | readonly number[] {
  return Array.isArray(cell);
}

/** The values of the metrics with a name, however its accents are written. */
export function valuesOfMetric(metrics: Readonly<Record<string, number>>, name: string): number[] {
  const wanted = name.normalize('NFC');
  return Object.entries(metrics).flatMap(([it, value]) =>
    it.normalize('NFC') === wanted ? [value] : [],
  );
}

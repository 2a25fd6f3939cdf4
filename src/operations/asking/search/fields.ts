/** What a query may ask of a model by name. Pure. */
import type { ModelFacts, ModelTexts } from './document.js';

/** A model as a query looks at it. */
export interface Looked {
  readonly id: string;
  readonly facts: ModelFacts;
  readonly texts: () => ModelTexts;
}

type Value = string | number | null;

/** A field of a query. */
export interface Field {
  /** `part`: holds a text; `name`: is a text; both in any letter case, `*` and `?` stand for letters. */
  readonly how: 'part' | 'name' | 'number' | 'time';
  readonly valuesOf: (model: Looked) => readonly Value[];
  /** What a text asks of a field that is a number, as in `variables:s_prime`. */
  readonly named?: (model: Looked) => readonly string[];
}

const variable = ({ texts }: Looked): readonly string[] =>
  texts().variables.map((it) => it.split(' ', 1)[0] ?? '');

const term = ({ texts }: Looked): readonly string[] => texts().terms;

const FIELDS = {
  id: { how: 'part', valuesOf: ({ id }) => [id] },
  name: { how: 'part', valuesOf: ({ texts }) => [texts().name] },
  description: { how: 'part', valuesOf: ({ texts }) => [texts().description] },
  author: { how: 'part', valuesOf: ({ texts }) => [texts().author] },
  license: { how: 'part', valuesOf: ({ facts }) => [facts.license] },
  file: { how: 'part', valuesOf: ({ facts }) => [facts.file] },
  kind: { how: 'part', valuesOf: ({ facts }) => [facts.kind, facts.section] },
  term: { how: 'part', valuesOf: term },
  variable: { how: 'name', valuesOf: variable },
  tag: { how: 'name', valuesOf: ({ texts }) => texts().tags },
  alias: { how: 'name', valuesOf: ({ facts }) => facts.aliases },
  status: { how: 'name', valuesOf: ({ facts }) => [facts.status] },
  health: { how: 'name', valuesOf: ({ facts }) => [facts.health] },
  version: { how: 'name', valuesOf: ({ facts }) => [facts.version] },
  backend: { how: 'name', valuesOf: ({ facts }) => facts.backends },
  variables: { how: 'number', valuesOf: ({ facts }) => [facts.variables], named: variable },
  connections: { how: 'number', valuesOf: ({ facts }) => [facts.connections] },
  parameters: { how: 'number', valuesOf: ({ facts }) => [facts.parameters] },
  equations: { how: 'number', valuesOf: ({ facts }) => [facts.equations] },
  terms: { how: 'number', valuesOf: ({ facts }) => [facts.terms], named: term },
  versions: { how: 'number', valuesOf: ({ facts }) => [facts.versions] },
  size: { how: 'number', valuesOf: ({ facts }) => [facts.size] },
  use: { how: 'number', valuesOf: ({ facts }) => [facts.use] },
  created: { how: 'time', valuesOf: ({ facts }) => [facts.created] },
  updated: { how: 'time', valuesOf: ({ facts }) => [facts.updated] },
  used: { how: 'time', valuesOf: ({ facts }) => [facts.used] },
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
    valuesOf: ({ facts }) => [
      Object.hasOwn(facts.metrics, metric) ? (facts.metrics[metric] ?? null) : null,
    ],
  };
}

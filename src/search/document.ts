/** The searchable data of a model. Pure. */
import type { Entry, GnnModel } from '../domain/model.js';
import { readSettings, readSizes, type Sizes } from '../domain/model-sizes.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import { saidOf } from '../domain/user-words.js';
import { sizeOf } from '../domain/weights-summary.js';

/** The texts that come from a model's spec rather than from its entry. */
export interface Contents {
  /** `B`, or `B next level given level`. */
  readonly variables: readonly string[];
  /** `TransitionMatrix obo:ACTO_000009`. */
  readonly terms: readonly string[];
  /** Of each observation, hidden state and action, how many values it has. */
  readonly sizes: Readonly<Record<keyof Sizes, readonly number[]>>;
  /** Numbers among its parameters, such as `num_actions`. */
  readonly settings: Readonly<Record<string, number>>;
}

/** The contents of a model that cannot be read. */
export const NO_CONTENTS: Contents = {
  variables: [],
  terms: [],
  sizes: { observations: [], states: [], actions: [] },
  settings: {},
};

/** What is read of each model, by name. */
type Readers = Readonly<Record<string, (entry: Entry, contents: Contents) => unknown>>;
type ReadBy<Table extends Readers> = {
  readonly [Name in keyof Table & string]: ReturnType<Table[Name]>;
};

const TEXTS = {
  name: ({ name }): string => name,
  description: (entry): string => saidOf(entry).description ?? '',
  author: (entry): string => saidOf(entry).author ?? '',
  /** Tags of the model and of its versions. */
  tags: ({ tags, versions }): readonly string[] => [
    ...new Set([...tags, ...Object.values(versions).flatMap((it) => it.tags ?? [])]),
  ],
  variables: (_, { variables }): readonly string[] => variables,
  terms: (_, { terms }): readonly string[] => terms,
} satisfies Readers;

const FACTS = {
  /** Hash of the current version's bytes. */
  hash: ({ hash }): string => hash ?? '',
  status: ({ status }): string => status,
  health: ({ health }): string => health.status,
  kind: ({ kind }): string => kind ?? '',
  section: ({ gnn_section }): string => gnn_section ?? '',
  version: ({ version }): string => version,
  versions: ({ versions }): number => Object.keys(versions).length,
  license: (entry): string => saidOf(entry).license ?? '',
  file: ({ file_path }): string => file_path,
  backends: (entry): readonly string[] => listBackends(entry),
  aliases: ({ aliases = {} }): readonly string[] => Object.keys(aliases),
  variables: ({ metadata }): number | null => metadata.variables,
  connections: ({ metadata }): number | null => metadata.connections,
  /** Of a spec, how many it gives values; of weights, how many numbers they are. */
  parameters: ({ metadata }): number | null => metadata.weights?.parameters ?? metadata.parameters,
  equations: ({ metadata }): number | null => metadata.equations,
  terms: ({ metadata }): number | null => metadata.ontology_terms,
  size: (entry): number => sizeOf(entry) ?? 0,
  architecture: ({ metadata }): string => metadata.weights?.architecture ?? '',
  quantisation: ({ metadata }): string => metadata.weights?.quantisation ?? '',
  format: ({ metadata }): string => metadata.weights?.format ?? '',
  context: ({ metadata }): number | null => metadata.weights?.context_length ?? null,
  observations: (_, { sizes }): readonly number[] => sizes.observations,
  states: (_, { sizes }): readonly number[] => sizes.states,
  actions: (_, { sizes }): readonly number[] => sizes.actions,
  settings: (_, { settings }): Readonly<Record<string, number>> => settings,
  use: ({ use }): number => use?.count ?? 0,
  created: ({ created_at }): string => created_at,
  updated: ({ updated_at }): string => updated_at,
  used: ({ use }): string => use?.last_used_at ?? '',
  metrics: ({ version, versions }): Readonly<Record<string, number>> =>
    versions[version]?.metrics ?? {},
} satisfies Readers;

/** Texts of a model, which are searched for words and shown as excerpts. */
export type IndexedTexts = ReadBy<typeof TEXTS>;

/** Values of a model that queries compare: words, numbers and times. */
export type IndexedFacts = ReadBy<typeof FACTS>;

/** The names of the texts and facts, in the order of the columns of a stored index. */
export const TEXT_NAMES = Object.keys(TEXTS) as (keyof IndexedTexts)[];
export const FACT_NAMES = Object.keys(FACTS) as (keyof IndexedFacts)[];

/** Collects the texts of a model. */
export function collectTexts(entry: Entry, contents: Contents): IndexedTexts {
  return readAll(TEXTS, entry, contents);
}

/** Collects the values of a model that queries compare. */
export function collectFacts(entry: Entry, contents: Contents): IndexedFacts {
  return readAll(FACTS, entry, contents);
}

function readAll<Table extends Readers>(
  table: Table,
  entry: Entry,
  contents: Contents,
): ReadBy<Table> {
  const read = Object.entries(table).map(([name, from]) => [name, from(entry, contents)]);
  return Object.fromEntries(read) as ReadBy<Table>;
}

/** The texts of a model that are searched for words, most telling first. */
export const TEXT_FIELDS = [
  'id',
  'name',
  'tags',
  'terms',
  'variables',
  'author',
  'description',
] as const;

export type TextField = (typeof TEXT_FIELDS)[number];

/** How many characters of one text are searched: a description may be as long as a spec. */
const MAX_TEXT = 1_000_000;

/** The parts of one text of a model, as far as they are searched. */
export function getTextParts(id: string, texts: IndexedTexts, field: TextField): readonly string[] {
  if (field === 'id') return [id];
  const text = texts[field];
  const parts = typeof text === 'string' ? [text] : text;
  return parts.map((it) => (it.length > MAX_TEXT ? it.slice(0, MAX_TEXT) : it));
}

/** A model in an index. */
export interface IndexedModel {
  readonly id: string;
  /** Changes whenever the entry may have changed; empty if that cannot be known. */
  readonly mark: string;
  readonly facts: IndexedFacts;
  readonly texts: IndexedTexts;
}

/** Collects what is searched in a model: its variables and terms with their descriptions, its sizes and numbers. */
export function collectContents(model: SearchedModel): Contents {
  const { variables, ontology } = model;
  const { observations, states, actions } = readSizes(model);
  return {
    variables: variables.map(({ name, description }) => joinTexts(name, description)),
    terms: [...new Set(ontology.map(({ term }) => joinTexts(term, ONTOLOGY_TERMS.get(term))))],
    sizes: {
      observations: listSizes(observations),
      states: listSizes(states),
      actions: listSizes(actions),
    },
    settings: readNumbers(model),
  };
}

type SearchedModel = Pick<
  GnnModel,
  'variables' | 'ontology' | 'kind' | 'parameters' | 'model_parameters'
>;

function listSizes(sizes: Sizes[keyof Sizes]): readonly number[] {
  return Object.values(sizes).filter((it) => it !== null);
}

/** More numbers of one model are not searched. */
const MOST_SETTINGS = 200;

function readNumbers(model: SearchedModel): Contents['settings'] {
  const numbers = Object.entries(readSettings(model)).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(numbers.slice(0, MOST_SETTINGS));
}

/** The providers that run the current version, and the framework targets of its spec. */
export function listBackends(entry: Entry): string[] {
  const bindings = entry.versions[entry.version]?.bindings ?? [];
  const providers = bindings.map(({ provider }) => provider);
  return [...new Set([...providers, ...entry.metadata.framework_targets])];
}

function joinTexts(name: string, more: string | null | undefined): string {
  return more === null || more === undefined || more === '' ? name : `${name} ${more}`;
}

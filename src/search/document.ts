/** What is known of a model, as searches look at it. Pure. */
import type { Entry, GnnModel } from '../domain/model.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import { saidOf } from '../domain/said.js';

/** What is read: words are looked up in it, and parts of it are shown. */
export interface ModelTexts {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  /** Of the model and of its versions. */
  readonly tags: readonly string[];
  /** `B`, or `B next level given level`. */
  readonly variables: readonly string[];
  /** `TransitionMatrix obo:ACTO_000009`. */
  readonly terms: readonly string[];
}

/** What is compared: single words, numbers and times. */
export interface ModelFacts {
  /** Of the current version's bytes. */
  readonly hash: string;
  readonly status: string;
  readonly health: string;
  readonly kind: string;
  readonly section: string;
  readonly version: string;
  readonly versions: number;
  readonly license: string;
  readonly file: string;
  readonly backends: readonly string[];
  readonly aliases: readonly string[];
  readonly variables: number | null;
  readonly connections: number | null;
  readonly parameters: number | null;
  readonly equations: number | null;
  readonly terms: number | null;
  readonly size: number;
  readonly use: number;
  readonly created: string;
  readonly updated: string;
  readonly used: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The texts of a model that words are looked up in, the ones that say most first. */
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

/** One of the texts of a model, in the parts that it has. */
export function partsOf(id: string, texts: ModelTexts, field: TextField): readonly string[] {
  if (field === 'id') return [id];
  const text = texts[field];
  return typeof text === 'string' ? [text] : text;
}

/** A model that can be put into an index. */
export interface IndexedModel {
  readonly id: string;
  /** Differs when the entry may; empty where that cannot be told. */
  readonly mark: string;
  readonly facts: ModelFacts;
  readonly texts: ModelTexts;
}

/** What a model's file tells and its entry does not. */
export type Contents = Pick<ModelTexts, 'variables' | 'terms'>;

/** The contents of a model that cannot be read. */
export const NO_CONTENTS: Contents = { variables: [], terms: [] };

/** The names of variables and terms of a model, with what is said of them. */
export function contentsOf({
  variables,
  ontology,
}: Pick<GnnModel, 'variables' | 'ontology'>): Contents {
  return {
    variables: variables.map(({ name, description }) => joined(name, description)),
    terms: [...new Set(ontology.map(({ term }) => joined(term, ONTOLOGY_TERMS.get(term))))],
  };
}

/** The texts of a model. */
export function textsOf(entry: Entry, { variables, terms }: Contents): ModelTexts {
  const ofVersions = Object.values(entry.versions).flatMap(({ tags }) => tags ?? []);
  const { description, author } = saidOf(entry);
  return {
    name: entry.name,
    description: description ?? '',
    author: author ?? '',
    tags: [...new Set([...entry.tags, ...ofVersions])],
    variables,
    terms,
  };
}

/** The facts of a model. */
export function factsOf(entry: Entry): ModelFacts {
  const { metadata, use } = entry;
  const current = entry.versions[entry.version];
  return {
    hash: entry.hash ?? '',
    status: entry.status,
    health: entry.health.status,
    kind: entry.kind ?? '',
    section: entry.gnn_section ?? '',
    version: entry.version,
    versions: Object.keys(entry.versions).length,
    license: saidOf(entry).license ?? '',
    file: entry.file_path,
    backends: backendsOf(entry),
    aliases: Object.keys(entry.aliases ?? {}),
    variables: metadata.variables,
    connections: metadata.connections,
    parameters: metadata.parameters,
    equations: metadata.equations,
    terms: metadata.ontology_terms,
    size: entry.file_size_bytes ?? 0,
    use: use?.count ?? 0,
    created: entry.created_at,
    updated: entry.updated_at,
    used: use?.last_used_at ?? '',
    metrics: current?.metrics ?? {},
  };
}

/** Who runs the current version, and what its spec is meant for. */
export function backendsOf(entry: Entry): string[] {
  const bindings = entry.versions[entry.version]?.bindings ?? [];
  const providers = bindings.map(({ provider }) => provider);
  return [...new Set([...providers, ...entry.metadata.framework_targets])];
}

function joined(name: string, more: string | null | undefined): string {
  return more === null || more === undefined || more === '' ? name : `${name} ${more}`;
}

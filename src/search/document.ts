/** The searchable data of a model. Pure. */
import type { Entry, GnnModel } from '../domain/model.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import { saidOf } from '../domain/user-words.js';

/** Texts of a model, which are searched for words and shown as excerpts. */
export interface IndexedTexts {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  /** Tags of the model and of its versions. */
  readonly tags: readonly string[];
  /** `B`, or `B next level given level`. */
  readonly variables: readonly string[];
  /** `TransitionMatrix obo:ACTO_000009`. */
  readonly terms: readonly string[];
}

/** Values of a model that queries compare: words, numbers and times. */
export interface IndexedFacts {
  /** Hash of the current version's bytes. */
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

/** The parts of one text of a model. */
export function getTextParts(id: string, texts: IndexedTexts, field: TextField): readonly string[] {
  if (field === 'id') return [id];
  const text = texts[field];
  return typeof text === 'string' ? [text] : text;
}

/** A model in an index. */
export interface IndexedModel {
  readonly id: string;
  /** Changes whenever the entry may have changed; empty if that cannot be known. */
  readonly mark: string;
  readonly facts: IndexedFacts;
  readonly texts: IndexedTexts;
}

/** The texts that come from a model's spec rather than from its entry. */
export type Contents = Pick<IndexedTexts, 'variables' | 'terms'>;

/** The contents of a model that cannot be read. */
export const NO_CONTENTS: Contents = { variables: [], terms: [] };

/** Lists the variables and terms of a model, with their descriptions. */
export function collectContents({
  variables,
  ontology,
}: Pick<GnnModel, 'variables' | 'ontology'>): Contents {
  return {
    variables: variables.map(({ name, description }) => joinTexts(name, description)),
    terms: [...new Set(ontology.map(({ term }) => joinTexts(term, ONTOLOGY_TERMS.get(term))))],
  };
}

/** Collects the texts of a model. */
export function collectTexts(entry: Entry, { variables, terms }: Contents): IndexedTexts {
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

/** Collects the values of a model that queries compare. */
export function collectFacts(entry: Entry): IndexedFacts {
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
    backends: listBackends(entry),
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

/** The providers that run the current version, and the framework targets of its spec. */
export function listBackends(entry: Entry): string[] {
  const bindings = entry.versions[entry.version]?.bindings ?? [];
  const providers = bindings.map(({ provider }) => provider);
  return [...new Set([...providers, ...entry.metadata.framework_targets])];
}

function joinTexts(name: string, more: string | null | undefined): string {
  return more === null || more === undefined || more === '' ? name : `${name} ${more}`;
}

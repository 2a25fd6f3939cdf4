/** What the page knows: an index of all models, and shards with the rest of each. */

import type { Direction } from '../../domain/metric-direction.js';

/** A row of the list. */
export interface SiteRow {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly section: string;
  readonly status: string;
  readonly health: string;
  readonly tags: readonly string[];
  readonly author: string;
  readonly backends: readonly string[];
  /** Names of variables, for the search. */
  readonly words: string;
  /** The ontology terms, by their places in the list of all. */
  readonly terms: readonly number[];
  /** Of the current version. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The number of variables, bytes of the spec, and uses; null if it is not known. */
  readonly variables: number | null;
  readonly size: number | null;
  readonly use: number;
  /** The place of the version among all versions in the list, in their order. */
  readonly order: number;
  readonly description: string;
  readonly created: string;
  readonly updated: string;
  /** The number of the shard that has the model. */
  readonly shard: number;
}

/** An event of the audit log. */
export interface SiteEvent {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly id: string;
  readonly changed: string;
}

/** The registry, and a row for each model. */
export interface SiteIndex {
  readonly registry: string;
  readonly updated: string;
  readonly size: string;
  readonly health: string;
  readonly counts: readonly (readonly [
    heading: string,
    counts: readonly (readonly [string, number])[],
  ])[];
  readonly events: readonly SiteEvent[];
  /** A service tells the page of changes. */
  readonly isLive: boolean;
  /** How many pictures the page would have if it were written again. */
  readonly picturesLeft: number;
  /** Each ontology term with its identifier. */
  readonly terms: readonly string[];
  /** The metrics of current versions, and whether higher or lower values are better. */
  readonly metrics: Readonly<Record<string, Direction>>;
  readonly rows: readonly SiteRow[];
}

/** A version, and why there is one. */
export interface SiteVersion {
  readonly version: string;
  readonly created: string;
  readonly verdict: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly bindings: readonly string[];
  /** The text of the spec; null if it is not at hand. */
  readonly source: string | null;
  /** The address of its picture; null if it is not drawn. */
  readonly picture: string | null;
  /** That of the picture of what differs from the version listed after it. */
  readonly step: string | null;
}

export interface SiteVariable {
  readonly name: string;
  readonly dimensions: string;
  readonly type: string;
  readonly term: string;
  readonly description: string;
}

/** The tensors of weights, as name, type and shape; the first of many. */
export interface SiteWeights {
  readonly tensors: readonly (readonly [name: string, type: string, shape: string])[];
  readonly more: number;
}

export interface SiteMatrix {
  readonly name: string;
  readonly shape: string;
  /** Rows of a matrix, or the one row of a vector; several tables for a tensor. */
  readonly tables: readonly {
    readonly title: string;
    readonly rows: readonly (readonly Cell[])[];
  }[];
}

export type Cell = number | string;

export interface SiteFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
}

/** All that is shown of a model. */
export interface SiteModel {
  readonly id: string;
  /** The address of its picture; null if it is not drawn. */
  readonly picture: string | null;
  readonly facts: readonly (readonly [string, string])[];
  readonly description: string;
  /** Null for a model in GNN. */
  readonly weights: SiteWeights | null;
  readonly variables: readonly SiteVariable[];
  readonly matrices: readonly SiteMatrix[];
  readonly equations: readonly {
    readonly label: string;
    readonly text: string;
    readonly math: string | null;
  }[];
  readonly versions: readonly SiteVersion[];
  readonly parents: readonly (readonly [id: string, how: string])[];
  readonly children: readonly (readonly [id: string, how: string])[];
  readonly findings: readonly SiteFinding[];
}

// Made from schemas/ by `npm run generate`. Do not edit.
import type { Entry, VersionEntry } from '../../domain/model.js';

/**
 * a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)
 */
export type Reference = string;
/**
 * a model of the registry
 */
export type ModelId = string;
/**
 * production, staging, experimental, baseline, or any other
 */
export type Tag = string;
/**
 * why, for the audit log
 */
export type Reason = string;
export type GetOutput = GetModel | GetField;
export type HistoryOutput = HistoryEvents | HistoryPast;
export type TagAddOutput = Tagged;
export type TagRmOutput = Tagged;

/**
 * The tags of a model, and those of one of its versions.
 */
export interface Tagged {
  model_id: string;
  version: string;
  tags: readonly string[];
  version_tags: readonly string[];
}
export interface GetInput {
  reference: Reference;
  /**
   * one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash
   */
  field?: string;
}
/**
 * A model, and the version that the reference names.
 */
export interface GetModel {
  model: Entry;
  version: VersionEntry;
}
/**
 * One field of a model or of a version.
 */
export interface GetField {
  model_id: string;
  version: string;
  /**
   * its path, as it was asked for
   */
  field: string;
  /**
   * any JSON value
   */
  value: unknown;
}
export interface HistoryInput {
  /**
   * a model of the registry, or one that is deleted for good
   */
  id?: ModelId;
  /**
   * what was so then: 2026-01-31 (its end, UTC) or 2026-01-31T09:00:00Z
   */
  at?: string;
  /**
   * of a time that is asked about: what had this tag then
   */
  tag?: string;
  /**
   * no more than the newest of these
   */
  limit?: number;
}
export interface HistoryEvents {
  /**
   * the newest last
   */
  events: readonly HistoryEvent[];
  /**
   * how many there are, without a limit
   */
  total: number;
  /**
   * the lines of the audit log that do not hold
   */
  problems: readonly HistoryProblem[];
}
/**
 * What the models were at a time.
 */
export interface HistoryPast {
  /**
   * the time, as it was asked for
   */
  at: string;
  last_event_at: string;
  models: readonly HistoryModel[];
  /**
   * the lines of the audit log that do not hold
   */
  problems: readonly HistoryProblem[];
}
export interface HistoryEvent {
  sequence: number;
  at: string;
  actor: string;
  /**
   * such as `register` or `promote`
   */
  action: string;
  model_id: string | null;
  version: string | null;
  /**
   * what changed, in a few words
   */
  changed: string;
  reason: string | null;
}
/**
 * A model as it was at a time.
 */
export interface HistoryModel {
  model_id: string;
  version: string;
  status: Entry['status'];
  tags: readonly string[];
  /**
   * the versions that had a tag, by tag
   */
  version_tags: {
    [k: string]: readonly string[];
  };
  /**
   * the versions that aliases pointed at
   */
  aliases: {
    [k: string]: string;
  };
}
export interface HistoryProblem {
  /**
   * from 1
   */
  line: number;
  problem: string;
}
export interface ListInput {
  /**
   * active, deprecated, archived, retired, deleted or all
   */
  status?: string;
  /**
   * the models that have one of these, themselves or as one version
   */
  tag?: string;
  /**
   * such as FLAT or FACTORED, or a part of the GNN section
   */
  kind?: string;
  /**
   * healthy, degraded, unhealthy, unknown or loading
   */
  health?: string;
  /**
   * a part of a term that is bound, or of its identifier
   */
  ontology?: string;
  /**
   * a part of the author
   */
  author?: string;
  /**
   * a provider of the current version, or a target of its spec
   */
  backend?: string;
  /**
   * such as "accuracy>0.9,loss<=1"; all must hold
   */
  metrics?: string;
  /**
   * id, name, updated, created, version, use, health, variables, size or metrics.NAME; --sort=-KEY turns it round
   */
  sort?: string;
  /**
   * no more than these
   */
  limit?: number;
  /**
   * what to show, such as id,version,author,metrics.accuracy
   */
  columns?: string;
}
export interface ListOutput {
  /**
   * Items: The columns of a model, by their keys.
   */
  models: readonly {
    [k: string]: string | number | readonly string[] | null;
  }[];
  /**
   * how many there are, without a limit
   */
  total: number;
}
export interface PromoteInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
  /**
   * versions that have the tag keep it
   */
  keep_others?: boolean;
}
export interface PromoteOutput {
  model_id: string;
  version: string;
  tags: readonly string[];
  version_tags: readonly string[];
  /**
   * the versions that lost the tag
   */
  demoted: readonly string[];
}
export interface SearchInput {
  /**
   * words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses
   */
  query: string;
  /**
   * no more than these
   */
  limit?: number;
}
export interface SearchOutput {
  query: string;
  /**
   * how many there are, without a limit
   */
  total: number;
  /**
   * the best first
   */
  hits: readonly {
    model_id: string;
    name: string;
    version: string;
    status: Entry['status'];
    /**
     * the higher, the better; 0 where the query names fields alone
     */
    score: number;
    matches: readonly {
      field: string;
      /**
       * the part of the field that was found, with what surrounds it
       */
      text: string;
      /**
       * what of the text answers the query
       */
      found: readonly string[];
    }[];
  }[];
}
export interface StaleInput {
  /**
   * how long; younger models are left out
   */
  days?: number;
}
export interface StaleOutput {
  days: number;
  /**
   * the longest unused first
   */
  models: readonly {
    model_id: string;
    version: string;
    status: Entry['status'];
    registered_at: string;
    /**
     * null where it never was used
     */
    last_used_at: string | null;
    use_count: number;
    /**
     * since its last use, or since it was registered
     */
    days: number;
  }[];
}
export interface StatsInput {}
/**
 * The numbers of a registry. Deleted models are counted in `by_status` alone.
 */
export interface StatsOutput {
  models: number;
  versions: number;
  by_status: {
    active: number;
    deprecated: number;
    archived: number;
    retired: number;
    deleted: number;
  };
  /**
   * how many models are of a kind; `unknown` for those without one
   */
  by_kind: {
    [k: string]: number;
  };
  by_health: {
    unknown: number;
    healthy: number;
    degraded: number;
    unhealthy: number;
    loading: number;
  };
  /**
   * `healthy` from 0.9 of the models, `degraded` from 0.5; `unknown` for an empty registry
   */
  health: {
    status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
    /**
     * null for an empty registry
     */
    healthy_share: number | null;
  };
  variables: number;
  connections: number;
  /**
   * of the specs of the current versions
   */
  size_bytes: number;
  uses: number;
  never_used: number;
  /**
   * how many models have a tag, themselves or as their current version; the most frequent first
   */
  tags: readonly {
    tag: string;
    models: number;
  }[];
  most_used: readonly {
    model_id: string;
    use_count: number;
    last_used_at: string;
  }[];
}
export interface TagAddInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
}
export interface TagListInput {
  reference?: Reference;
}
export interface TagListOutput {
  tags: readonly {
    tag: string;
    model_id: string;
    /**
     * null for a tag of the whole model
     */
    version: string | null;
  }[];
}
export interface TagRmInput {
  reference: Reference;
  tag: Tag;
  reason?: Reason;
}

/** The input of each operation, by its name. */
export interface Inputs {
  get: GetInput;
  history: HistoryInput;
  list: ListInput;
  promote: PromoteInput;
  search: SearchInput;
  stale: StaleInput;
  stats: StatsInput;
  'tag add': TagAddInput;
  'tag list': TagListInput;
  'tag rm': TagRmInput;
}

/** What each operation answers, by its name. */
export interface Outputs {
  get: GetOutput;
  history: HistoryOutput;
  list: ListOutput;
  promote: PromoteOutput;
  search: SearchOutput;
  stale: StaleOutput;
  stats: StatsOutput;
  'tag add': TagAddOutput;
  'tag list': TagListOutput;
  'tag rm': TagRmOutput;
}

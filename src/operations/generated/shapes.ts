// Made from schemas/ by `npm run generate`. Do not edit.
import type {
  Change,
  Entry,
  Importance,
  LineageKind,
  ModelOutcome,
  Parent,
  Settings,
  Summary,
  VersionEntry,
} from '../../domain/model.js';

export type BumpOutput = readonly BumpModel[];
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
/**
 * folder of the specs
 */
export type TargetDir = string;
/**
 * which part of the version of changed models goes up
 */
export type Bump = NonNullable<Settings['bump']>;
/**
 * how much a spec must have to be registered
 */
export type Profile = NonNullable<Settings['profile']>;
export type DedupeOutput = readonly DedupeGroup[];
/**
 * what taking the later one costs whoever uses the earlier one: nothing, because it is the same or says more of the same; rendering code from it again; or changing that code
 */
export type DiffVerdict = 'same' | 'drop_in' | 'needs_rerendering' | 'incompatible';
export type GetOutput = GetModel | GetField;
export type HistoryOutput = HistoryEvents | HistoryPast;
export type LinkOutput = Linked;
/**
 * what the spec file holds now: the old content too; what was rolled back, which runs leave alone; changes that no version has, which the next run registers; or nothing
 */
export type RollbackSpecFile = 'old_content' | 'rolled_back' | 'unregistered' | 'gone';
export type RunOutput = Summary;
export type TagAddOutput = Tagged;
export type TagRmOutput = Tagged;
export type UnlinkOutput = Linked;

export interface BumpInput {
  /**
   * a spec
   */
  file: string;
  target_dir?: TargetDir;
  bump?: Bump;
  profile?: Profile;
}
/**
 * The version that a run would give a model, and why.
 */
export interface BumpModel {
  model_id: string;
  file_path: string;
  outcome: ModelOutcome['outcome'];
  version: string;
  previous_version: string | null;
  bump: ModelOutcome['bump'];
  changes: ModelOutcome['changes'];
  same_content_as: string | null;
  /**
   * what the spec declares, as written; null where it declares nothing or was not read again
   */
  declared: string | null;
  /**
   * what is to be said of the number
   */
  remarks: readonly string[];
}
export interface ChangelogInput {
  id: ModelId;
}
export interface ChangelogOutput {
  model_id: string;
  /**
   * as Markdown, the newest version first
   */
  changelog: string;
  /**
   * the newest first
   */
  versions: readonly VersionEntry[];
}
/**
 * The tags of a model, and those of one of its versions.
 */
export interface Tagged {
  model_id: string;
  version: string;
  tags: readonly string[];
  version_tags: readonly string[];
}
export interface Linked {
  model_id: string;
  /**
   * the links that were made or removed
   */
  links: readonly Parent[];
  /**
   * all that the model comes from now
   */
  parents: readonly Parent[];
}
export interface DedupeInput {}
/**
 * Models that are the same under several names.
 */
export interface DedupeGroup {
  semantic_hash: string;
  models: readonly {
    model_id: string;
    version: string;
    file_path: string;
    hash: string | null;
  }[];
}
export interface DiffInput {
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  before: string;
  /**
   * a version such as id@1.2.0, or the path of a spec
   */
  after: string;
}
/**
 * What lies between two versions of a model, or between two models.
 */
export interface DiffOutput {
  before: DiffSide;
  after: DiffSide;
  verdict: DiffVerdict;
  /**
   * the changes that decide the verdict, in words
   */
  because: readonly string[];
  /**
   * the step that the difference asks of a version; null where there is none
   */
  importance: Importance | null;
  /**
   * every change, the most important first
   */
  changes: readonly Change[];
  /**
   * what people should know of it, such as a damaged archive
   */
  notices: readonly string[];
}
/**
 * One side of a comparison: a registered version, or a file.
 */
export interface DiffSide {
  /**
   * as people would write it: `agent@1.2.0`, or the path of a file
   */
  reference: string;
  /**
   * null for a file
   */
  model_id: string | null;
  /**
   * null for a file
   */
  version: string | null;
  file_path: string;
  hash: string | null;
  semantic_hash: string;
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
export interface LineageInput {
  reference: Reference;
}
/**
 * Where a model stands among others.
 */
export interface LineageOutput {
  model_id: string;
  /**
   * the version that the reference names
   */
  version: string;
  /**
   * the model itself and all that it comes from or that come from it, the farthest origin first
   */
  models: readonly LineageModel[];
  ancestors: readonly LineageEdge[];
  descendants: readonly LineageEdge[];
  /**
   * what the model needs
   */
  dependencies: readonly LineageDependency[];
  /**
   * who needs the model
   */
  dependents: readonly LineageDependency[];
}
/**
 * A model in a lineage.
 */
export interface LineageModel {
  model_id: string;
  /**
   * its current version; null where it is not in the registry
   */
  version: string | null;
  /**
   * `missing` where it is not in the registry
   */
  status: 'active' | 'deprecated' | 'archived' | 'retired' | 'deleted' | 'missing';
  /**
   * how many steps it is away: below 0 for what the model comes from, above for what comes from it
   */
  distance: number;
}
/**
 * One step of a lineage.
 */
export interface LineageEdge {
  child: string;
  parent: string;
  /**
   * the version of the parent; null for any of them
   */
  version: string | null;
  kind: LineageKind;
  /**
   * its spec says so; else it was linked
   */
  declared: boolean;
}
/**
 * A model that another one needs.
 */
export interface LineageDependency {
  model_id: string;
  needs: string;
  /**
   * the model that the reference names; null where it names none
   */
  needed_id: string | null;
}
export interface LinkInput {
  /**
   * a model of the registry
   */
  child: string;
  /**
   * the model that it comes from, or a version of it
   */
  parent: string;
  reason?: Reason;
  /**
   * how it comes from it
   */
  kind?: LineageKind;
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
export interface RebuildInput {
  /**
   * write nothing; show what would be taken
   */
  dry_run?: boolean;
  /**
   * also where a sound registry is there
   */
  force?: boolean;
  profile?: Profile;
}
export interface RebuildOutput {
  /**
   * in the order of their ids
   */
  models: readonly {
    model_id: string;
    version: string;
    versions: readonly string[];
    file_path: string;
  }[];
  /**
   * what could not be taken, and why
   */
  not_taken: readonly {
    /**
     * a path below the step's output, or a model
     */
    path: string;
    reason: string;
  }[];
  /**
   * the generation of the new registry; null where nothing was written
   */
  generation: number | null;
}
export interface RollbackInput {
  id: ModelId;
  /**
   * what follows the @ of a reference, such as 1.0.0
   */
  version: string;
  /**
   * rewrite the spec file too; only where all it holds is registered
   */
  write_source?: boolean;
  bump?: Bump;
  profile?: Profile;
}
export interface RollbackOutput {
  model_id: string;
  version: string;
  previous_version: string | null;
  bump: ModelOutcome['bump'];
  changes: ModelOutcome['changes'];
  /**
   * the version whose content is current again
   */
  same_content_as: string;
  file_path: string;
  spec_file: RollbackSpecFile;
}
export interface RunInput {
  target_dir?: TargetDir;
  /**
   * look into subfolders
   */
  recursive?: boolean;
  /**
   * list the models bound to an ontology term or identifier that contains TERM
   */
  query_ontology?: string;
  bump?: Bump;
  profile?: Profile;
  /**
   * fail when a spec has a finding of this severity or above
   */
  fail_on?: NonNullable<Settings['fail_on']>;
  /**
   * write nothing; fail if a run would change the registry
   */
  check?: boolean;
  /**
   * write nothing; show what a run would do
   */
  dry_run?: boolean;
  /**
   * how many files to read at once, in threads where there are hundreds
   */
  jobs?: number;
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
export interface ShowInput {
  reference: Reference;
  /**
   * show the archived bytes
   */
  source?: boolean;
}
export interface ShowOutput {
  model: ShowModel;
  version: VersionEntry;
  /**
   * the archived bytes, as text
   */
  source?: string;
  /**
   * the file that they were written to, where a face did that
   */
  output?: string;
}
/**
 * the entry of the model, without its versions
 */
export interface ShowModel {
  model_id: Entry['model_id'];
  model_name: string;
  name: string;
  description: Entry['description'];
  gnn_section: Entry['gnn_section'];
  kind: Entry['kind'];
  file_path: string;
  file_size_bytes: Entry['file_size_bytes'];
  hash: Entry['hash'];
  semantic_hash: Entry['semantic_hash'];
  registered_at: Entry['registered_at'];
  created_at: Entry['created_at'];
  updated_at: Entry['updated_at'];
  version: Entry['version'];
  current_version: Entry['current_version'];
  status: Entry['status'];
  lifecycle?: NonNullable<Entry['lifecycle']>;
  tags: Entry['tags'];
  aliases?: NonNullable<Entry['aliases']>;
  annotations?: NonNullable<Entry['annotations']>;
  parents?: NonNullable<Entry['parents']>;
  dependencies?: NonNullable<Entry['dependencies']>;
  metadata: Entry['metadata'];
  health: Entry['health'];
  use?: NonNullable<Entry['use']>;
  file_hash: Entry['file_hash'];
  rolled_back_from?: NonNullable<Entry['rolled_back_from']>;
  foreign?: NonNullable<Entry['foreign']>;
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
export interface UnlinkInput {
  /**
   * a model of the registry
   */
  child: string;
  /**
   * a model, there or not; with @VERSION the links to that one
   */
  parent: string;
  reason?: Reason;
}
export interface VerifyInput {
  /**
   * repair what can be repaired without guessing, and check again
   */
  repair?: boolean;
}
export interface VerifyOutput {
  steps: readonly VerifyStep[];
  /**
   * there is no finding, or none is left
   */
  sound: boolean;
}
/**
 * One step of a verification.
 */
export interface VerifyStep {
  name:
    | 'registry'
    | 'generations'
    | 'audit'
    | 'metadata'
    | 'archives'
    | 'specs'
    | 'folders'
    | 'references';
  /**
   * not done, because there is no registry that can be trusted
   */
  skipped: boolean;
  /**
   * how many things were looked at
   */
  checked: number;
  findings: readonly VerifyFinding[];
  /**
   * what is to be known, and is no fault
   */
  notes: readonly string[];
  /**
   * what a repair did
   */
  repaired: readonly string[];
}
/**
 * Something that is not as the registry says.
 */
export interface VerifyFinding {
  kind:
    | 'registry-missing'
    | 'registry-damaged'
    | 'registry-edited'
    | 'registry-outdated'
    | 'registry-schema'
    | 'backup-damaged'
    | 'summary-damaged'
    | 'generation-damaged'
    | 'generations-missing'
    | 'generation-foreign'
    | 'audit-missing'
    | 'audit-unreadable'
    | 'audit-line'
    | 'audit-elsewhere'
    | 'audit-state'
    | 'metadata-missing'
    | 'metadata-damaged'
    | 'metadata-outdated'
    | 'archive-missing'
    | 'archive-changed'
    | 'archive-outside'
    | 'spec-gone'
    | 'spec-changed'
    | 'spec-unreadable'
    | 'leftover'
    | 'orphaned-folder'
    | 'orphaned-file'
    | 'id-unsafe'
    | 'id-twice'
    | 'file-twice'
    | 'parent-missing'
    | 'lineage-circular'
    | 'version-unknown'
    | 'version-mislabelled'
    | 'content-mismatch';
  /**
   * the file or folder: below the step's output, or as the registry names it
   */
  path: string | null;
  model_id: string | null;
  message: string;
  /**
   * what to do about it
   */
  remedy: string;
  /**
   * a repair can mend it without guessing
   */
  mendable: boolean;
}
export interface VersionsInput {
  id: ModelId;
}
export interface VersionsOutput {
  model_id: string;
  current_version: string;
  /**
   * the newest first
   */
  versions: readonly VersionEntry[];
}

/** The input of each operation, by its name. */
export interface Inputs {
  bump: BumpInput;
  changelog: ChangelogInput;
  dedupe: DedupeInput;
  diff: DiffInput;
  get: GetInput;
  history: HistoryInput;
  lineage: LineageInput;
  link: LinkInput;
  list: ListInput;
  promote: PromoteInput;
  rebuild: RebuildInput;
  rollback: RollbackInput;
  run: RunInput;
  search: SearchInput;
  show: ShowInput;
  stale: StaleInput;
  stats: StatsInput;
  'tag add': TagAddInput;
  'tag list': TagListInput;
  'tag rm': TagRmInput;
  unlink: UnlinkInput;
  verify: VerifyInput;
  versions: VersionsInput;
}

/** What each operation answers, by its name. */
export interface Outputs {
  bump: BumpOutput;
  changelog: ChangelogOutput;
  dedupe: DedupeOutput;
  diff: DiffOutput;
  get: GetOutput;
  history: HistoryOutput;
  lineage: LineageOutput;
  link: LinkOutput;
  list: ListOutput;
  promote: PromoteOutput;
  rebuild: RebuildOutput;
  rollback: RollbackOutput;
  run: RunOutput;
  search: SearchOutput;
  show: ShowOutput;
  stale: StaleOutput;
  stats: StatsOutput;
  'tag add': TagAddOutput;
  'tag list': TagListOutput;
  'tag rm': TagRmOutput;
  unlink: UnlinkOutput;
  verify: VerifyOutput;
  versions: VersionsOutput;
}

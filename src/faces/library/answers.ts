/** What the methods of the library return, by its public names. */
import type { Collected } from '../../domain/maintenance.js';
import type {
  AliasListOutput,
  BindingListOutput,
  BumpModel,
  CheckOutput,
  CompareOutput,
  DescribeOutput,
  DiffOutput,
  ExportListOutput,
  GenerationListGeneration,
  GenerationRestoreOutput,
  GraphOutput,
  HistoryPast,
  ImportOutput,
  LineageOutput,
  RebuildOutput,
  ReportOutput,
  RetentionStatsOutput,
  StatsOutput,
  TagListOutput,
  VariablesVariable,
  VerifyOutput,
  VersionListListedVersion,
} from '../../operations/generated/shapes.js';
import type { EventsFound } from '../../operations/queries/history.js';
import type { Referred } from '../../version/reference.js';

type Item<List extends readonly unknown[]> = List[number];

/** A model, and the version that a reference names. */
export interface ModelInfo extends Referred {}

/** What a check found, and what a run would do. */
export interface CheckedSpecs extends CheckOutput {}

/** The version that a run would give a model of a file, and why. */
export interface ExplainedBump extends BumpModel {}

/** The difference between two versions, and whether the second can replace the first. */
export interface Comparison extends DiffOutput {}

/** Versions side by side. */
export interface ModelComparison extends CompareOutput {}

/** A variable of a version, or a value without a declaration. */
export interface ListedVariable extends VariablesVariable {}

/** The numbers of a registry. */
export interface Statistics extends StatsOutput {}

/** What a version models, in few words. */
export interface ModelDescription extends DescribeOutput {}

/** A picture of a model. */
export interface Picture extends GraphOutput {}

/** What there is in a registry, what changed, and what needs care. */
export interface Report extends ReportOutput {}

/** The relations of a model. */
export interface Lineage extends LineageOutput {}

/** The events of a model, or of all models. */
export interface ModelEvents extends EventsFound {}

/** The models at a point in time. */
export interface PastModels extends HistoryPast {}

/** A tag, and the model or version that has it. */
export interface ListedTag extends Item<TagListOutput['tags']> {}

/** An alias, and the version that it points to. */
export interface ListedAlias extends Item<AliasListOutput['aliases']> {}

/** A file generated from a version. */
export interface ListedExport extends Item<ExportListOutput['exports']> {}

/** A backend or provider that runs a version. */
export interface ListedBinding extends Item<BindingListOutput['bindings']> {}

/** A version of any model, and the facts about it. */
export interface ListedVersion extends VersionListListedVersion {}

/** A state of the registry that is kept. */
export interface KeptGeneration extends GenerationListGeneration {}

/** What the restoring of a kept state changed. */
export interface RestoredGeneration extends GenerationRestoreOutput {}

/** The versions that are kept, packed and deleted. */
export interface RetentionStatistics extends RetentionStatsOutput {}

/** What was removed because nothing refers to it. */
export interface CollectedGarbage extends Pick<Collected, 'garbage' | 'left' | 'removed'> {}

/** What was taken from another registry. */
export interface Imported extends Pick<ImportOutput, 'taken' | 'left'> {}

/** What a verification found and repaired. */
export interface Verification extends VerifyOutput {}

/** What a rebuild recovered. */
export interface Rebuilt extends RebuildOutput {}

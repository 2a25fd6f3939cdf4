import { posix } from 'node:path';
import { hasNoArchive, isFirstArchiveName, versionsFolder } from '../domain/archive-names.js';
import { FILE_START, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import { own } from '../domain/json.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Entry, EntryMetadata, ModelOutcome, VersionEntry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import { laterStamp, stampAfter } from '../domain/stamps.js';
import { option, wording, wordPlainly } from '../domain/wording.js';
import type { VersionPolicy } from './decide.js';
import { checkRequestedBump, decideVersion, listFindings } from './decide.js';
import type { NumberedVersion } from './entry.js';
import {
  createEntry,
  createVersion,
  describeVersion,
  withContent,
  withVersion,
  withoutRollback,
} from './entry.js';
import type { Candidate } from './candidate.js';
import type { Identity } from './identity.js';
import type { OutcomeContext } from './outcome.js';
import { determineOutcome, countFormats, withStep3Findings } from './outcome.js';

/** The circumstances that affect the plan for a model. */
export interface PlanContext extends VersionPolicy, OutcomeContext {
  /** Returns the path of a version's archived bytes, relative to the step's output. */
  readonly archiveOf: (
    version: { readonly id: string; readonly version: string; readonly isFirst: boolean },
    filePath: string,
  ) => string;
  /** The models of the versions that new content supersedes, by model id. */
  readonly previous: ReadonlyMap<string, PreviousModel>;
  /** The profile and rules that the specs were checked with. */
  readonly checkedWith: string;
  /** Permanently deleted models, by id; their version numbers are never reused. */
  readonly purged?: RegistryState['purged'];
}

/** A registered version that new content is compared with. */
export interface PreviousModel {
  /** Null if neither its archived bytes nor its metadata can be read. */
  readonly comparable: ComparableModel | null;
  /** The problem with its archived bytes, including the path; null if there is none. */
  readonly archiveProblem: string | null;
}

/** A model whose files must be written. */
export interface WrittenModel {
  readonly entry: Entry;
  readonly accepted: AcceptedModel;
  readonly diagnostics: Diagnostic[];
  readonly archive: string;
}

/** A refused file, or a refused model of a file, with the findings that refuse it. */
export interface RefusedSource {
  readonly filePath: string;
  readonly reasons: Diagnostic[];
}

/** A model that a run discovered: newly parsed, or unchanged since it was registered. */
export type DiscoveredModel = { readonly candidate: Candidate } & (
  | { readonly accepted: AcceptedModel }
  | {
      readonly accepted: undefined;
      readonly diagnostics: Diagnostic[];
      /** True if its file still has content that was rolled back. */
      readonly isRolledBack: boolean;
    }
);

/** The plan for one model. */
export interface ModelPlan {
  readonly filePath: string;
  readonly diagnostics: Diagnostic[];
  readonly entry?: Entry;
  readonly outcome?: ModelOutcome;
  readonly refused?: RefusedSource;
  readonly written?: WrittenModel;
}

/** Plans one model: its version, its entry and its outcome. */
export function planModel(
  found: DiscoveredModel,
  identity: Identity | undefined,
  context: PlanContext,
): ModelPlan {
  const { part } = found.candidate;
  const { filePath } = found.candidate.source;
  if (identity === undefined) return { filePath, diagnostics: [] };
  if ('refused' in identity) return refuse(found.candidate.source, [identity.refused]);
  const { known } = identity;
  const source = asRegistered(found.candidate.source, known, context);
  if (found.accepted !== undefined) return planAccepted(found.accepted, identity, context);
  if (known === undefined) return { filePath: source.filePath, diagnostics: found.diagnostics };
  if (found.isRolledBack) return planRolledBack(known, source, found.diagnostics, context);
  const formats = countFormats(source, known.metadata.formats_generated, context);
  const isUnchanged =
    known.rolled_back_from === undefined &&
    known.file_path === source.filePath &&
    known.metadata.formats_generated === formats;
  // Most models of a run are unchanged; keeping the same object avoids comparing all their keys.
  const entry = isUnchanged
    ? known
    : {
        ...withoutRollback(known),
        file_path: source.filePath,
        metadata: { ...known.metadata, formats_generated: formats },
      };
  const planned = determineOutcome(entry, known, context, found.diagnostics);
  return part.of === 1 ? withStep3Findings(planned, context) : planned;
}

/** A file keeps the path that it is registered with while that leads to it, relative or absolute. */
function asRegistered(
  source: SourcePath,
  known: Entry | undefined,
  { resolve }: PlanContext,
): SourcePath {
  const path = known?.file_path ?? '';
  return path !== '' && resolve(path) === source.resolvedPath
    ? { ...source, filePath: path }
    : source;
}

function refuse(source: SourcePath, diagnostics: Diagnostic[]): ModelPlan {
  const { filePath } = source;
  return { filePath, diagnostics, refused: { filePath, reasons: diagnostics } };
}

function planAccepted(
  accepted: AcceptedModel,
  identity: Extract<Identity, { id: string }>,
  context: PlanContext,
): ModelPlan {
  const { id, known } = identity;
  const { part } = accepted;
  const source = asRegistered(accepted.source, known, context);
  const { purged = {} } = context;
  if (known !== undefined && isRolledBack(known, accepted.hash)) {
    return planRolledBack(known, source, identity.diagnostics, context);
  }
  const at = accepted.facts.positions.version;
  const current = known?.versions[known.version];
  const isUnchanged = known !== undefined && known.hash === accepted.hash;
  const previous = known === undefined || isUnchanged ? undefined : context.previous.get(id);
  const decision = isUnchanged
    ? keepNumber(known)
    : decideVersion(accepted, known, previous?.comparable ?? null, context, own(purged, id));
  if ('refused' in decision) {
    return refuse(accepted.source, [diagnostic('GNN-E019', at, `${id}: ${decision.refused}`)]);
  }
  const diagnostics = listFindings(accepted, id, decision, identity.diagnostics);
  const archive =
    (isUnchanged ? findOwnArchive(id, current?.source) : undefined) ??
    context.archiveOf(
      { id, version: decision.version, isFirst: hasNoArchive(known?.versions ?? {}) },
      source.filePath,
    );
  const formats = countFormats(source, known?.metadata.formats_generated ?? null, context);
  const { checkedWith } = context;
  const now = known ? stampAfter(known, context.now) : laterStamp(context.now, own(purged, id)?.at);
  const about = { diagnostics, checkedAt: now, checkedWith, formats, archive };
  const content = describeVersion({ ...accepted, source }, about);
  const added = createVersion(content, decision, now);
  const entry =
    known === undefined
      ? createEntry(id, content, added)
      : isUnchanged
        ? refreshVersion(withContent(withoutRollback(known), content), added)
        : withVersion(known, content, added);
  const passing = isUnchanged
    ? reportCorrection(known, entry, context)
    : checkRequestedBump(id, decision, at);
  const planned = determineOutcome(entry, known, context, diagnostics, [
    ...passing,
    ...reportArchiveProblem(known, previous),
  ]);
  return {
    ...(part.of === 1 ? withStep3Findings(planned, context) : planned),
    written: { entry: planned.entry, accepted, diagnostics, archive },
  };
}

/** Unchanged content keeps its number, and the reasons for it. */
function keepNumber(known: Entry): NumberedVersion {
  const { version, versions } = known;
  const { bump, previous, changes, same_content_as } = versions[version] ?? NO_REASONS;
  return { version, bump, previous, changes, same_content_as };
}

const NO_REASONS = { bump: null, previous: null, changes: null, same_content_as: null };

/** Whether a file still has content that was rolled back, so that it is not registered again. */
export function isRolledBack({ rolled_back_from: from }: Entry, hash: string): boolean {
  return from?.hash === hash;
}

function planRolledBack(
  known: Entry,
  source: SourcePath,
  diagnostics: readonly Diagnostic[],
  context: PlanContext,
): ModelPlan {
  const entry = { ...known, file_path: source.filePath };
  const was = known.rolled_back_from?.version ?? '';
  const more =
    known.file_hash === null ? wording`, or roll back with ${option('write_source')}` : '';
  const message = `the file still has the content of ${was}, which was rolled back to what is now ${known.version}; change it${wordPlainly(more)}`;
  const found = known.status === 'deleted' ? [] : diagnostic('GNN-W024', FILE_START, message);
  return determineOutcome(entry, known, context, diagnostics.concat(found));
}

/** Reports a problem with the archive that new content should have been compared with. */
function reportArchiveProblem(
  known: Entry | undefined,
  previous: PreviousModel | undefined,
): Diagnostic[] {
  if (known === undefined || previous === undefined || previous.archiveProblem === null) return [];
  const consequence =
    previous.comparable === null
      ? 'the changes since then are unknown'
      : 'its metadata was compared instead';
  return [diagnostic('GNN-W023', FILE_START, `${previous.archiveProblem}; ${consequence}`)];
}

/** The archive if it is in the model's own folder; an edited registry may name any other path. */
function findOwnArchive(id: string, source: string | null | undefined): string | undefined {
  const { dir, base } = posix.parse(source ?? '');
  const isPlain = base !== '' && !base.startsWith('.') && !/[\\\0]/.test(base);
  const isOwn = dir === versionsFolder(id) || (dir === id && isFirstArchiveName(base));
  return isPlain && isOwn ? `${dir}/${base}` : undefined;
}

/**
 * Brings the current version up to date with what is read in its bytes now, and adds what is missing
 * if another program registered it.
 */
function refreshVersion(entry: Entry, content: VersionEntry): Entry {
  const current = entry.versions[entry.version];
  if (current === undefined) return entry;
  const { formats_generated } = current.metadata;
  const isOurs = current.source !== null;
  if (isOurs && current.hash !== content.hash) return entry;
  const refreshed: VersionEntry = {
    ...current,
    hash: content.hash,
    semantic_hash: content.semantic_hash,
    metadata: isOurs
      ? { ...content.metadata, formats_generated }
      : withValuesOf(current.metadata, content.metadata),
    source: current.source ?? content.source,
  };
  return { ...entry, versions: { ...entry.versions, [entry.version]: refreshed } };
}

/** Keeps what another program said of a version where its spec says nothing. */
function withValuesOf(before: EntryMetadata, read: EntryMetadata): EntryMetadata {
  const given = Object.entries(read).filter(([, value]) => value !== null);
  return { ...read, ...before, ...Object.fromEntries(given) };
}

/** Says that a later release reads other facts in the same bytes, and which. */
function reportCorrection(known: Entry, entry: Entry, { checkedWith }: PlanContext): Diagnostic[] {
  const { checked_with: before } = known.health;
  if (before === null || before === checkedWith) return [];
  const [old, fresh] = [readableFacts(known), readableFacts(entry)];
  const changed = Object.entries(fresh).flatMap(([name, value]) =>
    value === old[name] ? [] : [`${name} ${old[name] ?? '-'} → ${value ?? '-'}`],
  );
  if (changed.length === 0 && known.semantic_hash === entry.semantic_hash) return [];
  const what = changed.length === 0 ? 'other facts' : changed.join(', ');
  const message = `${entry.model_id} ${entry.version}: its unchanged bytes are read differently now (${what}); the entry is corrected, and no version is made`;
  return [diagnostic('GNN-I021', FILE_START, message)];
}

/** The facts of an entry that a person can compare. */
function readableFacts({
  model_name,
  kind,
  metadata,
}: Entry): Record<string, string | number | null> {
  const { variables, connections, edges, parameters, ontology_terms } = metadata;
  return {
    name: model_name,
    kind,
    variables,
    connections,
    edges,
    parameters,
    'ontology terms': ontology_terms,
  };
}

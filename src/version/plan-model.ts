import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START, byPosition, diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Entry, ModelOutcome, PurgedModel, VersionEntry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import type { VersionPolicy } from './decide.js';
import { decideVersion, remarksOn, remarksOnWish } from './decide.js';
import type { Content, Numbered } from './entry.js';
import {
  healthOf,
  metadataOf,
  newEntry,
  versionEntry,
  withContent,
  withVersion,
  withoutRollback,
} from './entry.js';
import type { Candidate, Identity } from './identity.js';
import type { OutcomeContext } from './outcome.js';
import { finish, formatsOf, withCounts } from './outcome.js';

/** What decides about a model besides itself and what is known of it. */
export interface PlanContext extends VersionPolicy, OutcomeContext {
  /** The path of the archived bytes of a version, below the step's output. */
  readonly archiveOf: (id: string, version: string, filePath: string) => string;
  /** The models of the versions that new content follows, by model id. */
  readonly previous: ReadonlyMap<string, PreviousModel>;
  /** Profile and rules that the specs were checked with. */
  readonly checkedWith: string;
  /** Models that were deleted for good, by their ids: none of their numbers is given again. */
  readonly purged?: RegistryState['purged'];
}

/** What is left of a registered version to compare new content with. */
export interface PreviousModel {
  /** Null where neither its archived bytes nor its metadata can be read. */
  readonly comparable: ComparableModel | null;
  /** What is wrong with its archived bytes, naming the file; null where nothing is. */
  readonly trouble: string | null;
}

/** A model whose files have to be written. */
export interface WrittenModel {
  readonly entry: Entry;
  readonly accepted: AcceptedModel;
  readonly diagnostics: Diagnostic[];
  readonly archive: string;
}

/** A file, or a model of a file, that is not registered, and the findings that refuse it. */
export interface RefusedSource {
  readonly filePath: string;
  readonly reasons: Diagnostic[];
}

/** One model that a run found: parsed anew, or the same as in the registry. */
export type FoundModel = { readonly candidate: Candidate } & (
  | { readonly accepted: AcceptedModel }
  | {
      readonly accepted: undefined;
      readonly diagnostics: Diagnostic[];
      /** Its file still has the content that was rolled back. */
      readonly isRolledBack: boolean;
    }
);

/** What becomes of one model. */
export interface ModelStep {
  readonly filePath: string;
  readonly diagnostics: Diagnostic[];
  readonly entry?: Entry;
  readonly outcome?: ModelOutcome;
  readonly refused?: RefusedSource;
  readonly written?: WrittenModel;
}

/** Plans one model: its version, its entry, and what happened to it. */
export function planModel(
  found: FoundModel,
  identity: Identity | undefined,
  context: PlanContext,
): ModelStep {
  const { source, part } = found.candidate;
  if (identity === undefined) return { filePath: source.filePath, diagnostics: [] };
  if ('refused' in identity) return refuse(source, [identity.refused]);
  const { known } = identity;
  if (found.accepted !== undefined) return planAccepted(found.accepted, identity, context);
  if (known === undefined) return { filePath: source.filePath, diagnostics: found.diagnostics };
  if (found.isRolledBack) return planRolledBack(known, source, found.diagnostics, context);
  const formats = formatsOf(source, known.metadata.formats_generated, context);
  const stays =
    known.rolled_back_from === undefined &&
    known.file_path === source.filePath &&
    known.metadata.formats_generated === formats;
  // Of most models of a run nothing is new: they need no look at each of their keys.
  const entry = stays
    ? known
    : {
        ...withoutRollback(known),
        file_path: source.filePath,
        metadata: { ...known.metadata, formats_generated: formats },
      };
  return withCounts(finish(entry, known, context, found.diagnostics), part.of === 1, context);
}

function refuse(source: SourcePath, diagnostics: Diagnostic[]): ModelStep {
  const { filePath } = source;
  return { filePath, diagnostics, refused: { filePath, reasons: diagnostics } };
}

function planAccepted(
  accepted: AcceptedModel,
  identity: Extract<Identity, { id: string }>,
  context: PlanContext,
): ModelStep {
  const { id, known } = identity;
  const { source, part } = accepted;
  if (known !== undefined && isRolledBack(known, accepted.hash)) {
    return planRolledBack(known, source, identity.diagnostics, context);
  }
  const at = accepted.facts.positions.version;
  const current = known?.versions[known.version];
  const stays = known !== undefined && known.hash === accepted.hash;
  const previous = known === undefined || stays ? undefined : context.previous.get(id);
  const decision = stays
    ? keptNumber(known)
    : decideVersion(
        accepted,
        known,
        previous?.comparable ?? null,
        context,
        purgedModel(id, context),
      );
  if ('refused' in decision) {
    return refuse(source, [diagnostic('GNN-E019', at, `${id}: ${decision.refused}`)]);
  }
  const remarks = remarksOn(accepted, id, decision, at);
  const diagnostics = [...accepted.diagnostics, ...identity.diagnostics, ...remarks];
  diagnostics.sort(byPosition);
  const archive =
    (stays ? ownArchive(id, current?.source) : undefined) ??
    context.archiveOf(id, decision.version, source.filePath);
  const formats = formatsOf(source, known?.metadata.formats_generated ?? null, context);
  const content: Content = {
    source,
    hash: accepted.hash,
    semanticHash: accepted.semanticHash,
    fileHash: accepted.fileHash,
    sizeBytes: accepted.sizeBytes,
    facts: accepted.facts,
    metadata: metadataOf(accepted.facts, formats),
    health: healthOf(diagnostics, context.now, context.checkedWith),
    archive,
  };
  const added = versionEntry(content, decision, context.now);
  const entry =
    known === undefined
      ? newEntry(id, content, added)
      : stays
        ? filledIn(withContent(withoutRollback(known), content), added)
        : withVersion(known, content, added);
  const passing = stays ? [] : remarksOnWish(id, decision, at);
  const step = finish(entry, known, context, diagnostics, [
    ...passing,
    ...archiveRemarks(known, previous),
  ]);
  return {
    ...withCounts(step, part.of === 1, context),
    written: { entry: step.entry, accepted, diagnostics, archive },
  };
}

function purgedModel(id: string, { purged = {} }: PlanContext): PurgedModel | undefined {
  return Object.hasOwn(purged, id) ? purged[id] : undefined;
}

/** Content that stays keeps its number, and the reasons for it. */
function keptNumber(known: Entry): Numbered {
  const { version } = known;
  // A registry of the release before does not say them.
  const {
    bump,
    previous = null,
    changes = null,
    same_content_as = null,
  } = known.versions[version] ?? NO_REASONS;
  return { version, bump, previous, changes, same_content_as };
}

const NO_REASONS = { bump: null, previous: null, changes: null, same_content_as: null };

/** The file still holds what was rolled back: it is not registered again. */
export function isRolledBack({ rolled_back_from: from }: Entry, hash: string): boolean {
  return from?.hash === hash;
}

function planRolledBack(
  known: Entry,
  source: SourcePath,
  diagnostics: readonly Diagnostic[],
  context: PlanContext,
): ModelStep {
  const entry = { ...known, file_path: source.filePath };
  const was = known.rolled_back_from?.version ?? '';
  const message = `the file still has the content of ${was}, which was rolled back to what is now ${known.version}; change it${known.file_hash === null ? ', or roll back with --write-source' : ''}`;
  const found = known.status === 'deleted' ? [] : diagnostic('GNN-W024', FILE_START, message);
  return finish(entry, known, context, diagnostics.concat(found));
}

/** What was wrong with the archive that new content was compared with. */
function archiveRemarks(
  known: Entry | undefined,
  previous: PreviousModel | undefined,
): Diagnostic[] {
  if (known === undefined || previous === undefined || previous.trouble === null) return [];
  const how =
    previous.comparable === null
      ? 'what changed since is not known'
      : 'the change was taken from its metadata';
  return [diagnostic('GNN-W023', FILE_START, `${previous.trouble}; ${how}`)];
}

/** An archive below the model's own folder; a registry that was edited may name any other place. */
function ownArchive(id: string, source: string | null | undefined): string | undefined {
  const name = source?.startsWith(`${id}/versions/`) ? source.slice(`${id}/versions/`.length) : '';
  return name === '' || name.startsWith('.') || /[/\\\0]/.test(name)
    ? undefined
    : `${id}/versions/${name}`;
}

/** What another program registered gets what it lacks; what was said stays. */
function filledIn(entry: Entry, content: VersionEntry): Entry {
  const current = entry.versions[entry.version];
  if (current === undefined || current.source !== null) return entry;
  const filled: VersionEntry = {
    ...current,
    hash: content.hash,
    semantic_hash: content.semantic_hash,
    metadata: content.metadata,
    source: content.source,
  };
  return { ...entry, versions: { ...entry.versions, [entry.version]: filled } };
}

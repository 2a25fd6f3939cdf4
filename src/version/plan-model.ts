import { declaredVersion } from '../domain/describe.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { FILE_START, byPosition, diagnostic, quote } from '../domain/diagnostics.js';
import type {
  AcceptedModel,
  BumpLevel,
  Entry,
  ModelOutcome,
  Position,
  SourcePath,
  Step3Counts,
  VersionEntry,
} from '../domain/model.js';
import type { Content } from './entry.js';
import { healthOf, metadataOf, newEntry, versionEntry, withContent, withVersion } from './entry.js';
import type { Candidate, Identity } from './identity.js';
import { nextVersion, remarkOn, validVersion } from './next-version.js';

/** What decides about a model besides itself and what is known of it. */
export interface PlanContext {
  /** The absolute path of an entry's file. */
  readonly resolve: (filePath: string) => string;
  /** The path of the archived bytes of a version, below the step's output. */
  readonly archiveOf: (id: string, version: string, filePath: string) => string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  readonly bump: BumpLevel;
  readonly autoVersion: boolean;
  /** Profile and rules that the specs were checked with. */
  readonly checkedWith: string;
  /** By absolute path; undefined where step 3 has no results at all. */
  readonly step3: ReadonlyMap<string, Step3Counts> | undefined;
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
  | { readonly accepted: undefined; readonly diagnostics: Diagnostic[] }
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
  const formats = formatsOf(source, known.metadata.formats_generated, context);
  const entry = {
    ...known,
    file_path: source.filePath,
    metadata: { ...known.metadata, formats_generated: formats },
  };
  return finish(entry, known, found.diagnostics, context, undefined, part.of === 1);
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
  const { source, model } = accepted;
  const declared = declaredVersion(model);
  const versionAt = placeOf(accepted, 'version');
  const remarks = [...identity.diagnostics, ...noVersion(declared, versionAt)];
  const isSame = known !== undefined && known.hash === accepted.hash;
  const next = isSame
    ? { version: known.version, bump: null }
    : nextVersion({
        current: known?.version ?? null,
        used: new Set(Object.keys(known?.versions ?? {})),
        declared,
        bump: context.bump,
        autoVersion: context.autoVersion,
      });
  if ('refused' in next) {
    return refuse(source, [diagnostic('GNN-E019', versionAt, `${id}: ${next.refused}`)]);
  }
  const bump = isSame ? (known.versions[known.version]?.bump ?? null) : next.bump;
  const remark = remarkOn(declared, { version: next.version, bump });
  if (remark !== null) remarks.push(diagnostic('GNN-W020', versionAt, remark));
  const diagnostics = [...accepted.diagnostics, ...remarks].toSorted(byPosition);
  const formats = formatsOf(source, known?.metadata.formats_generated ?? null, context);
  const archive =
    (isSame ? ownArchive(id, known.versions[known.version]?.source) : undefined) ??
    context.archiveOf(id, next.version, source.filePath);
  const content: Content = {
    source,
    hash: accepted.hash,
    semanticHash: accepted.semanticHash,
    fileHash: accepted.fileHash,
    sizeBytes: accepted.bytes.length,
    model,
    metadata: metadataOf(model, formats),
    health: healthOf(diagnostics, context.now, context.checkedWith),
    archive,
  };
  const added = versionEntry(content, next.version, next.bump, context.now);
  const entry =
    known === undefined
      ? newEntry(id, content, added)
      : isSame
        ? filledIn(withContent(known, content), added)
        : withVersion(known, content, added);
  return finish(entry, known, diagnostics, context, { accepted, archive }, accepted.part.of === 1);
}

/** An archive below the model's own folder; a registry that was edited may name any other place. */
function ownArchive(id: string, source: string | null | undefined): string | undefined {
  const name = source?.startsWith(`${id}/versions/`) ? source.slice(`${id}/versions/`.length) : '';
  return name === '' || name.startsWith('.') || /[/\\\0]/.test(name)
    ? undefined
    : `${id}/versions/${name}`;
}

/** Where a key of the front matter or a field of the signature stands. */
export function placeOf({ frontMatterKeys, model }: AcceptedModel, key: string): Position {
  const field = model.signature?.fields.find((it) => it.name.toLowerCase() === key);
  return frontMatterKeys.get(key) ?? field ?? FILE_START;
}

function noVersion(declared: string | null, at: Position): Diagnostic[] {
  if (declared === null || validVersion(declared) !== null) return [];
  const message = `the declared version ${quote(declared)} is no semantic version such as 1.0.0 and is not used`;
  return [diagnostic('GNN-I009', at, message)];
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

/** Names what happened to an entry; one that says the same as before stays as it is. */
function finish(
  planned: Entry,
  known: Entry | undefined,
  diagnostics: Diagnostic[],
  context: PlanContext,
  content: { accepted: AcceptedModel; archive: string } | undefined,
  isOnly: boolean,
): ModelStep {
  const outcome = outcomeOf(planned, known);
  const entry = outcome === 'updated' ? { ...planned, updated_at: context.now } : planned;
  const kept = outcome === 'unchanged' && known !== undefined ? untouched(planned, known) : entry;
  return {
    filePath: kept.file_path,
    // What step 3 counted is no finding about the spec, and so no part of its metadata.
    diagnostics: [...diagnostics, ...(isOnly ? compareCounts(kept, context) : [])],
    entry: kept,
    outcome: {
      model_id: kept.model_id,
      file_path: kept.file_path,
      previous_file_path:
        known === undefined || known.file_path === kept.file_path ? null : known.file_path,
      outcome,
      version: kept.version,
      previous_version: known?.version ?? null,
      health: kept.health.status,
    },
    ...(content === undefined ? {} : { written: { entry: kept, diagnostics, ...content } }),
  };
}

function outcomeOf(planned: Entry, known: Entry | undefined): ModelOutcome['outcome'] {
  if (known === undefined) return 'new_model';
  if (planned.version !== known.version) return 'new_version';
  return saysTheSame(planned, known) ? 'unchanged' : 'updated';
}

/** Of an unchanged model of several in a file, only the hash of the whole file may be new. */
function untouched(planned: Entry, known: Entry): Entry {
  return planned.file_hash === known.file_hash ? known : { ...known, file_hash: planned.file_hash };
}

/** Whether two states of an entry differ in nothing but when they were looked at. */
function saysTheSame(planned: Entry, known: Entry): boolean {
  const { file_hash, health } = known;
  const { checked_at } = health;
  return (
    JSON.stringify({ ...planned, file_hash, health: { ...planned.health, checked_at } }) ===
    JSON.stringify(known)
  );
}

function formatsOf(source: SourcePath, before: number | null, context: PlanContext): number | null {
  if (context.step3 === undefined) return before;
  return context.step3.get(source.resolvedPath)?.formatsGenerated ?? before;
}

/** Where step 3 counted other numbers for a file of one model, both are told. */
function compareCounts(
  { file_path, file_hash, metadata }: Entry,
  context: PlanContext,
): Diagnostic[] {
  const counts = file_hash === null ? context.step3?.get(context.resolve(file_path)) : undefined;
  if (counts === undefined) return [];
  return (['variables', 'connections'] as const).flatMap((what) => {
    const [theirs, ours] = [counts[what], metadata[what]];
    if (theirs === null || ours === null || theirs === ours) return [];
    return [
      diagnostic('GNN-I004', FILE_START, `step 3 counted ${theirs} ${what}, this step ${ours}`),
    ];
  });
}

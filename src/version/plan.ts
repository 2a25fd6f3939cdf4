import type { Diagnostic } from '../domain/diagnostics.js';
import { byPosition, diagnostic, quote } from '../domain/diagnostics.js';
import { declaredVersion, textOf } from '../domain/describe.js';
import type {
  AcceptedModel,
  Assessment,
  BumpLevel,
  Entry,
  ModelOutcome,
  Position,
  Refusal,
  RegistryState,
  SourcePath,
  VersionEntry,
} from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import type { Content } from './entry.js';
import { healthOf, metadataOf, newEntry, versionEntry, withContent, withVersion } from './entry.js';
import type { Candidate, Identity } from './identity.js';
import { assignIds } from './identity.js';
import { nextVersion, remarkOn, validVersion } from './next-version.js';

/** What step 3 reported of a file. */
export interface Step3Counts {
  readonly formatsGenerated: number;
  readonly variables: number | null;
  readonly connections: number | null;
}

/** Everything that decides what a run does: no disk, no clock, no environment. */
export interface PlanInput {
  readonly state: RegistryState;
  /** In path order. */
  readonly assessments: readonly Assessment[];
  readonly resolve: (filePath: string) => string;
  readonly isGone: (entry: Entry) => boolean;
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

/** What a run would do. */
export interface Plan {
  readonly state: RegistryState;
  /** The registry would differ from the one before. */
  readonly changed: boolean;
  /** Every model of the run, in path order. */
  readonly outcomes: ModelOutcome[];
  readonly refused: RefusedSource[];
  readonly skipped: string[];
  /** Registered models whose file is gone, or holds them no longer. */
  readonly missing: Entry[];
  readonly written: WrittenModel[];
  readonly diagnostics: { readonly filePath: string; readonly diagnostics: Diagnostic[] }[];
}

/** Plans a run: which model each file is, its version, and the registry after it. */
export function planRun(input: PlanInput): Plan {
  const { assessments, state } = input;
  const found = assessments.flatMap((it) => modelsOf(it, state));
  const identities = assignIds(
    found.map((it) => it.candidate),
    { entries: [...state.models.values()], resolve: input.resolve, isGone: input.isGone },
  );
  const steps = found.map((it, index) => planModel(it, identities[index], input));
  const models = new Map(state.models);
  for (const step of steps)
    if (step.entry !== undefined) models.set(step.entry.model_id, step.entry);
  const claimed = new Set(identities.map((it) => ('id' in it ? it.id : undefined)));
  const whole = new Set(assessments.filter(isWhole).map((it) => it.source.resolvedPath));
  const changed = steps.some(
    ({ entry }) => entry !== undefined && entry !== state.models.get(entry.model_id),
  );
  return {
    state: changed ? { generation: state.generation + 1, updatedAt: input.now, models } : state,
    changed,
    outcomes: steps.flatMap(({ outcome }) => outcome ?? []),
    refused: [
      ...assessments.flatMap((it) => {
        const refusal = refusalOf(it);
        return refusal === null ? [] : { filePath: it.source.filePath, reasons: refusal.reasons };
      }),
      ...steps.flatMap(({ refused }) => refused ?? []),
    ].toSorted((a, b) => byCodeUnit(a.filePath, b.filePath)),
    skipped: assessments.flatMap((it) => (it.state === 'skipped' ? it.source.filePath : [])),
    missing: [...state.models.values()].filter(
      (entry) =>
        entry.status !== 'deleted' &&
        entry.file_path !== '' &&
        !claimed.has(entry.model_id) &&
        (input.isGone(entry) || whole.has(input.resolve(entry.file_path))),
    ),
    written: steps.flatMap(({ written }) => written ?? []),
    diagnostics: [
      ...assessments.flatMap((it) => {
        const refusal = refusalOf(it);
        return refusal === null
          ? []
          : { filePath: it.source.filePath, diagnostics: refusal.diagnostics };
      }),
      ...steps.map(({ filePath, diagnostics }) => ({ filePath, diagnostics })),
    ].filter((it) => it.diagnostics.length > 0),
  };
}

/** One model that a run found: parsed anew, or the same as in the registry. */
type FoundModel = { readonly candidate: Candidate } & (
  | { readonly accepted: AcceptedModel }
  | { readonly accepted: undefined; readonly diagnostics: Diagnostic[] }
);

function modelsOf(assessment: Assessment, state: RegistryState): FoundModel[] {
  if (assessment.state === 'accepted') {
    return assessment.models.map((accepted) => ({ candidate: candidateOf(accepted), accepted }));
  }
  if (assessment.state !== 'unchanged') return [];
  return assessment.models.map(({ modelId, diagnostics }, index) => {
    const entry = state.models.get(modelId);
    return {
      accepted: undefined,
      diagnostics,
      candidate: {
        source: assessment.source,
        hash: entry?.hash ?? '',
        part: { index, of: assessment.models.length },
        gnnSection: entry?.gnn_section ?? null,
        requestedId: null,
        requestedAt: START,
      },
    };
  });
}

function candidateOf(accepted: AcceptedModel): Candidate {
  const { source, hash, part, model } = accepted;
  return {
    source,
    hash,
    part,
    gnnSection: model.gnn_section,
    requestedId: textOf(model.front_matter?.['model_id']),
    requestedAt: placeOf(accepted, 'model_id'),
  };
}

/** Every model of the file is registered: one that is not among them is no longer in it. */
function isWhole(assessment: Assessment): boolean {
  return (
    assessment.state === 'unchanged' ||
    (assessment.state === 'accepted' && assessment.refusal === null)
  );
}

function refusalOf(assessment: Assessment): Refusal | null {
  return assessment.state === 'refused' || assessment.state === 'accepted'
    ? assessment.refusal
    : null;
}

/** What becomes of one model. */
interface ModelStep {
  readonly filePath: string;
  readonly diagnostics: Diagnostic[];
  readonly entry?: Entry;
  readonly outcome?: ModelOutcome;
  readonly refused?: RefusedSource;
  readonly written?: WrittenModel;
}

function planModel(found: FoundModel, identity: Identity | undefined, input: PlanInput): ModelStep {
  const { source } = found.candidate;
  if (identity === undefined) return { filePath: source.filePath, diagnostics: [] };
  if ('refused' in identity) return refuse(source, [identity.refused]);
  const { known } = identity;
  if (found.accepted !== undefined) return planAccepted(found.accepted, identity, input);
  if (known === undefined) return { filePath: source.filePath, diagnostics: found.diagnostics };
  const formats = formatsOf(source, known.metadata.formats_generated, input);
  const entry = {
    ...known,
    file_path: source.filePath,
    metadata: { ...known.metadata, formats_generated: formats },
  };
  return finish(entry, known, found.diagnostics, input, undefined);
}

function refuse(source: SourcePath, diagnostics: Diagnostic[]): ModelStep {
  const { filePath } = source;
  return { filePath, diagnostics, refused: { filePath, reasons: diagnostics } };
}

function planAccepted(
  accepted: AcceptedModel,
  identity: Extract<Identity, { id: string }>,
  input: PlanInput,
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
        bump: input.bump,
        autoVersion: input.autoVersion,
      });
  if ('refused' in next) {
    return refuse(source, [diagnostic('GNN-E019', versionAt, `${id}: ${next.refused}`)]);
  }
  const bump = isSame ? (known.versions[known.version]?.bump ?? null) : next.bump;
  const remark = remarkOn(declared, { version: next.version, bump });
  if (remark !== null) remarks.push(diagnostic('GNN-W020', versionAt, remark));
  const diagnostics = [...accepted.diagnostics, ...remarks].toSorted(byPosition);
  const formats = formatsOf(source, known?.metadata.formats_generated ?? null, input);
  const archive =
    (isSame ? known.versions[known.version]?.source : null) ??
    input.archiveOf(id, next.version, source.filePath);
  const content: Content = {
    source,
    hash: accepted.hash,
    semanticHash: accepted.semanticHash,
    fileHash: accepted.fileHash,
    sizeBytes: accepted.bytes.length,
    model,
    metadata: metadataOf(model, formats),
    health: healthOf(diagnostics, input.now, input.checkedWith),
    archive,
  };
  const added = versionEntry(content, next.version, next.bump, input.now);
  const entry =
    known === undefined
      ? newEntry(id, content, added)
      : isSame
        ? filledIn(withContent(known, content), added)
        : withVersion(known, content, added);
  return finish(entry, known, diagnostics, input, { accepted, archive });
}

const START = { line: 1, column: 1 };

/** Where a key of the front matter or a field of the signature stands. */
function placeOf({ frontMatterKeys, model }: AcceptedModel, key: string): Position {
  const field = model.signature?.fields.find((it) => it.name.toLowerCase() === key);
  return frontMatterKeys.get(key) ?? field ?? START;
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
  input: PlanInput,
  content: { accepted: AcceptedModel; archive: string } | undefined,
): ModelStep {
  const outcome = outcomeOf(planned, known);
  const entry = outcome === 'updated' ? { ...planned, updated_at: input.now } : planned;
  const kept = outcome === 'unchanged' && known !== undefined ? untouched(planned, known) : entry;
  return {
    filePath: kept.file_path,
    // What step 3 counted is no finding about the spec, and so no part of its metadata.
    diagnostics: [...diagnostics, ...compareCounts(kept, input)],
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

function formatsOf(source: SourcePath, before: number | null, input: PlanInput): number | null {
  if (input.step3 === undefined) return before;
  return input.step3.get(source.resolvedPath)?.formatsGenerated ?? before;
}

/** Where step 3 counted other numbers for a file of one model, both are told. */
function compareCounts({ file_path, file_hash, metadata }: Entry, input: PlanInput): Diagnostic[] {
  const counts = file_hash === null ? input.step3?.get(input.resolve(file_path)) : undefined;
  if (counts === undefined) return [];
  return (['variables', 'connections'] as const).flatMap((what) => {
    const [theirs, ours] = [counts[what], metadata[what]];
    if (theirs === null || ours === null || theirs === ours) return [];
    return [diagnostic('GNN-I004', START, `step 3 counted ${theirs} ${what}, this step ${ours}`)];
  });
}

/**
 * The stages for changed specs: text → spec → verdict. Loaded on demand, so that a run without changes
 * does not load the Markdown parser, the YAML parser and the schema validator.
 */
import { sha256 } from '../domain/canonical.js';
import { FILE_START, byPosition, diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { Severity } from '../domain/catalogue.js';
import { extractFacts } from '../domain/facts.js';
import { withKnownLineEnds } from '../domain/line-ends.js';
import { DEFAULT_LIMITS, type Limits } from '../domain/limits.js';
import type { AcceptedModel, Assessment, Refusal } from '../domain/assessment.js';
import type { Place } from '../domain/places.js';
import type { ParsedFile, Source, Spec } from '../domain/spec.js';
import { emitModel } from '../emit/metadata.js';
import { parseSpec } from '../gnn/index.js';
import { decodeText } from '../read.js';
import { validateSpec, type ValidationOptions, type Verdict } from '../validate/index.js';
import { splitBytes } from './split-models.js';
import { toSemanticForm, semanticHash } from '../version/semantic-form.js';

/** Findings about documents that are no specs. */
const UNREAD: ReadonlySet<string> = new Set(['GNN-W033', 'GNN-I015']);

/** Parses and validates a spec file; any fault in it becomes part of the result. */
export function assessSource(
  source: Source,
  options: ValidationOptions,
  limits: Limits = DEFAULT_LIMITS,
): Assessment {
  const path = getPath(source);
  const text = decodeText(source.bytes);
  if (text === undefined) {
    const found = [reportNoText()];
    return { state: 'refused', source: path, refusal: { reasons: found, diagnostics: found } };
  }
  return assessFile(source, readText(text, options, limits));
}

/** A spec file that was parsed and validated. */
export interface ReadFile {
  readonly file: ParsedFile;
  /** The models that may be registered. */
  readonly accepted: readonly ReadModel[];
  readonly refused: readonly ReadModel[];
  /** Why models, or the whole file, are refused; null if nothing is. */
  readonly refusal: Refusal | null;
  /** Findings about a document that is not a spec. */
  readonly unread: readonly Diagnostic[];
}

/** A model of a file, with its findings. */
interface ReadModel {
  readonly spec: Spec;
  readonly verdict: Verdict;
  /** The findings, up to the limit. */
  readonly diagnostics: Diagnostic[];
}

/**
 * Parses and validates the text of a spec file.
 *
 * @param places - receives where the words of the spec are
 */
export function readText(
  text: string,
  options: ValidationOptions,
  limits: Limits = DEFAULT_LIMITS,
  places?: Place[],
): ReadFile {
  const file = parseSpec(text, limits, places);
  if (!file.isSpec) {
    const unread = file.diagnostics.filter(({ code }) => UNREAD.has(code));
    return { file, accepted: [], refused: [], refusal: null, unread };
  }
  const limit = (found: Diagnostic[]): Diagnostic[] => limitFindings(found, limits.diagnostics);
  const models = file.specs.map((spec): ReadModel => {
    const verdict = validateSpec(spec, options);
    return { spec, verdict, diagnostics: limit(verdict.diagnostics) };
  });
  const fatal = file.diagnostics.filter((it) => it.severity === 'error');
  const accepted = fatal.length > 0 ? [] : models.filter(({ verdict }) => verdict.accepted);
  const refused = models.filter(({ verdict }) => fatal.length > 0 || !verdict.accepted);
  if (accepted.length > 0 && refused.length === 0) {
    return { file, accepted, refused, refusal: null, unread: [] };
  }
  const refusal = {
    reasons: limit([...fatal, ...refused.flatMap(({ verdict }) => verdict.refusedBy)]),
    diagnostics: limit([
      ...file.diagnostics,
      ...refused.flatMap(({ verdict }) => verdict.diagnostics),
    ]),
  };
  return { file, accepted, refused, refusal, unread: [] };
}

/** The findings about a file and its models, apart from those that depend on a registry. */
export function findingsOf({ accepted, refusal, unread }: ReadFile): Diagnostic[] {
  return [
    ...unread,
    ...accepted.flatMap(({ diagnostics }) => diagnostics),
    ...(refusal?.diagnostics ?? []),
  ].sort(byPosition);
}

/** The assessment of a file that was parsed and validated. */
export function assessFile(source: Source, read: ReadFile): Assessment {
  const path = getPath(source);
  const { file, accepted, refused, refusal, unread } = read;
  if (!file.isSpec) {
    return {
      state: 'skipped',
      source: path,
      ...(unread.length > 0 && { diagnostics: [...unread] }),
    };
  }
  if (accepted.length === 0 && refusal !== null) return { state: 'refused', source: path, refusal };
  const parts = splitBytes(source.bytes, file);
  return {
    state: 'accepted',
    source: path,
    models: accepted.map(({ spec, diagnostics }) =>
      toAcceptedModel(source, file, spec, diagnostics, refused.length === 0, parts),
    ),
    refusal,
  };
}

/** The finding about a file that is not UTF-8. */
export function reportNoText(): Diagnostic {
  const message =
    'the file is not UTF-8 text; save it as UTF-8, or give a binary file another extension';
  return diagnostic('GNN-E010', FILE_START, message);
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Keeps the most severe findings up to a limit, in the order of the file, and counts the rest. */
function limitFindings(diagnostics: Diagnostic[], limit: number): Diagnostic[] {
  if (diagnostics.length <= limit) return diagnostics;
  const kept = SEVERITIES.flatMap((it) => diagnostics.filter(({ severity }) => severity === it));
  const dropped = diagnostics.length - limit;
  const message = `${dropped} more findings are not reported; correct the reported ones first`;
  return [...kept.slice(0, limit).sort(byPosition), diagnostic('GNN-I011', FILE_START, message)];
}

/** Returns the path without the bytes, which need not be kept for every file of a run. */
function getPath({ filePath, relativePath, resolvedPath }: Source): AcceptedModel['source'] {
  return { filePath, relativePath, resolvedPath };
}

function toAcceptedModel(
  source: Source,
  file: ParsedFile,
  spec: Spec,
  diagnostics: Diagnostic[],
  isWhole: boolean,
  parts: readonly Uint8Array[],
): AcceptedModel {
  const of = file.specs.length;
  const index = file.specs.indexOf(spec);
  const part = parts[index] ?? source.bytes;
  // Of a file with several models, some may be unchanged but for their line ends.
  const { bytes, hash } =
    of === 1
      ? source
      : (withKnownLineEnds(part, source.known ?? []) ?? { bytes: part, hash: sha256(part) });
  const { model, values } = spec;
  const form = toSemanticForm(model);
  return {
    source: getPath(source),
    facts: extractFacts(spec),
    contents: { bytes, text: emitModel(model) },
    comparable: { model, values, form },
    sizeBytes: bytes.length,
    hash,
    semanticHash: semanticHash(form),
    // A file with a refused model is assessed again in every run, so that the refusal is reported again.
    fileHash: of > 1 && isWhole ? source.hash : null,
    part: { index, of },
    diagnostics,
  };
}

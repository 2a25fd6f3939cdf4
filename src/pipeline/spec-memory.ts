/**
 * Remembers what was read of spec files, so that one that looks as it did then is not read again. That is
 * trusted as git trusts size and times of a file; `--rehash` and `--check` read all.
 */
import { CATALOGUE } from '../domain/catalogue.js';
import type { Assessment, Refusal } from '../domain/assessment.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { isObject } from '../domain/json.js';
import type { Entry } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import type { FileLook, SourcePath } from '../domain/spec.js';
import { lookAt } from '../files/look.js';
import type { FoundOfModel, SeenSpec, SpecNote, Store } from '../store/port.js';
import { describeCheck, OF_THE_MOMENT } from './check-fingerprint.js';
import type { ReadSpec } from './read-specs.js';

/** What is remembered of spec files. */
export interface SpecMemory {
  /** What was noted of a file, if it looks as it did then. To be asked before the file is read. */
  readonly recall: (path: SourcePath) => SpecNote | undefined;
  readonly note: (path: SourcePath, note: SpecNote) => void;
  readonly lookAtMetadata: (id: string) => string | undefined;
  /** Keeps the notes, unless nothing is new. */
  readonly keep: () => Promise<void>;
}

/** Opens the memory of a run; undefined for one that reads all files, or leaves nothing behind. */
export async function openSpecMemory({
  options,
  env,
  store,
}: {
  readonly options: StepOptions;
  readonly env: Pick<Environment, 'elapsed'>;
  readonly store: Store;
}): Promise<SpecMemory | undefined> {
  const { specMemory: memory } = store;
  const isUsed = options.mode === 'write' && options.queryOntology === null && !options.rehash;
  if (memory === undefined || !isUsed) return undefined;
  const began = env.elapsed();
  const key = `${describeCheck(options)} ${options.settings.max_file_size}`;
  const known = await memory.read(key);
  const looks = new Map<string, FileLook | undefined>();
  const seen = new Map<string, SeenSpec>();
  let isNew = false;
  return {
    recall: ({ resolvedPath }) => {
      const look = looks.get(resolvedPath) ?? lookAt(resolvedPath);
      looks.set(resolvedPath, look);
      const note = known.get(resolvedPath);
      return note?.look === look?.look ? note : undefined;
    },
    note: ({ resolvedPath }, note) => {
      const look = looks.get(resolvedPath);
      if (look === undefined) return;
      const isRead = note !== known.get(resolvedPath);
      // A link or a folder may have put another file in its place before it was read.
      if (isRead && lookAt(resolvedPath)?.look !== look.look) return;
      isNew ||= isRead;
      seen.set(resolvedPath, { ...note, ...look });
    },
    lookAtMetadata: memory.lookAtMetadata,
    keep: async () => {
      if (isNew || seen.size !== known.size) await memory.write(key, seen, env.elapsed() - began);
    },
  };
}

/** What is to be noted of a file that was read; undefined if reading it again may end otherwise. */
export function toNote({ hash, assessment }: ReadSpec): SpecNote | undefined {
  if (hash === null) return undefined;
  if (assessment.state === 'accepted') return { hash };
  const { source: _, ...outcome } = assessment;
  if (outcome.state === 'unchanged') return undefined;
  const isPassing = 'refusal' in outcome && outcome.refusal.reasons.some(isOfTheMoment);
  return isPassing ? undefined : { hash, outcome };
}

function isOfTheMoment({ code }: Diagnostic): boolean {
  return OF_THE_MOMENT.includes(code);
}

/** The assessment of a file that has no model, as it was noted. */
export function outcomeOf({ outcome }: SpecNote, source: SourcePath): Assessment | undefined {
  if (!isObject(outcome)) return undefined;
  const { state, refusal, diagnostics } = outcome;
  if (state === 'refused' && isRefusal(refusal)) return { state, source, refusal };
  if (state !== 'skipped') return undefined;
  if (diagnostics === undefined) return { state, source };
  return areDiagnostics(diagnostics) ? { state, source, diagnostics } : undefined;
}

/** The findings of a model, and their note, if its metadata looks as it did then. */
export function findingsOf(
  { findings = [] }: SpecNote,
  { model_id, version, hash }: Entry,
  look: string,
): { readonly diagnostics: readonly Diagnostic[]; readonly noted: FoundOfModel } | undefined {
  const noted = findings.find((it) => it.model_id === model_id);
  const isSame = noted?.version === version && noted.hash === hash && noted.look === look;
  if (!isSame || !areDiagnostics(noted.diagnostics)) return undefined;
  return { diagnostics: noted.diagnostics, noted };
}

function isRefusal(value: unknown): value is Refusal {
  return (
    isObject(value) && areDiagnostics(value['reasons']) && areDiagnostics(value['diagnostics'])
  );
}

function areDiagnostics(value: unknown): value is Diagnostic[] {
  return Array.isArray(value) && value.every(isDiagnostic);
}

/** Whether a finding that was stored is one that this release knows. */
export function isDiagnostic(value: unknown): value is Diagnostic {
  if (!isObject(value)) return false;
  const { code, severity, message, line, column } = value;
  return (
    typeof code === 'string' &&
    Object.hasOwn(CATALOGUE, code) &&
    typeof severity === 'string' &&
    typeof message === 'string' &&
    Number.isSafeInteger(line) &&
    Number.isSafeInteger(column)
  );
}

/**
 * Remembers what models of weights say, so that one whose files all look as they did is not read again, as long
 * as the registry has that content. Only models that nothing is wrong with are remembered.
 */
import type { Assessment } from '../../domain/assessment.js';
import { isObject } from '../../domain/json.js';
import { groupBy } from '../../domain/lists.js';
import type { Entry, Weights } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { WEIGHTS_SCHEMA, loadWeightsCheck } from '../../domain/weights.js';
import type { FoundFile } from '../../files/walk-folders.js';
import type { SeenSpec, Store } from '../../store/port.js';
import { findNamesakes } from '../assess.js';
import { sourceOf, type AssessedWeights } from './assess-weights.js';
import type { WeightsPlace } from './find-weights.js';
import type { FoundWeights, ReadLimits, WeightsAbout } from './read-weights.js';

/** Incremented when the readers of weights say something else of the same files. */
const REVISION = 1;

/** A model as it was when it was read, which it still is. */
export type KnownWeights = Omit<AssessedWeights, 'assessment'>;

/** What is remembered of models. */
export interface WeightsNotes {
  /** What was noted of a model, if its files look as they did then. */
  readonly recall: (place: WeightsPlace) => KnownWeights | undefined;
  /** Keeps notes of models that were read. @param elapsed - how long ago the first file was looked at */
  readonly keep: (models: readonly AssessedWeights[], elapsed: number) => Promise<void>;
}

/** Opens the notes of models that were read within limits. */
export async function openWeightsNotes(
  { weightsMemory: memory }: Pick<Store, 'weightsMemory'>,
  limits: ReadLimits,
): Promise<WeightsNotes> {
  const key = `${REVISION} ${JSON.stringify(limits)}`;
  const known = (await memory?.models.read(key)) ?? new Map();
  const isWeights = known.size === 0 ? () => false : await loadWeightsCheck();
  return {
    recall: (place) => {
      const note = known.get(place.path);
      if (note === undefined || note.look !== lookAtPlace(place)) return undefined;
      const weights = readNote(note.outcome, isWeights);
      if (weights === undefined) return undefined;
      const { group, path, shown } = place;
      const model: FoundWeights = { name: group.name, path, shown, weights, findings: [] };
      return { place, model, hash: note.hash };
    },
    keep: async (models, elapsed) => {
      const sound = models.filter(({ model }) => model.findings.length === 0);
      if (sound.length === 0) return;
      const notes = new Map<string, SeenSpec>(
        [...known].map(([path, note]) => [path, { ...note, changedAt: 0 }]),
      );
      for (const it of sound) notes.set(it.place.path, toNote(it));
      await memory?.models.write(key, notes, elapsed);
    },
  };
}

function toNote({ place, hash, model }: AssessedWeights): SeenSpec {
  const { files, tensors, ...about } = model.weights;
  return {
    look: lookAtPlace(place),
    hash,
    changedAt: Math.max(...listFiles(place).map((it) => it.changedAt)),
    outcome: {
      about: { ...about, schema: WEIGHTS_SCHEMA, files: [], tensors: [] },
      files,
      tensors,
    },
  };
}

/** What a note says of a model; undefined if that cannot be. */
function readNote(
  outcome: unknown,
  isWeights: (json: unknown) => boolean,
): WeightsAbout | undefined {
  if (!isObject(outcome)) return undefined;
  const { about, files, tensors } = outcome;
  if (!isCount(files) || !isCount(tensors) || !isWeights(about)) return undefined;
  const { schema: _, ...said } = about as Pick<Weights, 'schema'> & WeightsAbout;
  return { ...said, files, tensors };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** All that a model is read from. */
function listFiles({ files, beside, index }: WeightsPlace): FoundFile[] {
  return [...files, ...beside, ...(index === undefined ? [] : [index])];
}

/** Differs once any of its files has changed, has gone or has come. */
function lookAtPlace(place: WeightsPlace): string {
  const { name, format, isFolder } = place.group;
  const files = listFiles(place).map((it) => `${it.name} ${it.look}`);
  return [name, format, isFolder, ...files].join('\0');
}

/** What finding models in a registry needs besides them. */
export interface UnchangedInput {
  readonly models: Models;
  readonly store: Pick<Store, 'isComplete'>;
  readonly resolve: (filePath: string) => string;
  /** How the entries of today are checked. */
  readonly checkedWith: string;
}

/** The models that a registry has exactly as they are, and the others. */
export interface SortedWeights {
  readonly unchanged: readonly AssessedWeights[];
  readonly others: readonly KnownWeights[];
}

/** Sorts out which models a registry has as they are, with all that it keeps of them. */
export async function sortKnown(
  known: readonly KnownWeights[],
  { models, store, resolve, checkedWith }: UnchangedInput,
): Promise<SortedWeights> {
  const sources = known.map(({ place }) => sourceOf(place));
  const entries = groupBy(findNamesakes(sources, models), (it) => resolve(it.file_path));
  const [unchanged, others]: [AssessedWeights[], KnownWeights[]] = [[], []];
  for (const it of known) {
    const [entry, ...more] = entries.get(it.place.path) ?? [];
    const isSame = entry !== undefined && more.length === 0 && isAsRead(entry, it, checkedWith);
    if (isSame && (await store.isComplete(entry))) {
      unchanged.push({ ...it, assessment: toUnchanged(entry, it) });
    } else others.push(it);
  }
  return { unchanged, others };
}

/** Whether reading a model again would leave its entry as it is. */
function isAsRead(entry: Entry, { hash }: KnownWeights, checkedWith: string): boolean {
  const { health, status, rolled_back_from: rolledBackFrom } = entry;
  return (
    entry.hash === hash &&
    status !== 'deleted' &&
    health.status === 'healthy' &&
    health.checked_with === checkedWith &&
    rolledBackFrom === undefined
  );
}

function toUnchanged({ model_id: modelId }: Entry, { place }: KnownWeights): Assessment {
  return {
    state: 'unchanged',
    source: sourceOf(place),
    models: [{ modelId, diagnostics: [] }],
  };
}

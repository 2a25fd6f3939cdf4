/** Reads and hashes models of weights, and assesses them as a run assesses specs. */
import type { AcceptedModel, Assessment } from '../../domain/assessment.js';
import { FILE_START, diagnostic, type Diagnostic } from '../../domain/diagnostics.js';
import type { SourcePath } from '../../domain/spec.js';
import { WEIGHTS_ENDING } from '../../domain/weights.js';
import { withHashes } from '../../weights/describe.js';
import { acceptWeights } from './accept.js';
import type { WeightsFinding, WeightsPlace } from './find-weights.js';
import { hashFiles, type HashPlace } from './hash-files.js';
import {
  readPlaces,
  tellOf,
  type FoundWeights,
  type ReadLimits,
  type ReadModels,
  type ReadWeights,
} from './read-weights.js';

/** A model, and what it is to a registry. */
export interface AssessedWeights {
  readonly place: WeightsPlace;
  readonly model: FoundWeights;
  readonly assessment: Assessment;
  /** The hash of what is kept of it, as its entry has it. */
  readonly hash: string;
}

/** The models that can be registered, and what is wrong with the others. */
export type AssessedModels = ReadModels<AssessedWeights>;

/** What reading and hashing models needs besides their files. */
export interface AssessPlace extends HashPlace {
  readonly limits: ReadLimits;
}

/** Reads models, hashes their files, and assesses them. */
export async function assessWeights(
  places: readonly WeightsPlace[],
  { limits, ...place }: AssessPlace,
): Promise<AssessedModels> {
  const read = await readPlaces(places, { limits, env: place.env }, (it) => it);
  const hashes = await hashFiles(
    read.models.flatMap(({ files }) => [...files.values()]),
    place,
  );
  const models: AssessedWeights[] = [];
  const [refused, findings] = [[...read.refused], [...read.findings]];
  for (const model of read.models) {
    const own = new Map<string, string>();
    const problems: WeightsFinding[] = [];
    for (const [name, { identity }] of model.files) {
      const result = hashes.get(identity);
      if (result !== undefined && 'hash' in result) own.set(name, result.hash);
      else problems.push(describeUnhashed(model, name, result?.problem));
    }
    findings.push(...problems);
    if (problems.length > 0) refused.push(model.place.shown);
    else models.push(assess(model, own));
  }
  return { models, refused, findings };
}

function describeUnhashed(
  { place: { shown }, weights }: ReadWeights,
  name: string,
  message = 'it was not hashed',
): WeightsFinding {
  const path = weights.files.length > 1 ? `${shown}: ${name}` : shown;
  return { code: 'changed-while-read', severity: 'error', path, message };
}

function assess(read: ReadWeights, hashes: ReadonlyMap<string, string>): AssessedWeights {
  const { place, findings } = read;
  const weights = withHashes(read.weights, (path) => hashes.get(path));
  const source = sourceOf(place);
  const accepted: AcceptedModel = acceptWeights(source, weights, findings.map(toDiagnostic));
  return {
    place,
    model: tellOf({ ...read, weights }),
    assessment: { state: 'accepted', source, models: [accepted], refusal: null },
    hash: accepted.hash,
  };
}

/** Where a model is, to a registry. */
export function sourceOf({ group, shown, path }: WeightsPlace): SourcePath {
  return {
    filePath: shown,
    relativePath: `${nameModel(group.name)}${WEIGHTS_ENDING}`,
    resolvedPath: path,
  };
}

/** The name of the model, without the owner that a cache of a hub puts before it. */
function nameModel(name: string): string {
  return /^models--.+?--(.+)$/.exec(name)?.[1] ?? name;
}

/** Findings are about files, which the message names: weights have no lines. */
function toDiagnostic({ severity, path, message }: WeightsFinding): Diagnostic {
  const code = severity === 'error' ? 'GNN-E022' : 'GNN-W046';
  return diagnostic(code, FILE_START, `${path.split('/').at(-1)}: ${message}`);
}

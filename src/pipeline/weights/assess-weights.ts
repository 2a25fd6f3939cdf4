/** Makes assessments of models of weights that were found, as a run makes them of specs. */
import type { Assessment } from '../../domain/assessment.js';
import { FILE_START, diagnostic, type Diagnostic } from '../../domain/diagnostics.js';
import { WEIGHTS_ENDING } from '../../domain/weights.js';
import { withHashes } from '../../weights/describe.js';
import { acceptWeights } from './accept.js';
import type { FoundWeights, WeightsFinding } from './find-weights.js';
import { hashFiles, type HashPlace } from './hash-files.js';

/** A model with the hashes of its files, and what it is to a registry. */
export interface HashedWeights {
  readonly model: FoundWeights;
  readonly assessment: Assessment;
}

/** The models that were hashed, and what is wrong with the others. */
export interface HashedModels {
  readonly hashed: readonly HashedWeights[];
  readonly findings: readonly WeightsFinding[];
  /** The models that could not be hashed. */
  readonly refused: readonly string[];
}

/** Hashes the files of models, and assesses the models. */
export async function assessWeights(
  models: readonly FoundWeights[],
  place: HashPlace,
): Promise<HashedModels> {
  const hashes = await hashFiles(
    models.flatMap(({ files }) => [...files.values()]),
    place,
  );
  const hashed: HashedWeights[] = [];
  const findings: WeightsFinding[] = [];
  const refused: string[] = [];
  for (const model of models) {
    const own = new Map<string, string>();
    const problems = [...model.files].flatMap(([name, { identity }]): WeightsFinding[] => {
      const result = hashes.get(identity);
      if (result !== undefined && 'hash' in result) {
        own.set(name, result.hash);
        return [];
      }
      const message = result?.problem ?? 'it was not hashed';
      const path = model.weights.files.length > 1 ? `${model.shown}: ${name}` : model.shown;
      return [{ code: 'changed-while-read', severity: 'error', path, message }];
    });
    findings.push(...problems);
    if (problems.length > 0) refused.push(model.shown);
    else hashed.push(assess(model, own));
  }
  return { hashed, findings, refused };
}

function assess(model: FoundWeights, hashes: ReadonlyMap<string, string>): HashedWeights {
  const weights = withHashes(model.weights, (path) => hashes.get(path));
  const source = {
    filePath: model.shown,
    relativePath: `${nameModel(model.name)}${WEIGHTS_ENDING}`,
    resolvedPath: model.path,
  };
  const accepted = acceptWeights(source, weights, model.findings.map(toDiagnostic));
  return {
    model: { ...model, weights },
    assessment: { state: 'accepted', source, models: [accepted], refusal: null },
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

/** Verifies the files of a model of weights against its registered version. */
import type { Entry } from '../../../domain/model.js';
import { checkWeights } from '../../../pipeline/weights/check-weights.js';
import type { VerifyFinding } from '../../generated/shapes.js';
import { openHistoryOf } from '../../workplace.js';
import { createFinding } from './report.js';
import type { Inspection } from './step.js';

/** Checks the files of a model of weights. @returns a finding, or undefined */
export async function checkWeightsOf(
  entry: Entry,
  { place }: Pick<Inspection, 'place'>,
): Promise<VerifyFinding | undefined> {
  const version = entry.versions[entry.version];
  const known = version && (await openHistoryOf(place).modelOf(entry, version));
  const weights = known?.comparable?.weights;
  // What is wrong with its archive is found by the step for archives.
  if (weights === undefined) return undefined;
  const { options, store, env } = place;
  const found = await checkWeights(entry, weights, { store, env, jobs: options.jobs });
  const about = { path: entry.file_path, id: entry.model_id };
  if (found.gone.length > 0) {
    return createFinding('weights-gone', `not here: ${listFiles(found.gone)}`, about);
  }
  if (found.unreadable.length > 0) {
    return createFinding(
      'spec-unreadable',
      `cannot be read: ${listFiles(found.unreadable)}`,
      about,
    );
  }
  if (found.changed.length === 0) return undefined;
  const message = `other bytes than those of the registered version ${entry.version}: ${listFiles(found.changed)}`;
  return createFinding('weights-changed', message, about);
}

/** How many files are named. */
const MAX_NAMED = 5;

function listFiles(files: readonly string[]): string {
  const more = files.length > MAX_NAMED ? ` and ${files.length - MAX_NAMED} more` : '';
  return `${files.slice(0, MAX_NAMED).join(', ')}${more}`;
}

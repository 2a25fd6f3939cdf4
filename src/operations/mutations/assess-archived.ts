import type { AcceptedModel } from '../../domain/assessment.js';
import { FILE_START } from '../../domain/diagnostics.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { Candidate } from '../../version/candidate.js';
import { getFields } from '../../pipeline/check-fingerprint.js';
import {
  archivedSource,
  createAssessBytes,
  findModelByHash,
  type AssessBytes,
} from '../queries/content.js';
import { describeRefusal, type Workplace } from '../workplace.js';

/**
 * Checks the archived bytes of a version as a run checks a spec today, within the limits of the settings.
 *
 * @param version - the number, for the message
 * @param assess - to keep one parser for several versions
 * @throws RegistryError `spec-refused`
 */
export async function assessArchived(
  bytes: Uint8Array,
  { model_id: id, file_path: filePath }: Pick<Entry, 'model_id' | 'file_path'>,
  { version }: Pick<VersionEntry, 'version'>,
  place: Workplace,
  assess: AssessBytes = createAssessBytes(place),
): Promise<AcceptedModel> {
  const source = archivedSource(bytes, filePath, place);
  const { profile } = place.options;
  const assessment = await assess(source, { profile, fields: getFields(place.options) });
  const accepted = findModelByHash(assessment, source.hash);
  if (accepted !== undefined) return accepted;
  const reasons = assessment.state === 'refused' ? assessment.refusal.reasons : [];
  throw describeRefusal(`version ${version} of ${id}`, reasons);
}

/** Returns archived bytes as a run takes a spec: its id is that of the model, whatever it asks for. */
export function toCandidate({ source, hash, facts }: AcceptedModel): Candidate {
  return {
    source,
    hash,
    part: { index: 0, of: 1 },
    gnnSection: facts.gnnSection,
    requestedId: null,
    requestedAt: FILE_START,
  };
}

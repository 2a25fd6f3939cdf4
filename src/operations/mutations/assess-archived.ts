import type { AcceptedModel } from '../../domain/assessment.js';
import { sha256 } from '../../domain/canonical.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { getFields } from '../../pipeline/check-fingerprint.js';
import { describeRefusal, resolveSourcePath, type Workplace } from '../workplace.js';

/**
 * Checks the archived bytes of a version as a run checks a spec today.
 *
 * @param version - the number, for the message
 * @throws RegistryError `spec-refused`
 */
export async function assessArchived(
  bytes: Uint8Array,
  { model_id: id, file_path: filePath }: Pick<Entry, 'model_id' | 'file_path'>,
  { version }: Pick<VersionEntry, 'version'>,
  place: Workplace,
): Promise<AcceptedModel> {
  // Most mutations never parse a spec.
  const { assessSource } = await import('../../pipeline/parse.js');
  const source = resolveSourcePath(filePath, place);
  const assessment = assessSource(
    { ...source, filePath, bytes, hash: sha256(bytes) },
    { profile: place.options.profile, fields: getFields(place.options) },
  );
  const [accepted] = assessment.state === 'accepted' ? assessment.models : [];
  if (accepted !== undefined) return accepted;
  const reasons = assessment.state === 'refused' ? assessment.refusal.reasons : [];
  throw describeRefusal(`version ${version} of ${id}`, reasons);
}

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
  type Checking,
} from '../queries/content.js';
import { describeRefusal, type Workplace } from '../workplace.js';

/** How archived bytes are checked, unless as a run checks a spec today. */
interface Checker {
  readonly checking?: Checking;
  /** Keeps one parser for several versions. */
  readonly assess?: AssessBytes;
}

/**
 * Checks the archived bytes of a version within the limits of the settings.
 *
 * @param version - the number, for the message
 * @throws RegistryError `spec-refused`
 */
export async function assessArchived(
  bytes: Uint8Array,
  { model_id: id, file_path: filePath }: Pick<Entry, 'model_id' | 'file_path'>,
  { version }: Pick<VersionEntry, 'version'>,
  place: Workplace,
  { checking = checkingToday(place), assess = createAssessBytes(place) }: Checker = {},
): Promise<AcceptedModel> {
  const source = archivedSource(bytes, filePath, place);
  const assessment = await assess(source, checking);
  const accepted = findModelByHash(assessment, source.hash);
  if (accepted !== undefined) return accepted;
  const reasons = assessment.state === 'refused' ? assessment.refusal.reasons : [];
  throw describeRefusal(`version ${version} of ${id}`, reasons);
}

function checkingToday({ options }: Workplace): Checking {
  return { profile: options.profile, fields: getFields(options) };
}

/** Returns archived bytes as a run takes a spec: its id is that of the model, whatever it asks for. */
export function toOwnCandidate({ source, hash, facts }: AcceptedModel): Candidate {
  return {
    source,
    hash,
    part: { index: 0, of: 1 },
    gnnSection: facts.gnnSection,
    requestedId: null,
    requestedAt: FILE_START,
  };
}

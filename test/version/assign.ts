/** Assigns ids to models that were not read from a disk. */
import type { Entry } from '../../src/domain/model.js';
import type { Candidate } from '../../src/version/candidate.js';
import { assignIds, type Identity } from '../../src/version/identity.js';
import { resolveInWork } from '../support/registry-entries.js';

/** Assigns ids; the named files of entries count as gone. */
export function assign(
  candidates: Candidate[],
  entries: Entry[] = [],
  gone: readonly string[] = [],
): Identity[] {
  return assignIds(candidates, {
    models: new Map(entries.map((it) => [it.model_id, it])),
    resolve: resolveInWork,
    isGone: (entry) => gone.includes(entry.file_path),
  });
}

export function idsOf(identities: Identity[]): string[] {
  return identities.map((it) => ('refused' in it ? it.refused.code : it.id));
}

export function knownOf(identity: Identity | undefined): string | undefined {
  return identity !== undefined && 'known' in identity ? identity.known?.model_id : undefined;
}

/** How much is read of each kind of file that is stored. Pure. */
import { SETTING_DEFAULTS } from '../../domain/generated/values.js';
import { looksJoined } from '../../domain/joined-archives.js';
import { MEGABYTE } from '../../domain/limits.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { ReadLimit } from '../../files/door.js';

/** The limit of each kind of file that is stored. */
export interface FileLimits {
  /** The registry, its backup, its generations and what is quarantined of them. */
  readonly registry: ReadLimit;
  /** Archived bytes, packed and unpacked. */
  readonly archive: ReadLimit;
  /** The archives of several branches in one file. */
  readonly joined: ReadLimit;
  readonly metadata: ReadLimit;
  readonly summary: ReadLimit;
  readonly searchIndex: ReadLimit;
  readonly indexFile: ReadLimit;
  readonly lastRun: ReadLimit;
  readonly auditLog: ReadLimit;
}

/** The settings that say how large a file may be. */
export type LimitSettings = Pick<ResolvedSettings, 'max_registry_size' | 'max_file_size'>;

const SUMMARY: ReadLimit = { name: 'for a summary', bytes: 100 * MEGABYTE };
const METADATA: ReadLimit = { name: 'for metadata', bytes: 64 * MEGABYTE };
const SEARCH_INDEX: ReadLimit = { name: 'for a search index', bytes: 200 * MEGABYTE };
const INDEX_FILE: ReadLimit = { name: 'for an index file', bytes: 100 * MEGABYTE };
const LAST_RUN: ReadLimit = { name: 'for a note of the last run', bytes: 100 * MEGABYTE };
const AUDIT_LOG: ReadLimit = { name: 'for an audit log', bytes: 200 * MEGABYTE };

/** How many archives of the largest size a joined file may have: more would take too much memory. */
const MAX_JOINED = 4;

/** The limits that the settings define. A setting below its default must not hide what is stored. */
export function fileLimitsOf({ max_registry_size, max_file_size }: LimitSettings): FileLimits {
  const megabytes = Math.max(max_registry_size, SETTING_DEFAULTS.max_registry_size);
  const archive = Math.max(max_file_size, SETTING_DEFAULTS.max_file_size);
  const joined: ReadLimit = {
    name: `${MAX_JOINED} times max_file_size`,
    bytes: MAX_JOINED * archive,
    remedy:
      'Raise max_file_size in the settings: a merge of branches joined the bytes of several versions in that file.',
  };
  return {
    registry: { name: 'max_registry_size', bytes: megabytes * MEGABYTE, isSetting: true },
    archive: {
      name: 'max_file_size',
      bytes: archive,
      isSetting: true,
      longer: { isFor: looksJoined, limit: joined },
    },
    joined,
    metadata: METADATA,
    summary: SUMMARY,
    searchIndex: SEARCH_INDEX,
    indexFile: INDEX_FILE,
    lastRun: LAST_RUN,
    auditLog: AUDIT_LOG,
  };
}

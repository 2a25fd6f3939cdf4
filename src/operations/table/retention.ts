import { defineGroup } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';

/** How much of the old versions is kept. */
export const RETENTION = defineGroup({
  'retention stats': {
    ...SCHEMAS['retention stats'],
    kind: 'query',
    summary: 'how many versions are kept, packed and deleted, and what they take',
    errors: ['value-refused'],
    http: 'GET /retention',
    examples: [
      [{}, 'and what retention apply would do'],
      [{ keep: 1, archive_after_days: 0 }, 'with another policy'],
    ],
    library: { method: 'retentionStats' },
    load: async () => (await import('../mutations/retention.js')).RETENTION_STATS,
  },
  'retention apply': {
    ...SCHEMAS['retention apply'],
    kind: 'destroy',
    summary: 'pack old versions; never one that is current, tagged, bound, aliased or a parent',
    errors: ['value-refused'],
    http: 'POST /retention',
    examples: [
      [{ dry_run: true }, 'what it would do'],
      [{ keep: 5, archive_after_days: 30 }, 'pack what is older than the last five'],
    ],
    library: { method: 'applyRetention', without: ['dry_run'] },
    load: async () => (await import('../mutations/retention.js')).RETENTION_APPLY,
  },
  gc: {
    ...SCHEMAS.gc,
    kind: 'destroy',
    summary: 'remove archives, folders and temporary files that nothing refers to',
    errors: ['in-use', 'registry-corrupt'],
    http: 'POST /gc',
    examples: [[{ dry_run: true }, 'what it would remove, and how much that is']],
    library: { method: 'collectGarbage', atOnce: true },
    load: async () => (await import('../maintenance/gc.js')).GC,
  },
});

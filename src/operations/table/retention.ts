import { defineGroup } from './group.js';

/** Retention of old versions, and garbage collection. */
export const RETENTION = defineGroup('History and care', {
  'retention stats': {
    kind: 'query',
    summary: 'count the versions that are kept, packed and deleted, and the space they take',
    errors: ['value-refused'],
    http: 'GET /retention/stats',
    examples: [
      [{}, 'also shows what retention apply would do'],
      [{ keep: 1, archive_after_days: 0 }, 'with another policy'],
    ],
    library: { method: 'retentionStats' },
    load: async () => (await import('../mutations/retention.js')).RETENTION_STATS,
  },
  'retention apply': {
    kind: 'destroy',
    summary: 'pack old versions, except those that are current, tagged, bound, aliased or a parent',
    errors: ['value-refused'],
    http: 'POST /retention/apply',
    examples: [
      [{ dry_run: true }, 'shows what it would do'],
      [{ keep: 5, archive_after_days: 30 }, 'pack versions older than the last five'],
    ],
    library: { method: 'applyRetention', without: ['dry_run'] },
    load: async () => (await import('../mutations/retention.js')).RETENTION_APPLY,
  },
  gc: {
    kind: 'destroy',
    summary: 'remove archives, folders and temporary files that nothing refers to',
    errors: ['in-use', 'registry-corrupt'],
    http: 'POST /gc',
    examples: [[{ dry_run: true }, 'shows what it would remove, and its size']],
    library: { method: 'collectGarbage', atOnce: true },
    load: async () => (await import('../maintenance/gc.js')).GC,
  },
});

import { defineGroup } from './group.js';

/** The proof of the audit log. */
export const AUDIT = defineGroup('History and care', {
  'audit head': {
    kind: 'query',
    summary: 'show the last event of the audit log, whose hash proves all events up to it',
    errors: [],
    http: 'GET /audit/head',
    examples: [[{}, 'keep it elsewhere: a verification can look for it later']],
    library: { method: 'getAuditHead' },
    load: async () => (await import('../queries/audit-head.js')).AUDIT_HEAD,
  },
  'audit accept': {
    kind: 'run',
    summary: 'accept the breaks that `verify` finds in the audit log; this is an event of its own',
    errors: ['registry-missing', 'registry-unreadable', 'registry-corrupt'],
    http: 'POST /audit/acceptances',
    examples: [[{ reason: 'restored from the backup of Monday' }, 'once the reason is known']],
    library: { function: 'acceptAuditBreaks' },
    load: async () => (await import('../maintenance/accept-breaks.js')).AUDIT_ACCEPT,
  },
});

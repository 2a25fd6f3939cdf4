/** Returns the last event of the audit log, as the registry names it. */
import type { AuditHead } from '../../domain/model.js';
import { defineQuery } from '../operation.js';
import type { AuditHeadOutput } from '../generated/shapes.js';

export const AUDIT_HEAD = defineQuery({
  query: ({ state }): AuditHead | null => state.audit ?? null,
  present: (head): AuditHeadOutput => ({ head }),
  isWarning: (head) => head === null,
});

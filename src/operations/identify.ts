import type { Referred } from '../version/reference.js';

/** What every answer about a version begins with. */
export function identify({ entry, version }: Referred): { model_id: string; version: string } {
  return { model_id: entry.model_id, version: version.version };
}

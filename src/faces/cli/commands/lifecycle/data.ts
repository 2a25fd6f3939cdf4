import type { StatusChanged } from '../../../../operations/lifecycle.js';

/** A change of a status, for programs. */
export function dataOfStatus({
  result: { entry, from, version, versions, breaks },
  changed,
}: {
  readonly result: StatusChanged;
  readonly changed: boolean;
}) {
  return {
    model_id: entry.model_id,
    version,
    status: entry.status,
    previous_status: from,
    changed,
    lifecycle: entry.lifecycle ?? null,
    versions,
    breaks,
  };
}

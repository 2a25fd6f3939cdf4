import type { Summary } from '../domain/model.js';

/** A summary before it is known how long the run took. */
export type UntimedSummary = Omit<Summary, 'started_at' | 'duration_ms' | 'specs_per_second'>;

/** Completes a summary with when the run was and how long it took. */
export function withTimes(
  summary: UntimedSummary,
  { startedAt, durationMs }: { readonly startedAt: Date; readonly durationMs: number },
): Summary {
  const seconds = durationMs / 1000;
  const { processed_files: files } = summary;
  return {
    ...summary,
    started_at: startedAt.toISOString(),
    duration_ms: Math.round(durationMs * 1000) / 1000,
    specs_per_second: seconds > 0 ? Math.round((files / seconds) * 10) / 10 : 0,
  };
}

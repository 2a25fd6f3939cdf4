import type { Span } from '../../../domain/options.js';

const MICROSECONDS = 1000;

/** How every trace starts. */
export const TRACE_START = '{"displayTimeUnit":"ms","traceEvents":[';

/**
 * Renders a trace in the Trace Event Format, which Chrome, Perfetto and Speedscope read: the stages
 * in one row, the files in further rows, as many as were processed concurrently.
 */
export function renderTrace(spans: readonly Span[]): string {
  const files = spans.filter(({ file }) => file !== undefined);
  const rows = assignRows(files);
  const events = spans.map((span) => ({
    name: span.file ?? span.name,
    cat: span.file === undefined ? 'stage' : span.name,
    ph: 'X',
    ts: Math.round(span.start * MICROSECONDS),
    dur: Math.round(span.duration * MICROSECONDS),
    pid: 1,
    tid: 1 + (rows.get(span) ?? 0),
  }));
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events })}\n`;
}

/** Assigns overlapping spans to different rows, numbered from 1. */
function assignRows(spans: readonly Span[]): Map<Span, number> {
  const ends: number[] = [];
  const rows = new Map<Span, number>();
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const free = ends.findIndex((end) => end <= span.start);
    const row = free === -1 ? ends.length : free;
    ends[row] = span.start + span.duration;
    rows.set(span, row + 1);
  }
  return rows;
}

/** Counts what the service does, as text of the Prometheus format 0.0.4. */

/** A request that was answered. */
export interface MeasuredRequest {
  readonly method: string;
  /** The pattern of the route, never the address itself: there would be as many as there are models. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** A number of the registry, by its labels. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly values: readonly (readonly [labels: Labels, value: number])[];
  /** Whether it only grows. */
  readonly isCounter?: true;
}

type Labels = Readonly<Record<string, string>>;

/** The counters of a service. */
export interface Metrics {
  readonly countRequest: (request: MeasuredRequest) => void;
  /** Counts a commit, or a creation that was asked for again, and the like. */
  readonly count: (name: CounterName, labels?: Labels) => void;
  /** @param gauges - what the registry is at this moment */
  readonly render: (gauges: readonly Gauge[]) => string;
}

const COUNTERS = {
  gnn_registry_commits_total: 'Changes that were committed, by operation.',
  gnn_registry_replays_total: 'Requests that were answered with the answer of an earlier one.',
  gnn_registry_not_modified_total: 'Requests whose answer the caller had already.',
} as const;

type CounterName = keyof typeof COUNTERS;

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Histogram>();
  const counters = new Map<string, number>();
  /** Written once for each kind of request: of it, and of its time. */
  const labels = new Map<string, readonly [string, string]>();
  return {
    countRequest: ({ method, route, status, seconds }) => {
      const key = `${status} ${method} ${route}`;
      const known = labels.get(key) ?? [
        formatLabels({ method, route, code: String(status) }),
        formatLabels({ method, route }),
      ];
      labels.set(key, known);
      add(requests, known[0]);
      observe(durations, known[1], seconds);
    },
    count: (name, labels = {}) => add(counters, `${name}${formatLabels(labels)}`),
    render: (gauges) =>
      [
        ...describe('gnn_registry_http_requests_total', 'Requests, by route and code.', 'counter'),
        ...Array.from(requests, ([labels, count]) =>
          line('gnn_registry_http_requests_total', labels, count),
        ),
        ...describe(DURATION, 'Time to the end of the answer, by route.', 'histogram'),
        ...Array.from(durations).flatMap(([labels, it]) => renderHistogram(labels, it)),
        ...Object.entries(COUNTERS).flatMap(([name, help]) => [
          ...describe(name, help, 'counter'),
          ...Array.from(counters).flatMap(([key, count]) =>
            key === name || key.startsWith(`${name}{`) ? `${key} ${count}` : [],
          ),
        ]),
        ...gauges.flatMap(renderGauge),
        '',
      ].join('\n'),
  };
}

const DURATION = 'gnn_registry_http_request_duration_seconds';

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function observe(durations: Map<string, Histogram>, labels: string, seconds: number): void {
  const known = durations.get(labels) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
  durations.set(labels, known);
  known.sum += seconds;
  known.count += 1;
  for (const [index, most] of BUCKETS.entries()) {
    if (seconds <= most) known.counts[index] = (known.counts[index] ?? 0) + 1;
  }
}

function renderHistogram(labels: string, { counts, sum, count }: Histogram): string[] {
  const withBound = (bound: string): string => `${labels.slice(0, -1)},le="${bound}"}`;
  return [
    ...BUCKETS.map((most, index) =>
      line(`${DURATION}_bucket`, withBound(String(most)), counts[index] ?? 0),
    ),
    line(`${DURATION}_bucket`, withBound('+Inf'), count),
    line(`${DURATION}_sum`, labels, sum),
    line(`${DURATION}_count`, labels, count),
  ];
}

function renderGauge({ name, help, values, isCounter }: Gauge): string[] {
  return [
    ...describe(name, help, isCounter === true ? 'counter' : 'gauge'),
    ...values.map(([labels, value]) => line(name, formatLabels(labels), value)),
  ];
}

function describe(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function line(name: string, labels: string, value: number): string {
  return `${name}${labels} ${value}`;
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', '\\n');
}

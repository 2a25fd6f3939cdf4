/** The figures of the registry at this moment. */
import { openPlace } from '../../operations/resident.js';
import { STATS } from '../../operations/queries/statistics.js';
import { openAt } from '../../operations/workplace.js';
import type { Gauge } from './metrics.js';
import type { Service } from './service.js';

/** Collects the figures; one that cannot be read says so. */
export async function collectGauges(service: Service, listeners: number): Promise<Gauge[]> {
  const { env, started } = service;
  const ofProcess: Gauge[] = [
    single(
      'gnn_registry_uptime_seconds',
      'Time since the service was started.',
      (env.elapsed() - started) / 1000,
    ),
    single('gnn_registry_event_listeners', 'Callers that follow the events.', listeners),
  ];
  try {
    return [
      single('gnn_registry_up', 'Whether the registry can be read.', 1),
      ...ofProcess,
      ...(await collectOfRegistry(service)),
    ];
  } catch {
    return [single('gnn_registry_up', 'Whether the registry can be read.', 0), ...ofProcess];
  }
}

async function collectOfRegistry(service: Service): Promise<Gauge[]> {
  const { signal } = new AbortController();
  const registry = await openAt(openPlace(service, { signal }), true);
  const counts = STATS.present(await STATS.query(registry, {}), {}, String);
  const { state } = registry;
  return [
    single('gnn_registry_generation', 'Commits that led to this state.', state.generation),
    {
      ...single(
        'gnn_registry_events_total',
        'Events of the audit log.',
        state.audit?.sequence ?? 0,
      ),
      isCounter: true,
    },
    {
      ...single('gnn_registry_uses_total', 'Uses of models that were recorded.', counts.uses),
      isCounter: true,
    },
    grouped('gnn_registry_models', 'Models by status.', 'status', counts.by_status),
    grouped('gnn_registry_models_by_kind', 'Models by kind.', 'kind', counts.by_kind),
    grouped('gnn_registry_models_by_health', 'Models by health.', 'health', counts.by_health),
  ];
}

function single(name: string, help: string, value: number): Gauge {
  return { name, help, values: [[{}, value]] };
}

function grouped(name: string, help: string, label: string, counts: object): Gauge {
  const values = Object.entries(counts).map(
    ([key, value]) => [{ [label]: key }, Number(value)] as const,
  );
  return { name, help, values };
}

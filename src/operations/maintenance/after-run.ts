/** What a run writes besides, on request; loaded only then. */
import type { Environment, StepOptions } from '../../domain/options.js';
import { openRegistry } from '../workplace.js';

/** Whether the options ask for more than the registry. */
function wantsMore({ report, graphs, mode, queryOntology }: StepOptions): boolean {
  return (report || graphs) && mode === 'write' && queryOntology === null;
}

/**
 * Writes the report and the pictures that the options ask for. A run that writes nothing, and one that only
 * answers a query, has none.
 *
 * @throws RegistryError `registry-unreadable`, `registry-corrupt`, `output-unwritable`
 */
export async function writeMore(options: StepOptions, env: Environment): Promise<void> {
  if (!wantsMore(options)) return;
  const { onNotice: _, ...quiet } = env;
  // The report stands beside the index files, whether they are kept or not.
  const settings = { ...options.settings, index_files: true };
  const registry = await openRegistry({ ...options, settings }, quiet, true);
  if (!registry.isThere) return;
  if (options.report) await (await import('./write-report.js')).writeReport(registry);
  if (options.graphs) await (await import('./write-graphs.js')).writeGraphs(registry);
}

/** Writes `registry_report.md` beside the registry. */
import type { Environment, StepOptions } from '../../domain/options.js';
import { REPORT } from '../queries/report.js';
import { renderReportMarkdown } from '../report/markdown.js';
import { openRegistry } from '../workplace.js';

/**
 * Reports on a registry as it was when it last changed, so that the same registry has the same report. A run
 * that writes nothing, and one that only answers a query, has no report.
 *
 * @throws RegistryError `registry-unreadable`, `registry-corrupt`, `output-unwritable`
 */
export async function writeReport(options: StepOptions, env: Environment): Promise<void> {
  if (options.mode !== 'write' || options.queryOntology !== null) return;
  const { onNotice: _, ...quiet } = env;
  // The report stands beside the index files, whether they are kept or not.
  const settings = { ...options.settings, index_files: true };
  const registry = await openRegistry({ ...options, settings }, quiet, true);
  const files = await registry.store.indexFiles?.();
  if (!registry.isThere || files === undefined) return;
  const now = (): Date => new Date(registry.state.updatedAt);
  const { data } = await REPORT.query({ ...registry, env: { ...quiet, now } }, {});
  await files.write(`${files.prefix}registry_report.md`, renderReportMarkdown(data));
}

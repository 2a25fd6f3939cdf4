/** Writes `registry_report.md` beside the registry. */
import { REPORT } from '../queries/report.js';
import { renderReportMarkdown } from '../report/markdown.js';
import type { OpenedRegistry } from '../workplace.js';

/**
 * Reports on a registry as it was when it last changed, so that the same registry has the same report.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeReport(registry: OpenedRegistry): Promise<void> {
  const files = await registry.store.indexFiles?.();
  if (files === undefined) return;
  const now = (): Date => new Date(registry.state.updatedAt);
  const { data } = await REPORT.query({ ...registry, env: { ...registry.env, now } }, {});
  await files.write(`${files.prefix}registry_report.md`, renderReportMarkdown(data));
}

import { commitChange } from '../../../../operations/mutations/change.js';
import { removeMetrics, setMetrics } from '../../../../operations/mutations/metrics.js';
import { readMetricsFile, readPairs } from '../../../../operations/given-metrics.js';
import { workplaceOf } from '../../../../operations/operation.js';
import { resolveReference, type Referred } from '../../../../operations/versions.js';
import { usageError } from '../../arguments.js';
import type { Call } from '../../command.js';
import { plural } from '../../../../domain/plural.js';
import { renderMetrics } from '../../render/metrics.js';
import { answer, type Answer } from '../answer.js';

/** `metrics set REF KEY=VALUE…` */
export function setMetricsCommand(call: Call): Promise<number> {
  const [reference = '', ...pairs] = call.words;
  const { from, reason = null } = call.flags;
  return answer(call, async ({ options, env }) => {
    if (pairs.length === 0 && from === undefined) {
      throw usageError('metrics set needs KEY=VALUE or --from FILE');
    }
    const inFile = from === undefined ? {} : await readMetricsFile(from, env.cwd);
    const metrics = { ...inFile, ...readPairs(pairs) };
    const command = { reference, metrics, reason };
    const { result, changed } = await commitChange(workplaceOf(options, env), setMetrics, command);
    const count = plural(Object.keys(metrics).length, 'metric');
    return told(
      result,
      changed ? `${nameOf(result)}: ${count} set` : `${nameOf(result)} has them already`,
    );
  });
}

/** `metrics rm REF KEY…` */
export function removeMetricsCommand(call: Call): Promise<number> {
  const [reference = '', ...names] = call.words;
  return answer(call, async ({ options, env }) => {
    const command = { reference, names, reason: call.flags.reason ?? null };
    const { result } = await commitChange(workplaceOf(options, env), removeMetrics, command);
    const count = plural(new Set(names).size, 'metric');
    return told(result, `${nameOf(result)}: ${count} removed`);
  });
}

/** `metrics list REF` */
export function listMetricsCommand(call: Call): Promise<number> {
  const [reference = ''] = call.words;
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const found = resolveReference(state.models, reference);
    const metrics = Object.entries(found.version.metrics ?? {});
    return {
      data: dataOf(found),
      ids: () => metrics.map(([name]) => name),
      rows: () => metrics.map(([metric, value]) => ({ metric, value })),
      text: (view) => renderMetrics(metrics, view),
    };
  });
}

function told(found: Referred, line: string): Answer {
  return { data: dataOf(found), ids: () => [nameOf(found)], text: () => [line] };
}

function nameOf({ entry, version }: Referred): string {
  return `${entry.model_id}@${version.version}`;
}

function dataOf({ entry, version }: Referred) {
  return {
    model_id: entry.model_id,
    version: version.version,
    metrics: version.metrics ?? {},
  };
}

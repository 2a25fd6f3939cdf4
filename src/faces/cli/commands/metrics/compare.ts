import { compareModels } from '../../../../operations/compare-models.js';
import type { Call } from '../../command.js';
import { renderCompared, renderComparedMarkdown } from '../../render/comparison-table.js';
import { answer } from '../answer.js';

/** `compare REF REF…` */
export function compareCommand(call: Call): Promise<number> {
  const { metrics, only_differences: onlyDifferences = false } = call.flags;
  const wanted = metrics
    ?.split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return answer(call, async ({ open }) => {
    const compared = await compareModels(await open(), call.words, {
      onlyDifferences,
      ...(wanted && { metrics: wanted }),
    });
    return {
      data: compared,
      text: (view) => renderCompared(compared, view),
      markdown: () => renderComparedMarkdown(compared),
    };
  });
}

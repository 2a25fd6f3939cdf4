import { compareVersions } from '../../../../operations/compare.js';
import type { Call } from '../../command.js';
import { renderComparison, renderComparisonMarkdown } from '../../render/comparison.js';
import { answer } from '../answer.js';

/** `diff A B`: what changed, and whether B can be taken for A. */
export function diffCommand(call: Call): Promise<number> {
  const [before = '', after = ''] = call.words;
  return answer(call, async ({ open, env }) => {
    const comparison = await compareVersions(await open(true), before, after);
    for (const notice of comparison.notices) env.onNotice?.(notice);
    const differs = comparison.changes.length > 0;
    return {
      data: comparison,
      text: (view) => renderComparison(comparison, view),
      markdown: () => renderComparisonMarkdown(comparison),
      exitCode: call.flags.exit_code === true && differs ? 2 : 0,
    };
  });
}

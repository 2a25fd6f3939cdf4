import { getLineage } from '../../../../operations/lineage.js';
import type { Call } from '../../command.js';
import { renderLineage } from '../../render/lineage.js';
import { renderDot, renderMermaid } from '../../render/lineage-graph.js';
import { answer } from '../answer.js';

/** `lineage REF` */
export function lineageCommand(call: Call): Promise<number> {
  const [reference = ''] = call.words;
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const lineage = getLineage(state.models, reference);
    return {
      data: lineage,
      ids: () => lineage.models.map((it) => it.model_id),
      forms: { mermaid: () => renderMermaid(lineage), dot: () => renderDot(lineage) },
      text: (view) => renderLineage(lineage, view),
    };
  });
}

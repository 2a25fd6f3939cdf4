/** The pictures of all real specs: nothing is over anything else, cut, hard to follow or larger than a page. */
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { arrange, PAGE } from '../../src/pictures/arrange.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { drawModel } from '../../src/pictures/draw-model.js';
import { startLayouter, type Layouter } from '../../src/pictures/layout.js';
import { findDisorder, findFaults, findTangles } from '../support/picture-geometry.js';
import { CORPUS, corpusFiles } from '../support/sample-files.js';

/** Lays out each graph once: what is looked at, and then drawn, is the same, and many specs are versions of others. */
function layOutOnce({ layOut, end }: Layouter): Layouter {
  const answers = new Map<string, ReturnType<Layouter['layOut']>>();
  return {
    layOut: (graph) => {
      const key = JSON.stringify(graph);
      const answer = answers.get(key) ?? layOut(graph);
      answers.set(key, answer);
      return answer;
    },
    end,
  };
}

const layouter = layOutOnce(startLayouter());

describe.skipIf(CORPUS === undefined)('the real specs (set GNN_CORPUS to run)', () => {
  test.for(corpusFiles())('$path', async ({ text }) => {
    for (const { model, values } of parseSpec(text).specs) {
      const { placed } = await arrange(buildGraph(model), layouter);
      if ('failure' in placed) expect.unreachable(placed.failure);
      expect([findFaults, findTangles, findDisorder].flatMap((it) => it(placed))).toEqual([]);
      expect(placed.width).toBeLessThanOrEqual(PAGE.width);
      expect(placed.height).toBeLessThanOrEqual(PAGE.height);
      const { svg } = await drawModel(model, layouter, { matrices: true, values });
      expect(XMLValidator.validate(svg)).toBe(true);
    }
  });
});

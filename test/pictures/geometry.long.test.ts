import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { arrange, PAGE } from '../../src/pictures/arrange.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { drawModel } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { findDisorder, findFaults, findTangles } from '../support/picture-geometry.js';
import { sampleModels } from '../support/sample-files.js';

const layouter = startLayouter();

describe('nothing is over anything else, cut, hard to follow or larger than a page', () => {
  test.for(sampleModels())('$path', async ({ text }) => {
    for (const { model, values } of parseSpec(text).specs) {
      const { svg } = await drawModel(model, layouter, { matrices: true, values });
      expect(XMLValidator.validate(svg)).toBe(true);
      for (const style of ['factor', 'causal'] as const) {
        const { placed } = await arrange(buildGraph(model, style), layouter);
        if ('failure' in placed) expect.unreachable(placed.failure);
        expect([findFaults, findTangles, findDisorder].flatMap((it) => it(placed))).toEqual([]);
        expect(placed.width).toBeLessThanOrEqual(PAGE.width);
        expect(placed.height).toBeLessThanOrEqual(PAGE.height);
      }
    }
  });
});

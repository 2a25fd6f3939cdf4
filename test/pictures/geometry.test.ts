import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { collapseGraph } from '../../src/pictures/collapse.js';
import { drawModel, place } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { findFaults } from '../support/picture-geometry.js';
import { sampleModels } from '../support/sample-files.js';

const layouter = startLayouter();

describe('nothing is over anything else, or cut', () => {
  test.for(sampleModels())('$path', async ({ text }) => {
    for (const { model, values } of parseSpec(text).specs) {
      const { svg } = await drawModel(model, layouter, { matrices: true, values });
      expect(XMLValidator.validate(svg)).toBe(true);
      for (const style of ['factor', 'causal'] as const) {
        const placed = await place(collapseGraph(buildGraph(model, style)), layouter);
        expect('failure' in placed ? placed.failure : findFaults(placed)).toEqual([]);
      }
    }
  });
});

import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { collapseGraph } from '../../src/pictures/collapse.js';
import { place } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { findFaults } from '../support/picture-geometry.js';
import { sampleModels } from '../support/sample-files.js';

const layouter = startLayouter();

describe('nothing is over anything else, or cut', () => {
  test.for(sampleModels())('$path', async ({ text }) => {
    for (const { model } of parseSpec(text).specs) {
      for (const style of ['factor', 'causal'] as const) {
        const placed = await place(collapseGraph(buildGraph(model, style)), layouter);
        expect('failure' in placed ? placed.failure : findFaults(placed)).toEqual([]);
      }
    }
  });
});

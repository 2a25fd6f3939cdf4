import { expect, test } from 'vitest';
import { arrange, PAGE } from '../../src/pictures/arrange.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import type { PictureGraph } from '../../src/pictures/graph.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { onlySpec } from '../support/spec-text.js';

const layouter = startLayouter();

/** Arranges a graph, and counts how often it is laid out. */
async function arrangeCounted(graph: PictureGraph) {
  let layouts = 0;
  const layOut: typeof layouter.layOut = (it) => {
    layouts += 1;
    return layouter.layOut(it);
  };
  const arrangement = await arrange(graph, { layOut });
  if ('failure' in arrangement.placed) throw new Error(arrangement.placed.failure);
  return { ...arrangement, placed: arrangement.placed, layouts };
}

/** A graph of variables that no plate is around, so that it cannot be drawn by groups. */
function graphOf(count: number, connect: (at: number) => string): PictureGraph {
  const names = Array.from({ length: count }, (_, at) => at);
  const declared = names.map((at) => `v${at}[2]`).join('\n');
  const connected = names.map(connect).join('\n');
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\nx[2]\n${declared}\n## Connections\n${connected}\n`,
  );
  return buildGraph(model, 'causal');
}

test('a graph that fits is laid out once', async () => {
  const { layouts, placed } = await arrangeCounted(graphOf(3, (at) => `x>v${at}`));
  expect(layouts).toBe(1);
  expect(placed.width).toBeLessThan(PAGE.width);
});

test('a graph that is only too wide is laid out once, since less room makes none narrower', async () => {
  const chain = graphOf(40, (at) => (at === 0 ? 'x>v0' : `v${at - 1}>v${at}`));
  const { layouts, placed } = await arrangeCounted(chain);
  expect(placed.width).toBeGreaterThan(PAGE.width);
  expect(layouts).toBe(1);
});

test('a graph that is too high is laid out again with less room', async () => {
  const fan = graphOf(22, (at) => `x>v${at}`);
  const { layouts, placed } = await arrangeCounted(fan);
  expect(layouts).toBe(2);
  expect(placed.height).toBeLessThanOrEqual(PAGE.height);
});

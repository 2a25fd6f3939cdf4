import { expect, test } from 'vitest';
import { arrange } from '../../src/pictures/arrange.js';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { findLevels, joinHalves } from '../../src/pictures/levels.js';
import { findDisorder, findFaults, findTangles } from '../support/picture-geometry.js';
import { onlySpec } from '../support/spec-text.js';

const layouter = startLayouter();

function graphOf(connections: string) {
  const names = ['1', '2', '3'].flatMap((it) =>
    ['s', 'o', 'A', 'D'].map((at) => `${at}_level${it}`),
  );
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\n${names.map((it) => `${it}[2]`).join('\n')}\nx_shared[2]\n## Connections\n${connections}`,
  );
  return buildGraph(model, 'factor');
}

const WITHIN = ['1', '2', '3']
  .map((it) => `D_level${it}>s_level${it}\ns_level${it}-A_level${it}\nA_level${it}-o_level${it}`)
  .join('\n');

test('an edge from level to level turns; others do not', () => {
  const graph = graphOf(`${WITHIN}\no_level1>s_level2\ns_level2>x_shared`);
  const { ranks, turns } = findLevels(graph);
  const labels = new Map(graph.plates.map(({ id, label }) => [label, ranks.get(id)]));
  expect(Object.fromEntries(labels)).toEqual({ 'level 1': 2, 'level 2': 1, 'level 3': 0 });
  const titles = new Map(graph.edges.map(({ id, title }) => [id, title]));
  expect(Array.from(turns, ([id, around]) => [titles.get(id), around])).toEqual([
    ['o_level1 > s_level2', null],
  ]);
});

test.each([
  ['down', 'A_level3>D_level2\nA_level2>D_level1'],
  ['up', 'o_level1>s_level2\no_level2>s_level3'],
  ['both ways', 'A_level3>D_level1\ns_level1>o_level2\ns_level2>A_level3\nx_shared>s_level2'],
])('the highest level is at the top, with edges %s', async (_, between) => {
  const graph = graphOf(`${WITHIN}\n${between}`);
  const { placed } = await arrange(graph, layouter);
  if ('failure' in placed) expect.unreachable(placed.failure);
  expect([findFaults, findTangles, findDisorder].flatMap((it) => it(placed))).toEqual([]);
  const boxes = new Map(placed.nodes.map((it) => [it.node.id, it]));
  for (const { edge, points } of placed.edges) {
    for (const [id, end] of [
      [edge.source, points[0]] as const,
      [edge.target, points.at(-1)] as const,
    ]) {
      const { x = 0, width = 0 } = boxes.get(id) ?? {};
      expect([x, x + width]).toContain(end?.x);
    }
  }
});

test('numbers of states are levels in a hierarchical model', () => {
  const declared = ['s1', 'o1', 'A1', 's2', 'o2', 'A2', 'G2'].map((it) => `${it}[2]`).join('\n');
  const platesOf = (section: string) => {
    const { model } = onlySpec(
      `## GNNSection\n${section}\n## ModelName\nA\n## StateSpaceBlock\n${declared}`,
    );
    return buildGraph(model, 'factor').plates.map(({ label }) => label);
  };
  expect(platesOf('HierarchicalPOMDP')).toEqual(['level 1', 'level 2']);
  expect(platesOf('ActInfPOMDP')).toEqual([]);
});

test('the halves of an edge are joined where the longer one of their last lines begins', () => {
  const there = [
    { x: 10, y: 10 },
    { x: 100, y: 10 },
  ];
  const back = [
    { x: 20, y: 90 },
    { x: 70, y: 90 },
    { x: 70, y: 20 },
    { x: 100, y: 20 },
  ];
  expect(joinHalves(there, back)).toEqual([
    { x: 10, y: 10 },
    { x: 70, y: 10 },
    { x: 70, y: 20 },
    { x: 70, y: 20 },
    { x: 70, y: 90 },
    { x: 20, y: 90 },
  ]);
});

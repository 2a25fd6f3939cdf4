import { expect, test } from 'vitest';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { coarsen, MAX_NODES } from '../../src/pictures/collapse.js';
import type { PictureGraph } from '../../src/pictures/graph.js';
import { onlySpec } from '../support/spec-text.js';

/** As many states as wanted, each with its observation, of some agents; and what belongs to none. */
function graphOf(states: number, agents: number): PictureGraph {
  const names = Array.from({ length: states }, (_, at) => `agent${(at % agents) + 1}_${at}`);
  const { model } = onlySpec(
    `## ModelName\nMany\n## StateSpaceBlock\n${names.map((it) => `s_${it}[2]\no_${it}[2]`).join('\n')}\nA[2,2]\n## Connections\n${names.map((it) => `s_${it}>o_${it}\nA-s_${it}`).join('\n')}\n`,
  );
  return buildGraph(model, 'factor');
}

/** How many nodes of the model are drawn: each for itself or in a group. */
function countMembers({ nodes }: PictureGraph): number {
  const counts = nodes.map(({ kind, caption }) =>
    kind === 'group' ? Number(/^\d+/.exec(caption)?.[0]) : 1,
  );
  return counts.reduce((sum, it) => sum + it, 0);
}

function expectSound({ nodes, edges, plates }: PictureGraph): void {
  const ids = new Set(nodes.map(({ id }) => id));
  expect(ids.size).toBe(nodes.length);
  for (const { source, target } of edges) {
    expect(ids.has(source) && ids.has(target)).toBe(true);
    // What is within a group is not shown.
    expect(source).not.toBe(target);
  }
  const frames = new Set(plates.map(({ id }) => id));
  for (const { plate } of nodes) expect(plate === null || frames.has(plate)).toBe(true);
}

test('a graph of no more nodes than that is first drawn as it is', () => {
  const graph = graphOf((MAX_NODES - 2) / 2, 1);
  expect(coarsen(graph).next().value).toBe(graph);
});

test('one of more is drawn by groups, which say how many nodes and edges are in them', () => {
  const graph = graphOf(MAX_NODES, 3);
  const [first] = coarsen(graph);
  if (first === undefined) expect.unreachable('there is no smaller graph');
  expectSound(first);
  expect(first.nodes.map(({ kind, name }) => [kind, name]).toSorted()).toEqual([
    ['factor', 'A'],
    ['group', 'agent 1'],
    ['group', 'agent 2'],
    ['group', 'agent 3'],
  ]);
  expect(countMembers(first)).toBe(graph.nodes.length);
  expect(first.edges.map(({ label, title }) => [label, title])).toEqual(
    Array.from({ length: 3 }, () => ['50', '50 edges']),
  );
});

test('innermost plates become groups before those around them, which stay frames until then', () => {
  const parts = ['0', '1'].flatMap((it) => [
    `s_f${it}`,
    `B_f${it}`,
    `D_f${it}`,
    `o_m${it}`,
    `A_m${it}`,
  ]);
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\n${parts.map((it) => `${it}[2]`).join('\n')}\nG[1]\n## Connections\n(s_f0,s_f1)>(A_m0,A_m1)\n(B_f0,s_f0)>(s_f0,B_f0)\nA_m0>o_m0\no_m0>G\ns_f0>G\n## Time\nDynamic\n`,
  );
  const graph = buildGraph(model, 'factor');
  const [whole, inner, outer, ...others] = coarsen(graph);
  expect([whole, others]).toEqual([graph, []]);
  if (inner === undefined || outer === undefined) expect.unreachable('there are no groups');
  for (const it of [inner, outer]) expectSound(it);
  expect(inner.plates.map(({ label }) => label)).toEqual(['every t']);
  expect(inner.nodes.filter(({ kind }) => kind === 'group').map(({ name }) => name)).toEqual([
    'factor 0',
    'modality 0',
    'factor 1',
    'modality 1',
  ]);
  // Four meet in one bar; the other is within a group.
  expect(inner.nodes.filter(({ kind }) => kind === 'junction')).toHaveLength(1);
  expect(outer.plates).toEqual([]);
  expect(outer.nodes.map(({ kind, name }) => [kind, name])).toEqual(
    expect.arrayContaining([['group', 'every t']]),
  );
  expect(outer.nodes.length).toBeLessThan(inner.nodes.length);
});

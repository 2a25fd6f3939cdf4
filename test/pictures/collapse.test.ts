import { expect, test } from 'vitest';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { collapseGraph, MAX_NODES } from '../../src/pictures/collapse.js';
import { onlySpec } from '../support/spec-text.js';

/** As many states as wanted, each with its observation, of some agents. */
function graphOf(states: number, agents: number) {
  const names = Array.from({ length: states }, (_, at) => `agent${(at % agents) + 1}_${at}`);
  const { model } = onlySpec(
    `## ModelName\nMany\n## StateSpaceBlock\n${names.map((it) => `s_${it}[2]\no_${it}[2]`).join('\n')}\nA[2,2]\n## Connections\n${names.map((it) => `s_${it}>o_${it}\nA-s_${it}`).join('\n')}\n`,
  );
  return buildGraph(model, 'factor');
}

test('a graph of no more nodes than that is drawn as it is', () => {
  const graph = graphOf((MAX_NODES - 2) / 2, 1);
  expect(collapseGraph(graph)).toBe(graph);
});

test('one of more is drawn by groups, which say how many nodes and edges are in them', () => {
  const graph = graphOf(MAX_NODES, 3);
  const { nodes, edges, plates } = collapseGraph(graph);
  expect(plates).toEqual([]);
  expect(nodes.length).toBeLessThanOrEqual(MAX_NODES);
  expect(nodes.every(({ kind }) => kind === 'group')).toBe(true);
  const counts = nodes.map(({ caption }) => Number(/^\d+/.exec(caption)?.[0]));
  expect(counts.reduce((sum, it) => sum + it, 0)).toBe(graph.nodes.length);
  const ids = new Set(nodes.map(({ id }) => id));
  expect(edges.length).toBeGreaterThan(0);
  for (const { source, target } of edges) {
    expect(ids.has(source) && ids.has(target)).toBe(true);
    // What is within a group is not shown.
    expect(source).not.toBe(target);
  }
});

import { expect, test } from 'vitest';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { placeInRows } from '../../src/pictures/rows.js';
import { onlySpec } from '../support/spec-text.js';

/** What a picture of some variables frames: each name with the labels around it. */
function pathsOf(names: readonly string[], rest = ''): Record<string, string> {
  const declared = names.map((it) => `${it}[2]`).join('\n');
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\n${declared}\n## InitialParameterization\nA=[[1,0],[0,1]]\n${rest}`,
  );
  const { nodes, plates } = buildGraph(model, 'factor');
  const byId = new Map(plates.map((it) => [it.id, it]));
  const pathOf = (plate: string | null): string[] => {
    const found = byId.get(plate ?? '');
    return found === undefined ? [] : [...pathOf(found.parent), found.label];
  };
  return Object.fromEntries(nodes.map(({ name, plate }) => [name, pathOf(plate).join(', ')]));
}

test('a letter with the number of an agent or level belongs to it', () => {
  expect(
    pathsOf(['s_agent1', 's_agent2', 'G1', 'G2', 'x_next1', 'x_next2', 'door_1', 'o_joint']),
  ).toEqual({
    s_agent1: 'agent 1',
    s_agent2: 'agent 2',
    G1: 'agent 1',
    G2: 'agent 2',
    x_next1: 'agent 1',
    x_next2: 'agent 2',
    door_1: '',
    o_joint: '',
  });
});

test('unless there are more numbers than agents, or agents of levels', () => {
  const three = pathsOf(['s_agent1', 's_agent2', 'o_agent1', 'o_agent2', 'G1', 'G2', 'G3']);
  expect([three['G1'], three['o_agent1']]).toEqual(['', 'agent 1']);
  const both = pathsOf(['s_agent1', 's_agent2', 's_level1', 's_level2', 'G1', 'G2']);
  expect(both['G1']).toBe('');
});

test('the time of one level is not that of another', () => {
  const names = ['s', 'o', 'A', 'B'].flatMap((it) => [`${it}_level1`, `${it}_level2`]);
  const paths = pathsOf(names, '## Time\nDynamic\nTime=t1');
  expect([paths['s_level1'], paths['s_level2']]).toEqual([
    'level 1, every t1',
    'level 2, every step',
  ]);
  const numbered = pathsOf(['s1', 'o1', 'A1', 's2', 'o2', 'A2'], '## Time\nDynamic\nTime=t1');
  expect(new Set(Object.values(numbered))).toEqual(new Set(['every step']));
});

test('what no edge leads to stands in rows below the graph, within its plate', () => {
  const { model } = onlySpec(
    `## ModelName\nA\n## StateSpaceBlock\n${['s', 'o', 'v', 'w']
      .flatMap((it) => [`${it}_agent1[2]`, `${it}_agent2[2]`])
      .join('\n')}\nx[2]\ny[2]\n## Connections\nx>y`,
  );
  const graph = buildGraph(model, 'factor');
  const { boxes, width, height } = placeInRows(graph, { width: 200, height: 50 });
  const nameOf = new Map([
    ...graph.nodes.map(({ id, name }) => [id, name] as const),
    ...graph.plates.map(({ id, label }) => [id, label] as const),
  ]);
  const placed = new Map(Array.from(boxes, ([id, box]) => [nameOf.get(id) ?? id, box]));
  expect([...placed.keys()].toSorted()).toEqual(
    [
      'agent 1',
      'agent 2',
      ...['o', 's', 'v', 'w'].flatMap((it) => [`${it}_agent1`, `${it}_agent2`]),
    ].toSorted(),
  );
  const [one, two, state] = ['agent 1', 'agent 2', 's_agent1'].map((it) => placed.get(it));
  // Beside each other, below the graph, and around what is in them.
  expect(one?.y).toBe(two?.y);
  expect(one?.y).toBeGreaterThan(50);
  expect(two?.x).toBeGreaterThan((one?.x ?? 0) + (one?.width ?? 0));
  expect(state?.x).toBeGreaterThan(one?.x ?? 0);
  expect(state?.y).toBeGreaterThan(one?.y ?? 0);
  expect(width).toBeGreaterThanOrEqual((two?.x ?? 0) + (two?.width ?? 0));
  expect(height).toBeGreaterThanOrEqual((one?.y ?? 0) + (one?.height ?? 0));
});

import { expect, test } from 'vitest';
import type { Point } from '../../src/pictures/box.js';
import type { PlacedEdge, PlacedGraph, PlacedNode } from '../../src/pictures/elk-graph.js';
import { measureNode } from '../../src/pictures/node-face.js';
import { partEdges } from '../../src/pictures/part-edges.js';
import { findTangles } from '../support/picture-geometry.js';

function nodeAt(id: string, x: number, y: number): PlacedNode {
  const bare = { dimensions: '', caption: '', title: id, plate: null };
  const node = { id, kind: 'factor' as const, name: id, ...bare };
  return { node, face: measureNode(node), x, y, width: 44, height: 44 };
}

function edgeAlong(id: string, ends: string, points: readonly Point[], text = ''): PlacedEdge {
  const [source = '', target = ''] = ends.split('>');
  const edge = { id, kind: 'directed' as const, source, target, arrow: true, label: text };
  const label = text === '' ? null : { x: 60, y: 0, width: 40, height: 13, text };
  return { edge: { ...edge, title: ends }, points, label };
}

/** Two edges that cross no other node, 3 pixels apart where both are upright. */
function graphOf(text = ''): PlacedGraph {
  return {
    width: 300,
    height: 300,
    nodes: [nodeAt('a', 0, 0), nodeAt('b', 0, 100), nodeAt('c', 200, 50), nodeAt('d', 200, 200)],
    edges: [
      edgeAlong(
        'e0',
        'a>c',
        [
          { x: 44, y: 22 },
          { x: 120, y: 22 },
          { x: 120, y: 72 },
          { x: 200, y: 72 },
        ],
        text,
      ),
      edgeAlong(
        'e1',
        'b>d',
        [
          { x: 44, y: 122 },
          { x: 123, y: 122 },
          { x: 123, y: 50 },
          { x: 150, y: 50 },
          { x: 150, y: 222 },
          { x: 200, y: 222 },
        ],
        text,
      ),
    ],
    plates: [],
  };
}

test('lines too close to each other are moved apart, and ends stay at their nodes', () => {
  const graph = graphOf();
  expect(new Set(findTangles(graph))).toEqual(
    new Set(['a>c and b>d run too close', 'a>c and b>d bend on each other']),
  );
  const parted = partEdges(graph);
  expect(findTangles(parted)).toEqual([]);
  expect(parted.nodes).toBe(graph.nodes);
  for (const [at, { points }] of parted.edges.entries()) {
    const was = graph.edges[at]?.points ?? [];
    expect(points).toHaveLength(was.length);
    expect(points[0]).toEqual(was[0]);
    expect(points.at(-1)).toEqual(was.at(-1));
  }
});

test('a graph without tangles stays as it is, and so does an edge with a label', () => {
  const parted = partEdges(graphOf());
  expect(partEdges(parted)).toEqual(parted);
  const labelled = graphOf('because');
  expect(partEdges(labelled)).toEqual(labelled);
});

/** Random graphs of 5 to 150 nodes: no label is over another, over a shape or an edge, or cut. */
import * as fc from 'fast-check';
import { expect, test, inject } from 'vitest';
import type { EdgeKind, NodeKind, PictureGraph, PictureNode } from '../../src/pictures/graph.js';
import { mergeParallel } from '../../src/pictures/build-graph.js';
import { place } from '../../src/pictures/arrange.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { findFaults } from '../support/picture-geometry.js';
import { holds } from '../support/property.js';

const layouter = startLayouter();

const KINDS: readonly NodeKind[] = ['variable', 'observed', 'action', 'computed', 'factor'];
const EDGES: readonly EdgeKind[] = ['directed', 'undirected', 'conditional', 'bidirectional'];
const NAMES = ['s', 'A_m0', 'π', 's_t+1', 'o_signal', 'expected_free_energy_of_all', 'μ_dot'];
const TERMS = ['', 'HiddenState', 'PriorOverHiddenStatesFactor0', 'ExpectedFreeEnergyPerPolicy'];

const node = fc.record({
  kind: fc.constantFrom(...KINDS),
  name: fc.constantFrom(...NAMES),
  dimensions: fc.constantFrom('', '3', '3×3×2', '128×128×16'),
  caption: fc.constantFrom(...TERMS),
  plate: fc.integer({ min: -2, max: 2 }),
});

const edge = fc.record({
  source: fc.nat(),
  target: fc.nat(),
  kind: fc.constantFrom(...EDGES),
  label: fc.constantFrom('', '', '', 'emits', 'a label that is too long to be shown as a whole'),
});

/** @param most - nodes */
function arbitraryGraph(most: number): fc.Arbitrary<PictureGraph> {
  return fc.array(node, { minLength: 5, maxLength: most, size: 'max' }).chain((nodes) =>
    fc
      .array(edge, { minLength: 1, maxLength: Math.ceil(nodes.length * 1.4), size: 'max' })
      .map((edges): PictureGraph => ({
        style: 'factor',
        plates: [
          { id: 'p0', label: 'agent 1', parent: null },
          { id: 'p1', label: 't = 1 … 30', parent: 'p0' },
          { id: 'p2', label: 'modality with a long name', parent: 'p1' },
        ],
        nodes: nodes.map(({ plate, ...rest }, index): PictureNode => ({
          ...rest,
          id: `n${index}`,
          title: rest.name,
          plate: plate < 0 ? null : `p${plate}`,
        })),
        edges: mergeParallel(
          edges.map(({ source, target, ...rest }, index) => ({
            ...rest,
            id: `e${index}`,
            source: `n${source % nodes.length}`,
            target: `n${target % nodes.length}`,
            arrow: true,
            title: `edge ${index}`,
          })),
        ),
      })),
  );
}

const SIZES = [
  { most: 40, short: 2, full: 60 },
  // Each takes a second.
  { most: 150, short: 0, full: 20 },
].filter(({ short }) => short > 0 || inject('isFull'));

test.each(SIZES)('up to $most nodes', async ({ most, ...tries }) => {
  await holds(
    fc.asyncProperty(arbitraryGraph(most), async (graph) => {
      const placed = await place(graph, layouter);
      expect('failure' in placed ? placed.failure : findFaults(placed)).toEqual([]);
    }),
    tries,
  );
});

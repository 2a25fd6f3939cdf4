import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/pictures/build-graph.js';
import { drawModel } from '../../src/pictures/draw-model.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { onlySpec } from '../support/spec-text.js';

const layouter = startLayouter();

const POMDP = `
## GNNSection
ActInfPOMDP
## ModelName
A lamp
## StateSpaceBlock
A[2,2,type=float]  # how dusk looks
B[2,2,2,type=float]
D[2,type=float]
s_t[2,1,type=float]
o[2,1,type=int]
u[1,type=int]
## Connections
D>s_t
s_t-A
A-o:sensor
(s_t,u)>B
B>x
## InitialParameterization
A={(0.9, 0.1), (0.1, 0.9)}
B={((1.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 0.0))}
## ActInfOntologyAnnotation
A=LikelihoodMatrix
o=Observation
`;

const { model } = onlySpec(POMDP);

function textsOf(svg: string): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>(.*?)<\/text>/g), ([, text = '']) =>
    text.replace(/<[^>]*>/g, ''),
  );
}

function countSquares(svg: string): number {
  return svg.match(/class="shape factor"/g)?.length ?? 0;
}

test('what is connected twice in one way is one edge with both labels, and a node has one loop', () => {
  const twice = onlySpec(
    '## ModelName\nA\n## StateSpaceBlock\ns[2]\no[2]\n## Connections\ns>o:one\ns>o:two\ns->o\ns-o\ns>s:back\ns~s',
  );
  const { edges } = buildGraph(twice.model);
  expect(edges.map(({ kind, source, target, label }) => [kind, source, target, label])).toEqual([
    ['directed', 'n0', 'n1', 'one; two'],
    ['undirected', 'n0', 'n1', ''],
    ['directed', 'n0', 'n0', 'back'],
  ]);
});

describe('drawModel', () => {
  test('draws what the model declares, as text', async () => {
    const { svg, form, style, notices } = await drawModel(model, layouter);
    expect({ form, style, notices }).toEqual({ form: 'graph', style: 'factor', notices: [] });
    expect(XMLValidator.validate(svg)).toBe(true);
    const texts = textsOf(svg);
    for (const text of ['A lamp', 'A', '2×2×2', 'st', 'u', 'x', 'sensor', 'Observation']) {
      expect(texts).toContain(text);
    }
    expect(texts).toContain('not declared');
  });

  test('gives the same bytes each time', async () => {
    const first = await drawModel(model, layouter, { matrices: true });
    const second = await drawModel(structuredClone(model), layouter, { matrices: true });
    expect(second.svg).toBe(first.svg);
  });

  test('has no script and names nothing outside of it', async () => {
    const { svg } = await drawModel(model, layouter, { matrices: true });
    expect(svg).not.toMatch(/<script|<foreignObject|href=|@import|\son\w+=/i);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  test('squares are factors in the factor style only', async () => {
    const [factor, causal] = await Promise.all([
      drawModel(model, layouter, { style: 'factor' }),
      drawModel(model, layouter, { style: 'causal' }),
    ]);
    // A, B and D, and one in the legend.
    expect([countSquares(factor.svg), countSquares(causal.svg)]).toEqual([4, 0]);
  });

  test('what cannot be laid out gets its table, which says so', async () => {
    const slow = {
      layOut: async () => ({ failure: 'it takes more than 5 s' }),
      end: async () => {},
    };
    const { svg, form, notices } = await drawModel(model, slow);
    expect(form).toBe('table');
    expect(notices).toEqual([
      'it cannot be laid out, so its table is shown: it takes more than 5 s',
    ]);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['variable', 's_t', '2×2', 'LikelihoodMatrix']),
    );
  });

  test('an element of a heat map for each number that is not 0', async () => {
    const { svg } = await drawModel(model, layouter, { matrices: true });
    const parsed: unknown = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(parsed).toHaveProperty('svg');
    expect(svg.match(/class="positive"/g)).toHaveLength(8);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['u = 0', 'u = 1', '0.9']));
  });
});

import { describe, expect, test } from 'vitest';
import { joinGraphs } from '../../src/pictures/compare-graphs.js';
import { drawDifference } from '../../src/pictures/draw-difference.js';
import type { PictureGraph } from '../../src/pictures/graph.js';
import { startLayouter } from '../../src/pictures/layout.js';
import { compareModels } from '../../src/version/difference/index.js';
import { comparableModel } from '../support/models/index.js';

const SPEC = `
## GNNSection
ActInfPOMDP
## ModelName
A lamp
## StateSpaceBlock
A[2,2,type=float]
D[2,type=float]
s_t[2,type=float]
o[2,type=int]
## Connections
D>s_t
s_t-A
A-o
s_t>s_t+1
## InitialParameterization
A={(0.9, 0.1), (0.1, 0.9)}
D={(0.5, 0.5)}
## ActInfOntologyAnnotation
A=LikelihoodMatrix
`;

/** The models of two texts, and what differs between them. */
function sides(after: string, before = SPEC) {
  const [was, is] = [comparableModel(before), comparableModel(after)];
  return { was, is, changes: compareModels(was, is, false) };
}

function join(after: string, before = SPEC): PictureGraph {
  const { was, is, changes } = sides(after, before);
  return joinGraphs(was.model, is.model, changes);
}

/** The marks of the nodes that have one, by their names. */
const marksOf = ({ nodes }: PictureGraph) =>
  Object.fromEntries(nodes.flatMap(({ name, mark }) => (mark === undefined ? [] : [[name, mark]])));

const edgeMarksOf = ({ edges, nodes }: PictureGraph): string[] => {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges.flatMap(({ source, target, mark }) =>
    mark === undefined ? [] : [`${names.get(source)} ${names.get(target)} ${mark}`],
  );
};

const textsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>(.*?)<\/text>/g), ([, text = '']) =>
    text.replaceAll(/<[^>]*>/g, ''),
  );

const withTransition = (value: string): string =>
  SPEC.replace('D[2,type=float]', 'D[2,type=float]\nB[2,2,2]\nu[2]')
    .replace('A-o', 'A-o\ns_t-B\nu-B')
    .replace('D={', `B={((1, 0), (0, ${value})), ((0, 1), (1, 0))}\nD={`);

describe('one graph of two models', () => {
  test('of two that are the same, nothing is marked', () => {
    const graph = join(SPEC);
    expect([marksOf(graph), edgeMarksOf(graph)]).toEqual([{}, []]);
  });

  test('what only one of them has is added or removed, with its edges', () => {
    const graph = join(
      SPEC.replace('o[2,type=int]\n', 'o[2,type=int]\nu[1,type=int]\n')
        .replace('A-o\n', 'A-o\nu>s_t\n')
        .replace('D[2,type=float]\n', '')
        .replace('D>s_t\n', '')
        .replace('D={(0.5, 0.5)}\n', ''),
    );
    expect(marksOf(graph)).toEqual({ u: 'added', D: 'removed' });
    expect(edgeMarksOf(graph)).toEqual(['u s_t added', 'D s_t removed']);
  });

  test('a variable of another shape has both of its shapes', () => {
    const graph = join(SPEC.replace('o[2,type=int]', 'o[3,1,type=int]'));
    expect(marksOf(graph)).toEqual({ o: 'changed' });
    expect(graph.nodes.find(({ name }) => name === 'o')?.dimensions).toBe('2 → 3×1');
  });

  test.each([
    ['a type', 'o[2,type=int]', 'o[2,type=float]', 'o'],
    ['a value', '0.9, 0.1)', '0.8, 0.2)', 'A'],
    ['a term', 'A=LikelihoodMatrix', 'A=TransitionMatrix', 'A'],
  ])('%s that changed marks its variable, whose title says it', (_, from, to, name) => {
    const after = SPEC.replace(from, to);
    const graph = join(after);
    expect(marksOf(graph)).toEqual({ [name]: 'changed' });
    const { title, dimensions } = graph.nodes.find((it) => it.name === name) ?? {};
    expect(title).toContain(sides(after).changes[0]?.text);
    expect(dimensions).not.toContain('→');
  });

  test('a variable that was renamed is one node, as are its times, and its edges are the same', () => {
    const graph = join(SPEC.replaceAll('s_t', 'light'));
    const marks = marksOf(graph);
    expect(marks).toMatchObject({ light: 'changed' });
    expect(Object.keys(marks)).not.toContain('s_t');
    expect(edgeMarksOf(graph)).toEqual([]);
  });
});

describe('the picture of a difference', () => {
  const layouter = startLayouter();
  const drawn = async (after: string, before = SPEC, through = layouter) => {
    const { was, is, changes } = sides(after, before);
    const [a, b] = [was, is].map(({ model, values }, at) => ({
      title: `lamp@1.0.${at}`,
      model,
      values,
    }));
    if (a === undefined || b === undefined) throw new Error('two sides are drawn');
    return drawDifference({ before: a, after: b, changes, verdict: 'patch' }, through);
  };
  test('a value that changed is there before, after and as the difference, whose cells say both', async () => {
    const { svg, form } = await drawn(SPEC.replace('0.9, 0.1)', '0.75, 0.25)'));
    expect(form).toBe('graph');
    const texts = textsOf(svg);
    for (const caption of ['before', 'after', 'difference']) {
      expect(texts).toContain(`2×2 · ${caption}`);
    }
    expect(texts).toEqual(expect.arrayContaining(['−0.15', '0.15']));
    expect(svg).toContain('<title>0.9 → 0.75</title>');
  });

  test('of several slices, only those that changed are there', async () => {
    const { svg } = await drawn(withTransition('0.5'), withTransition('1'));
    const texts = textsOf(svg).filter((it) => it.startsWith('u = '));
    expect(new Set(texts)).toEqual(new Set(['u = 1']));
    expect(svg).toContain('<title>1 → 0.5</title>');
  });

  test.each([
    ['added', SPEC, SPEC.replace('D={(0.5, 0.5)}\n', '')],
    ['removed', SPEC.replace('D={(0.5, 0.5)}\n', ''), SPEC],
  ])('a value that is %s is there once', async (caption, after, before) => {
    const { svg } = await drawn(after, before);
    expect(textsOf(svg)).toContain(`2 · ${caption}`);
  });

  test('a value of another shape is there before and after, without a difference', async () => {
    const { svg } = await drawn(
      SPEC.replace('D[2,', 'D[3,').replace('(0.5, 0.5)', '(0.5, 0.25, 0.25)'),
    );
    const texts = textsOf(svg);
    expect(texts).toEqual(expect.arrayContaining(['2 · before', '3 · after']));
    expect(texts).not.toContain('3 · difference');
  });

  test('what no graph shows is listed', async () => {
    const { svg } = await drawn(`${SPEC}## Time\nDynamic\n`);
    expect(textsOf(svg)).toContain('Also changed');
  });

  test('models that cannot be laid out get a table, which says so', async () => {
    const slow = {
      layOut: async () => ({ failure: 'it takes more than 5 s' }),
      end: async () => {},
    };
    const { svg, form, notices } = await drawn(SPEC.replace('0.9, 0.1)', '0.8, 0.2)'), SPEC, slow);
    expect(form).toBe('table');
    expect(notices).toEqual([
      'they cannot be laid out, so a table is shown: it takes more than 5 s',
    ]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['variable', 's_t']));
  });

  test('models of many nodes are drawn by groups, which is said', async () => {
    const many = SPEC.replace(
      '## Connections\n',
      `${Array.from({ length: 160 }, (_, at) => `w${at}[1]`).join('\n')}\n## Connections\n`,
    );
    const { form, notices } = await drawn(many.replace('0.9, 0.1)', '0.8, 0.2)'), many);
    expect(form).toBe('groups');
    expect(notices).toEqual([expect.stringMatching(/^their 16\d nodes are drawn by groups$/)]);
  });
});

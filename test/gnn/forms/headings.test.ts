import { describe, expect, test } from 'vitest';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, places, soundSpec } from '../../support/spec-text.js';

const START = '## GNNSection\nX\n';

/** The sections of a text with the lines of their headings, and what was found. */
const read = (text: string) => {
  const spec = onlySpec(text);
  const sections = Object.fromEntries([...spec.sections].map(([name, at]) => [name, at.line]));
  return { sections, places: places(spec), spec };
};

describe('a heading of another level', () => {
  test.each([
    [`# GNNVersionAndFlags\nGNN v1 flags=a\n${START}`, { GNNVersionAndFlags: 1, GNNSection: 3 }, 1],
    [`${START}### StateSpaceBlock\ns[1]`, { GNNSection: 1, StateSpaceBlock: 3 }, 3],
    [`${START}##StateSpaceBlock\ns[1]`, { GNNSection: 1, StateSpaceBlock: 3 }, 3],
    [`${START}  #### Connections: ##\ns>o`, { GNNSection: 1, Connections: 3 }, 3],
    [`${START}###Time\nStatic`, { GNNSection: 1, Time: 3 }, 3],
    [`${START}## Footer\nx\n# Time\nStatic`, { GNNSection: 1, Footer: 3, Time: 5 }, 5],
    [`${START}## Notes\nx\n# Time\nStatic`, { GNNSection: 1, Time: 5 }, 5],
  ])('%j opens the section that the model lacks', (text, sections, line) => {
    const found = read(text);
    expect(found.sections).toEqual(sections);
    expect(found.places.filter((it) => !it.startsWith('GNN-I001'))).toEqual([`GNN-W031 ${line}:1`]);
  });

  test('several at once, one of each', () => {
    const text = `### ModelName\nM\n${START}### Connections\ns>o\n### Connections\no>s\n##Time\nStatic`;
    const found = read(text);
    expect(found.sections).toEqual({ ModelName: 1, GNNSection: 3, Connections: 5, Time: 9 });
    expect(found.spec.model.connections).toHaveLength(2);
    expect(found.spec.model.model_name).toBe('M');
    expect(found.spec.model.time?.mode).toBe('Static');
  });

  test('one that the model has still ends the one before it, which says where its lines are', () => {
    const found = read(
      '## ModelName\nM\n## GNNVersionAndFlags\nGNN v1\n### GNNSection\nX\n### ModelName\nN\n### Time\nStatic',
    );
    expect(found.sections).toEqual({ ModelName: 1, GNNVersionAndFlags: 3, GNNSection: 5, Time: 9 });
    expect(found.spec.model).toMatchObject({ gnn_section: 'X', model_name: 'M' });
    expect(found.places).toEqual(['GNN-W031 5:1', 'GNN-W031 9:1']);
    expect(found.spec.model.extensions).toMatchObject([{ name: 'ModelName', text: 'N' }]);
    expect(found.spec.diagnostics[0]?.message).toMatch(
      /; `### ModelName` on line 7, whose section the model has, is kept under extensions$/,
    );
  });

  test.each([
    `${START}## StateSpaceBlock\n# Time\nt[1,type=int]`,
    `${START}## StateSpaceBlock\n### Connections\ns[1]\n## Connections\ns>s`,
    `${START}## StateSpaceBlock\n### Connections of s\ns[1]`,
    `${START}## StateSpaceBlock\n### connections\ns[1]`,
    `${START}\`\`\`\n### Connections\n\`\`\`\n`,
    `${START}<!--\n### Connections\n-->\n`,
  ])('%j stays a comment', (text) => {
    expect(read(text).places.filter((it) => it.startsWith('GNN-W031'))).toEqual([]);
  });

  test('a title that is the name of a section stays the title if the section is there', () => {
    const { spec } = read(`# Connections\n${START}## Connections\ns>o`);
    expect(spec.model.title).toBe('Connections');
    expect(spec.diagnostics).toEqual([]);
  });
});

describe('synonyms', () => {
  test.each([
    ['State space block', 'StateSpaceBlock', 's[1]'],
    ['State Space', 'StateSpaceBlock', 's[1]'],
    ['Initial Parameterization', 'InitialParameterization', 'a=1'],
    ['Initial parameterisation:', 'InitialParameterization', 'a=1'],
    ['GNN version and flags', 'GNNVersionAndFlags', 'GNN v1'],
    ['Active Inference Ontology', 'ActInfOntologyAnnotation', 's=Action'],
    ['ActInf Ontology Annotation', 'ActInfOntologyAnnotation', 's=Action'],
    ['Model name', 'ModelName', 'M'],
    ['model_name', 'ModelName', 'M'],
    ['Model annotations', 'ModelAnnotation', 'M'],
    ['CONNECTIONS', 'Connections', 's>o'],
    ['GNN v1', 'GNNVersionAndFlags', 'a'],
    ['gnn_v2.0.0:', 'GNNVersionAndFlags', 'a'],
    ['GNN version 1', 'GNNVersionAndFlags', 'a'],
    ['GNN Version: 1.0', 'GNNVersionAndFlags', 'a'],
    ['**StateSpaceBlock**', 'StateSpaceBlock', 's[1]'],
    ['State-Space Block', 'StateSpaceBlock', 's[1]'],
  ])('## %s opens %s', (heading, section, body) => {
    const found = read(`${START}## ${heading}\n${body}`);
    expect(found.sections).toEqual({ GNNSection: 1, [section]: 3 });
    expect(found.places).toEqual(['GNN-I014 3:1']);
  });

  test.each(['## GNN v1.2', '## GNN v1.2:', '## GNN_v1.2 ##'])(
    'the version in the heading is read: %s',
    (heading) => {
      const { spec, places: found } = read(`${START}${heading}\nflag`);
      expect(spec.model.gnn_version).toBe('1.2');
      expect(spec.model.flags.map((it) => it.name)).toEqual(['flag']);
      expect(found).toEqual(['GNN-I014 3:1']);
    },
  );

  test('the exact name comes first', () => {
    const found = read(`${START}## Model name\nM\n## ModelName\nN`);
    expect(found.spec.model.model_name).toBe('N');
    expect(found.sections).toEqual({ GNNSection: 1, ModelName: 5 });
    expect(found.places).toEqual(['GNN-W008 3:1']);
  });

  test.each(['Connection', 'Equations 2', 'Time series', 'My state space', 'GNN 2023', 'GNN v1 a'])(
    '## %s is none',
    (heading) => {
      expect(read(`${START}## ${heading}\nx`).sections).toEqual({ GNNSection: 1 });
    },
  );
});

describe('text on the line of the heading', () => {
  test('## ModelName: X', () => {
    const found = read(`${START}## ModelName: My agent #1\n`);
    expect(found.spec.model.model_name).toBe('My agent #1');
    expect(found.places).toEqual(['GNN-W032 3:1']);
  });

  test.each([
    ['## Time: Static # note', 'Static'],
    ['## Time : Static ##', 'Static'],
    ['## Time:Static\nDiscrete', 'Static'],
  ])('%j', (text, mode) => {
    const found = read(`${START}${text}\n`);
    expect(found.spec.model.time?.mode).toBe(mode);
    expect(found.places).toEqual(['GNN-W032 3:1']);
  });

  test('declarations, connections, values and prose', () => {
    const text = `${START}## StateSpaceBlock: s[2]\n## Connections: s>s\n## InitialParameterization: s={(1,\n0)}\n## Footer: The end`;
    const { model } = read(text).spec;
    expect(model.variables[0]).toMatchObject({ name: 's', line: 3, column: 21 });
    expect(model.connections).toHaveLength(1);
    expect(model.parameters[0]).toMatchObject({ shape: [2], line: 5, end_line: 6 });
    expect(model.footer).toBe('The end');
  });

  test.each([
    ['## ModelName: m', 'm'],
    ['## modelname: a', 'a'],
    ['## ModelName: ModelName', 'ModelName'],
    ['## ModelName: The end ##', 'The end'],
    ['## ModelName: One: two:', 'One: two:'],
  ])('the letters of the name are not taken for those of the text: %s', (heading, name) => {
    expect(read(`${START}${heading}`).spec.model.model_name).toBe(name);
  });

  test('signs that close the heading are no part of the text', () => {
    const { model } = read(`${START}## Footer: The end ##\nof it ##`).spec;
    expect(model.footer).toBe('The end\nof it ##');
  });

  test('a colon at its end may be the sign of a value below', () => {
    const { spec, places: found } = read(`${START}## InitialParameterization: A:\n{(1,0)}`);
    expect(spec.model.parameters[0]).toMatchObject({ name: 'A', shape: [2], line: 3, end_line: 4 });
    expect(found).toEqual(['GNN-W032 3:1']);
  });

  test.each([
    ['## ModelName:\nX', []],
    ['## Notes: X', ['GNN-I001 3:1']],
    ['## ModelName: X\n## ModelName\nY', ['GNN-W008 3:1']],
  ])('%j stays as it is', (text, found) => {
    expect(read(`${START}${text}`).places).toEqual(found);
  });
});

describe('other blocks', () => {
  const spec = onlySpec(
    soundSpec({
      StateSpaceBlock: 's[2,1]\nA[2,2]\nD[2]',
      ObservationBlock: 'o[2,1,type=int] # seen',
      ControlBlock: 'u[1,type=int], π[1]',
      PreferenceBlock: 'C[2]',
      ConstraintBlock: '',
      Connections: 'D>s\ns-A\nA-o\nu>C\nC>π',
    }),
  );

  test('declare variables, each with its block', () => {
    expect(spec.model.variables.map((it) => [it.name, it.block ?? null])).toEqual([
      ['s', null],
      ['A', null],
      ['D', null],
      ['o', 'ObservationBlock'],
      ['u', 'ControlBlock'],
      ['π', 'ControlBlock'],
      ['C', 'PreferenceBlock'],
    ]);
    expect(validateSpec(spec).diagnostics).toEqual([]);
  });

  test.each([
    ['## StateSpaceBlock\ns[1]\n## ControlBlock\ns[1]', 'GNN-E004 4:1'],
    ['## StateSpaceBlock\ns[1]\n## ControlBlock\n???', 'GNN-E006 4:1'],
    ['## StateSpaceBlock\ns[1]\n## Control block\nu[1]', 'GNN-I014 3:1'],
  ])('%j', (text, place) => {
    expect(read(text).places).toEqual([place]);
  });

  test.each([
    ['## ObservationBlock\no[1]\nq[2] # seen', ['o', 'q']],
    ['## ObservationBlock:\n# nothing else\no[1], q[2]', ['o', 'q']],
    ['## ConstraintBlock\no[1],int # at most 5', ['o']],
    ['##PreferenceBlock\no=[1]', ['o']],
    ['### ControlBlock\no[1]', ['o']],
    ['## CONTROL BLOCK\no[1]', ['o']],
    ['## ControlBlock: o[1]', ['o']],
  ])('%j declares', (text, names) => {
    const { variables } = read(`## StateSpaceBlock\ns[1]\n${text}`).spec.model;
    const block = /[A-Z]+(?= ?Block)/i.exec(text)?.[0].toLowerCase();
    const declared = variables.map((it) => [it.name, it.block?.toLowerCase()]);
    expect(declared).toEqual([['s', undefined], ...names.map((name) => [name, `${block}block`])]);
  });

  test.each(['Controls', 'Blocks', 'ControlBlocks', 'Control'])('## %s is none', (heading) => {
    const found = read(`## StateSpaceBlock\ns[1]\n## ${heading}\nu[1]`);
    expect(found.spec.model.variables).toHaveLength(1);
  });
});

describe('text behind a name that is no English word', () => {
  test.each([
    ['## GNNSection pomdp\n## StateSpaceBlock\ns[1]', { gnn_section: 'pomdp' }],
    [`${START}## ModelName Agent one #1`, { model_name: 'Agent one #1' }],
    [`${START}## ModelName Agent: one`, { model_name: 'Agent: one' }],
    [`${START}## GNNVersionAndFlags GNN v1.2`, { gnn_version: '1.2' }],
    [`${START}## ModelParameters\tdt: 1`, { model_parameters: [{ name: 'dt', value: 1 }] }],
  ])('%j is the body, with a warning', (text, part) => {
    const { spec, places: found } = read(text);
    expect(spec.model).toMatchObject(part);
    expect(found.filter((it) => !it.startsWith('GNN-W032'))).toEqual([]);
    expect(found).toHaveLength(1);
  });

  test('declarations, with their positions', () => {
    const { spec } = read('## StateSpaceBlock s[2], o[3]\nu[1]\n## GNNSection\nX');
    expect(spec.model.variables.map((it) => [it.name, it.line, it.column])).toEqual([
      ['s', 1, 20],
      ['o', 1, 26],
      ['u', 2, 1],
    ]);
  });

  test.each([
    [`${START}## Connections of s`, ['GNN-W008 3:1']],
    [`${START}## Time series`, ['GNN-I001 3:1']],
    [`${START}## ModelName (draft)`, ['GNN-I001 3:1']],
    [`${START}## ModelNames one`, ['GNN-I001 3:1']],
    [`${START}## GNNSection two`, ['GNN-W008 3:1']],
  ])('%j opens nothing', (text, found) => {
    const { sections, places: all } = read(text);
    expect([sections, all]).toEqual([{ GNNSection: 1 }, found]);
  });

  test('a title behind a break starts no model', () => {
    const text = `${START}## StateSpaceBlock\ns[1]\n---\n## StateSpaceBlock of level 2\nx[1]`;
    expect(read(text).spec.model.variables).toHaveLength(1);
  });
});

describe('the copy of a model at another level', () => {
  const COPY = '### GNNSection\nX\n### ModelName\nM\n### StateSpaceBlock\ns[1]\n### Footer\nf';

  test.each([
    ['### ModelName', 3],
    ['#### Footer', 7],
    ['### StateSpaceBlock', 5],
  ])(
    'is kept under extensions, and told at the heading that opens a section: %s',
    (first, from) => {
      const own = '## ModelName\nM\n## StateSpaceBlock\ns[1]\n## Footer\nf\n';
      const copy = COPY.split('\n')
        .slice(from - 1)
        .join('\n')
        .replace(/^#+ \w+/, first);
      const { spec } = read(`${own}### GNNSection\nX\n${copy}`);
      expect(spec.model.gnn_section).toBe('X');
      expect(places(spec)).toEqual(['GNN-W031 7:1']);
      const kept = spec.model.extensions.map((it) => it.line);
      expect(kept).toEqual(Array.from({ length: (9 - from) / 2 }, (_, at) => 9 + 2 * at));
      const more = kept.length === 1 ? ', whose section' : ` and ${kept.length - 1} more below it`;
      expect(spec.diagnostics[0]?.message).toContain(
        `write \`## GNNSection\` above the model's other sections, and delete this copy of them; \`${first}\` on line 9${more}`,
      );
    },
  );

  test.each([
    ['its own level', '## GNNSection\nX\n## Footer\nf\n## Footer\ng', ['GNN-W009 5:1']],
    ['a section of its level', '## GNNSection\nX\n## Footer\nf\n### Footer\ng', []],
    ['the same section', '## GNNSection\nX\n### Footer\nf\n### Footer\ng', ['GNN-W031 3:1']],
  ])('a second heading below %s stays what it was', (_, text, found) => {
    expect(read(text).places).toEqual(found);
  });
});

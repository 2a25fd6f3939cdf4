import { expect, test } from 'vitest';
import { onlySpec, places, readSection, soundSpec } from '../../support/spec-text.js';
import { validateSpec } from '../../../src/validate/index.js';

test.each(['s[2,1]# state', 's[2,1,type=float]#state', 's[2,1]\t### state', 's[2,1],float#state'])(
  'a declaration: %s',
  (line) => {
    const spec = readSection('StateSpaceBlock', line);
    expect(spec.model.variables[0]).toMatchObject({ name: 's', description: 'state' });
    expect(spec.diagnostics).toEqual([]);
  },
);

test.each(['s>o# emits', 's > o#emits', '(s)->o ## emits', 's>o:label# emits', 's>o=x#emits'])(
  'a connection: %s',
  (line) => {
    const spec = readSection('Connections', line);
    expect(spec.model.connections[0]).toMatchObject({
      sources: ['s'],
      targets: ['o'],
      description: 'emits',
    });
    expect(spec.diagnostics).toEqual([]);
  },
);

test.each([
  ['D={(0.5,0.5)}# prior', [0.5, 0.5]],
  ['D=[0.5,# first\n0.5]#prior', [0.5, 0.5]],
  ['D=3#prior', 3],
  ['D=[1; 2]#prior', [[1], [2]]],
  [
    'D(:,0)=(1,2)#one\nD(:,1)=(3,4)# two',
    [
      [1, 3],
      [2, 4],
    ],
  ],
  ['D="a # b"#prior', 'a # b'],
  ["D='a#b' # prior", 'a#b'],
])('a value: %j', (lines, value) => {
  const spec = readSection('InitialParameterization', ...lines.split('\n'));
  expect(spec.values).toEqual([value]);
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['num_obs: 3# three', 3],
  ['num_obs=3#three', 3],
  ['num_obs: [1, 2]# three', [1, 2]],
  ['num_obs: some words# three', 'some words'],
])('a parameter: %s', (line, value) => {
  const spec = readSection('ModelParameters', line);
  expect(spec.model.model_parameters[0]).toMatchObject({ value, description: 'three' });
});

test.each(['s=HiddenState# belief', 's = HiddenState#belief', 's=HiddenState### belief'])(
  'an annotation: %s',
  (line) => {
    const spec = readSection('ActInfOntologyAnnotation', line);
    expect(spec.model.ontology[0]).toMatchObject({ term: 'HiddenState', description: 'belief' });
  },
);

test.each([
  ['Dynamic# mode', ['Dynamic', null, null]],
  ['Dynamic #mode', ['Dynamic', null, null]],
  ['Dynamic(ModelTimeHorizon=5)#mode', ['Dynamic', null, 5]],
  ['Time=t#note', [null, 't', null]],
  ['ModelTimeHorizon=Unbounded ### for now', [null, null, 'Unbounded']],
  ['ModelTimeHorizon="#5"', [null, null, '"#5"']],
])('Time: %s', (line, facts) => {
  const spec = readSection('Time', line);
  const { mode, variable, horizon } = spec.model.time ?? {};
  expect([mode, variable, horizon]).toEqual(facts);
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['GNN v1#note', []],
  ['GNN v1 # note\na#note', ['a']],
  ['GNN v1\nFlags=a,b # one\n# two', ['a', 'b']],
])('version and flags: %j', (lines, flags) => {
  const spec = readSection('GNNVersionAndFlags', ...lines.split('\n'));
  expect(spec.model.gnn_version).toBe('1');
  expect(spec.model.flags.map((it) => it.name)).toEqual(flags);
  expect(spec.diagnostics).toEqual([]);
});

test.each([
  ['Agent #1', 'Agent #1'],
  ['Agent#1', 'Agent#1'],
  ['C# agent', 'C# agent'],
  ['Agent #1 # the first', 'Agent #1'],
  ['Agent #1 #2', 'Agent #1 #2'],
])('the model name %s', (line, name) => {
  const spec = onlySpec(soundSpec({ ModelName: line }));
  expect(spec.model.model_name).toBe(name);
  expect(validateSpec(spec).diagnostics).toEqual([]);
});

test.each([
  ["s'[2] 'a # b'", "'a # b'"],
  ['s[2] "a#b"', '"a#b"'],
])('no comment starts within quotes: %s', (line, description) => {
  const spec = readSection('StateSpaceBlock', line);
  expect(spec.model.variables[0]?.description).toBe(description);
  expect(places(spec)).toHaveLength(1);
});

test("a prime is no quote: s'>o' # it's", () => {
  const spec = readSection('Connections', "s'>o'#it's");
  expect(spec.model.connections[0]).toMatchObject({ targets: ["o'"], description: "it's" });
});

test('an equation keeps a # without white space before it', () => {
  const [equation] = readSection('Equations', 'a = b#c').model.equations;
  expect(equation?.text).toBe('a = b#c');
});

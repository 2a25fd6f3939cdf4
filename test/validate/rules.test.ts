import { expect, test } from 'vitest';
import type { Profile } from '../../src/domain/settings.js';
import { validateSpec } from '../../src/validate/index.js';
import type { Changes } from '../support/spec-text.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

/** The warnings and errors of a modified sound spec, as `CODE line: message`. */
function findings(changes: Changes, profile: Profile = 'standard') {
  return validateSpec(onlySpec(soundSpec(changes)), { profile, fields: null }).diagnostics;
}

const codes = (changes: Changes, profile?: Profile) =>
  findings(changes, profile).map((it) => it.code);

test('a sound spec has no findings in any profile', () => {
  for (const profile of ['basic', 'standard', 'strict', 'research'] as const) {
    expect([profile, findings({}, profile)]).toEqual([profile, []]);
  }
});

const SPACE = 'A[2,2,type=float]\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=int]';

test.each<[string, Changes, string[]]>([
  ['used nowhere', { StateSpaceBlock: `${SPACE}\nx[1]` }, ['GNN-W001']],
  [
    'used in a connection',
    { StateSpaceBlock: `${SPACE}\nx[1]`, Connections: 'D>s\ns-A\nA-o-x' },
    [],
  ],
  [
    'used with a time index',
    { StateSpaceBlock: `${SPACE}\nx[1]`, Connections: 'D>s\ns-A\nA-o\nx[t-1]>s' },
    [],
  ],
  [
    'used with an offset',
    { StateSpaceBlock: `${SPACE}\nx[1]`, Connections: 'D>s\ns-A\nA-o\nx+1>s' },
    [],
  ],
  [
    'used in a value',
    {
      StateSpaceBlock: `${SPACE}\nx[1]`,
      InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nx=1',
    },
    [],
  ],
  ['used as a dimension', { StateSpaceBlock: `x[2]\nA[2,x]\nD[len(x)]\ns[x]\no[x]` }, []],
  ['used in an equation', { StateSpaceBlock: `${SPACE}\nx[1]`, Equations: 'o = f(x)' }, []],
  ['used as the time', { StateSpaceBlock: `${SPACE}\nx[1]`, Time: 'Dynamic\nTime=x' }, []],
  [
    'mentioned in a comment',
    { StateSpaceBlock: `${SPACE}\nx[1]`, Equations: '# f(x)' },
    ['GNN-W001'],
  ],
])('W001, a variable %s', (_, changes, found) => {
  expect(codes(changes)).toEqual(found);
});

test.each<[string, Changes, string[]]>([
  ['undeclared', { Connections: 'D>s\ns-A\nA-o\nz>s' }, ['GNN-W002']],
  ['undeclared, named twice', { Connections: 'D>s\ns-A\nA-o\nz>s\nz>o' }, ['GNN-W002']],
  ['undeclared, two of them', { Connections: 'D>s\ns-A\nA-o\n(z, y)>s' }, ['GNN-W002', 'GNN-W002']],
  ['with an index', { Connections: 'D>s[t]\ns[t]-A\nA-o+1' }, []],
])('W002, a connection with a name %s', (_, changes, found) => {
  expect(codes(changes)).toEqual(found);
});

const VALUES = 'A={(0.9, 0.2), (0.1, 0.8)}';

test.each<[string, string, string[]]>([
  ['declared', 'D={(0.5, 0.5)}', []],
  ['undeclared', 'z=1', ['GNN-W003']],
  ['with an offset', 's+1={(1), (0)}', []],
  ['one of the Gaussian family', 'F=1', ['GNN-W003']],
  ['two of the Gaussian family', 'F=1\nR=2', ['GNN-I005', 'GNN-I005']],
  ['two and another', 'F=1\nprior_mean=2\nz=1', ['GNN-I005', 'GNN-I005', 'GNN-W003']],
])('W003 and I005, a value that is %s', (_, line, found) => {
  expect(codes({ InitialParameterization: `${VALUES}\n${line}` })).toEqual(found);
});

test('a linear-Gaussian F is not compared with a declared F', () => {
  const changes = {
    StateSpaceBlock: `${SPACE}\nF[1]\nR[1]`,
    InitialParameterization: `${VALUES}\nF={(1, 0), (0, 1)}\nR=1`,
  };
  expect(codes(changes)).toEqual([]);
  const alone = { ...changes, InitialParameterization: `${VALUES}\nF={(1, 0), (0, 1)}` };
  expect(codes(alone)).toEqual(['GNN-W001', 'GNN-E002']);
});

test.each<[string, string, string[]]>([
  ['declared', 'A=LikelihoodMapping', []],
  ['undeclared', 'z=Action', ['GNN-W007']],
  ['with an offset', 's+1=NextHiddenState', []],
  ['unknown to the ontology', 's=FooState', ['GNN-I003']],
])('W007, an annotation with a name %s', (_, line, found) => {
  expect(codes({ ActInfOntologyAnnotation: line })).toEqual(found);
});

test.each<[string, string[]]>([
  ['x[nowhere]', ['GNN-W014']],
  ['x[nowhere,len(gone)]', ['GNN-W014', 'GNN-W014']],
  ['x[2.5]', ['GNN-W014']],
  ['x[s]', []],
])('W014, the dimensions of %s', (line, found) => {
  expect(codes({ StateSpaceBlock: `${SPACE}\n${line}`, Connections: 'D>s\ns-A\nA-o-x' })).toEqual(
    found,
  );
});

test.each<[string, Profile, string[]]>([
  ['research', 'research', ['GNN-W021']],
  ['strict', 'strict', []],
])('W021 only in research: %s', (_, profile, found) => {
  expect(
    codes(
      { ActInfOntologyAnnotation: 'A=LikelihoodMapping\nD=PriorBelief\ns=HiddenState' },
      profile,
    ),
  ).toEqual(found);
});

test('E002 names both shapes and the line of the declaration', () => {
  const [finding] = findings({
    InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(1, 0, 0)}',
  });
  expect(finding).toMatchObject({ code: 'GNN-E002', severity: 'error', column: 1 });
  expect(finding?.message).toMatch(/\[2\].*line \d+.*\[3\]/);
});

test('findings have the right positions', () => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\n  x[gone]`,
    Connections: 'D>s\ns-A\nA-o\n z>s',
  });
  const lines = text.split('\n');
  const found = validateSpec(onlySpec(text)).diagnostics.map((it) => [
    it.code,
    lines[it.line - 1]?.slice(it.column - 1),
  ]);
  expect(found).toEqual([
    ['GNN-W001', 'x[gone]'],
    ['GNN-W014', 'gone]'],
    ['GNN-W002', 'z>s'],
  ]);
});

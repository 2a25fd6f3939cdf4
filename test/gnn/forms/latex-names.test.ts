import { expect, test } from 'vitest';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, places, readSection, soundSpec } from '../../support/spec-text.js';

test.each([
  ['s_{t+1}[2]', 's_{t+1}'],
  ['\\mu[2]', '\\mu'],
  ['\\mu_t[2]', '\\mu_t'],
  ['\\mathbf{A}[2]', '\\mathbf{A}'],
  ['\\hat{s}_{t, k}[2]', '\\hat{s}_{t, k}'],
  ['A^{(m)} [2] # note', 'A^{(m)}'],
  ['x_{\\mathrm{obs}}=[2]', 'x_{\\mathrm{obs}}'],
  ["s_{t}'[2]", "s_{t}'"],
  ['  s_{t + 1} [ 2 ] ,int', 's_{t + 1}'],
  ['\\pi_{k}^{(2)}[2]', '\\pi_{k}^{(2)}'],
])('%s declares %s', (line, name) => {
  const spec = readSection('StateSpaceBlock', line);
  expect(spec.model.variables.map((it) => [it.name, it.dimensions])).toEqual([[name, [2]]]);
  expect(places(spec).filter((it) => !it.startsWith('GNN-I002'))).toEqual([]);
});

test.each([
  ['A[s_{t+1},2]', ['s_{t+1}', '2']],
  ['A[len(\\mu_{a, b}), \\hat{s}_{t,k},type=int]', ['len(\\mu_{a, b})', '\\hat{s}_{t,k}']],
  ['s[1], A[ x_{\\mathrm{obs}} , 2]', ['x_{\\mathrm{obs}}', '2']],
])('the dimensions of %s are its names', (line, declared) => {
  const spec = readSection('StateSpaceBlock', line);
  expect(spec.model.variables.at(-1)?.declared).toEqual(declared);
  expect(places(spec)).toEqual([]);
});

test.each(['A[{2}]', 'A[s{t},2]', 'A[len(s{t})]', 'A[s_{t]'])('%s has no dimensions', (line) => {
  const spec = readSection('StateSpaceBlock', line);
  expect(spec.model.variables).toEqual([]);
  expect(places(spec)).toEqual(['GNN-E006 4:2']);
});

test('in every section', () => {
  const spec = onlySpec(
    soundSpec({
      StateSpaceBlock: 's_{t+1}[2]\n\\mu[2]\n\\pi[2]',
      Connections: '(s_{t+1}, \\mu)->\\pi # all',
      InitialParameterization: '\\mu={(0.5,\n0.5)}\ns_{t+1}: (1, 0)',
      ActInfOntologyAnnotation: '\\mu=HiddenState\ns_{t+1}=HiddenState\n\\pi=PolicyVector',
    }),
  );
  expect(spec.model.connections[0]).toMatchObject({
    sources: ['s_{t+1}', '\\mu'],
    targets: ['\\pi'],
  });
  expect(spec.model.parameters.map((it) => it.name)).toEqual(['\\mu', 's_{t+1}']);
  expect(validateSpec(spec).diagnostics).toEqual([]);
});

test('an equation uses them', () => {
  const spec = onlySpec(
    soundSpec({
      StateSpaceBlock: 's_{t+1}[2]\n\\mu[2]',
      Connections: '',
      InitialParameterization: '',
      Equations: 's_{t+1} = f(\\mu)',
      ActInfOntologyAnnotation: '',
    }),
  );
  expect(places(validateSpec(spec))).toEqual([]);
});

test.each([
  ['X{1}', 'X', ['{1}'], 'GNN-I002 4:1'],
  ['X{0.5} # exact', 'X', ['{0.5}'], 'GNN-I002 4:1'],
])('%s stays an exact value', (line, name, declared, place) => {
  const spec = readSection('StateSpaceBlock', line);
  expect(spec.model.variables).toEqual([expect.objectContaining({ name, declared })]);
  expect(places(spec)).toEqual([place]);
});

test.each(['s{t+1}[2]', '\\[2]', 's_{t+1[2]', '{s}[2]', 's_{t}}[2]', '$\\mu$[2]'])(
  '%s is not a name',
  (line) => {
    const spec = readSection('StateSpaceBlock', line);
    expect(spec.model.variables).toEqual([]);
    expect(places(spec)[0]).toMatch(/^GNN-E006 4:/);
  },
);

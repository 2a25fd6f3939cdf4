import { describe, expect, test } from 'vitest';
import { toSemanticForm } from '../../../src/version/semantic-form.js';
import { places, readSection } from '../../support/spec-text.js';

const connect = (line: string) => {
  const spec = readSection('Connections', line);
  const read = spec.model.connections.map(
    (it) => `${it.sources.join()}${it.operator}${it.targets.join()}`,
  );
  return { read, places: places(spec), messages: spec.diagnostics.map((it) => it.message) };
};

describe('~ connects both ways', () => {
  test.each([
    ['x~y', ['x~y']],
    ['x ~ y # both', ['x~y']],
    ['(x, y)~z:label', ['x,y~z']],
    ['x~y>z', ['x~y', 'y>z']],
    ['  (x) ~ (y, z)  # both', ['x~y,z']],
    ['s[t]~s[t+1]', ['s[t]~s[t+1]']],
  ])('%s', (line, read) => {
    expect(connect(line)).toMatchObject({ read, places: [] });
  });

  test.each(['~x>y', 'x~~y', 'x ~> y', 'x≈y'])('near miss: %s', (line) => {
    const found = connect(line);
    expect(found.read).toEqual([]);
    expect(found.places).toEqual([expect.stringMatching(/^GNN-E005/)]);
  });

  test('as - does', () => {
    const [one, two] = ['x~y', 'y-x'].map((line) => readSection('Connections', line).model);
    expect(one?.connections[0]?.directed).toBe(false);
    expect(one && toSemanticForm(one)).toEqual(two && toSemanticForm(two));
  });
});

describe('a bullet is no part of the line', () => {
  test.each(['- A -> B', '* A -> B', '  + A->B', '•\tA -> B', '1. A -> B', '2) A -> B # note'])(
    '%s',
    (line) => {
      expect(connect(line)).toMatchObject({ read: ['A->B'], places: [] });
    },
  );

  test.each(['-A>B', '- ', '-> B', '1A>B'])('%s is none', (line) => {
    expect(connect(line).places).toHaveLength(1);
    expect(connect(line).read).toEqual([]);
  });
});

describe('* is an error that says what to write', () => {
  test.each([
    ['γ*F', 'GNN-E005 4:2'],
    ['γ * F', 'GNN-E005 4:3'],
    ['x>γ*F', 'GNN-E005 4:4'],
  ])('%s', (line, place) => {
    const found = connect(line);
    expect(found).toMatchObject({ read: [], places: [place] });
    expect(found.messages[0]).toMatch(/`\*` is no operator; write `>` or `-`/);
  });

  test.each(['x>y:a*b', 'x>y=a*b', 'x>y # a*b'])('%s stays as it is', (line) => {
    expect(connect(line)).toMatchObject({ read: ['x>y'], places: [] });
  });
});

const read = (...lines: string[]) => {
  const spec = readSection('Connections', ...lines);
  return { found: places(spec), messages: spec.diagnostics.map((it) => it.message) };
};

describe('a value in Connections', () => {
  test.each([
    [['A:', '  [0.8 0.2]', '  [0.3 0.7]'], '`A:`, lines 4 to 6, is a value'],
    [['A = {', '(0.8, 0.2),', '# note', '', '(3e-1, .7)', '}'], '`A = {`, lines 4 to 9, is a'],
    [['[0.8, 0.2]', '[0.3, 0.7]'], '`[0.8, 0.2]`, lines 4 to 5, is a value'],
    [['A = [[0.8, 0.2], [0.3, 0.7]]'], '`A = [[0.8, 0.2], [0.3, 0.7]]` is a value'],
    [['D: 0.5'], '`D: 0.5` is a value'],
  ])('%j is one finding', (lines, says) => {
    const { found, messages } = read(...lines);
    expect(found).toEqual(['GNN-E005 4:1']);
    expect(messages[0]?.startsWith(says)).toBe(true);
    expect(messages[0]?.endsWith(', not a connection; move it to InitialParameterization')).toBe(
      true,
    );
  });

  test('two values are two findings, and the connections around them are read', () => {
    const lines = ['D>s', 'A:', '[1 0]', 'B:', '[1 0]', '[0 1]', 's>o'];
    const { model, diagnostics } = readSection('Connections', ...lines);
    expect(model.connections).toHaveLength(2);
    expect(diagnostics.map((it) => it.line)).toEqual([5, 7]);
  });

  test.each([
    [['A:', 'D>s'], 'GNN-E005 4:2'],
    [['A = B'], 'GNN-E005 4:3'],
    [['A: a label'], 'GNN-E005 4:2'],
    [['E'], 'GNN-E005 4:2'],
    [['(...)'], 'GNN-E005 4:2'],
    [['()'], 'GNN-E005 4:2'],
  ])('%j is none', (lines, place) => {
    const { found, messages } = read(...lines);
    expect(found).toEqual([place]);
    expect(messages[0]).not.toContain('InitialParameterization');
  });

  test('rows below an unreadable line that starts no value are a fault of their own', () => {
    expect(read('A = B', '[1 0]', '[0 1]').found).toEqual(['GNN-E005 4:3', 'GNN-E005 5:1']);
  });

  test('a long row of digits takes no time', () => {
    const { found } = read(`${'1'.repeat(200_000)}x`);
    expect(found).toEqual(['GNN-E005 4:1']);
  });
});

test.each([
  ['G=ExpectedFreeEnergy', /an ontology term belongs in ActInfOntologyAnnotation/],
  ['t = Time  # note', /an ontology term belongs in ActInfOntologyAnnotation/],
  ['G=expected', /write a connection such as/],
  ['G', /write a connection such as/],
])('%s has no operator', (line, remedy) => {
  expect(connect(line).messages[0]).toMatch(remedy);
});

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

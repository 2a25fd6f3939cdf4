import { describe, expect, test } from 'vitest';
import { compareModels } from '../../../src/version/difference/index.js';
import { applyDifference, structureOf } from '../../support/apply-difference.js';
import { comparableModel, modelText } from '../../support/models/index.js';
import { soundSpec } from '../../support/spec-text.js';
import type { TextEdit } from './spec-edit.js';
import { edited } from './spec-edit.js';

const SPEC = modelText('canal_lock_keeper');

interface Parts {
  readonly variables: string;
  readonly edges: string;
  readonly values?: string;
  readonly terms?: string;
}

function model({ variables, edges, values = 'K=1', terms = 'K=Term' }: Parts) {
  return comparableModel(
    soundSpec({
      StateSpaceBlock: variables.replaceAll(' ', '\n'),
      Connections: edges.replaceAll(' ', '\n'),
      InitialParameterization: values.replaceAll(' ', '\n'),
      ActInfOntologyAnnotation: terms.replaceAll(' ', '\n'),
    }),
  );
}

/** The texts of the structured changes; checks that they lead from one model to the other. */
function describeChanges(from: Parts, to: Parts): string[] {
  const [before, after] = [model(from), model(to)];
  const changes = compareModels(before, after, false);
  expect(applyDifference(before.form, changes)).toEqual(structureOf(after.form));
  return changes.filter((it) => it.importance !== 'patch').map((it) => it.text);
}

describe('which variable is which', () => {
  test('two connected variables are renamed together', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[3] c[4]', edges: 'a>b b>c' },
        { variables: 'x[2] y[3] c[4]', edges: 'x>y y>c' },
      ),
    ).toEqual(['a renamed to x', 'b renamed to y']);
  });

  test('an identified neighbour distinguishes two variables', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[2] p[5] q[6]', edges: 'a>p b>q' },
        { variables: 'x[2] y[2] r[5] t[6]', edges: 'x>r y>t' },
      ),
    ).toEqual(['a renamed to x', 'b renamed to y', 'p renamed to r', 'q renamed to t']);
  });

  test('an edge to itself', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[2]', edges: 'a>a b>b a>b' },
        { variables: 'x[2] b[2]', edges: 'x>x b>b x>b' },
      ),
    ).toEqual(['a renamed to x']);
  });

  test('a different case is a different name', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[3]', edges: 'a>b' },
        { variables: 'A[2] b[3]', edges: 'A>b' },
      ),
    ).toEqual(['a renamed to A']);
  });

  test('the normal form of a name is the same name', () => {
    expect(
      describeChanges(
        { variables: '\u00e9[2] b[3]', edges: '\u00e9>b' },
        { variables: 'e\u0301[2] b[3]', edges: 'e\u0301>b' },
      ),
    ).toEqual([]);
  });

  test('a name that another variable had is not a new name', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[2] c[3]', edges: 'a>c c>b' },
        { variables: 'b[2] a[2] c[3]', edges: 'b>c c>a' },
      ),
    ).toEqual(['a>c reversed', 'c>b reversed']);
  });

  test('a name moves on to another variable', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[3] c[4]', edges: 'a>c c>b' },
        { variables: 'b[2] d[3] c[4]', edges: 'b>c c>d' },
      ),
    ).toEqual([
      'a removed',
      'b reshaped 3 → 2',
      'a>c removed',
      'c>b reversed',
      'd added',
      'c>d added',
    ]);
  });

  test.each([
    ['shape', 'x[3]'],
    ['type', 'x[2,type=int]'],
  ])('a different %s is a different variable', (_what, declared) => {
    const changes = describeChanges(
      { variables: 'a[2] b[4]', edges: 'a>b' },
      { variables: `${declared} b[4]`, edges: 'x>b' },
    );
    expect(changes).toEqual(['a removed', 'a>b removed', 'x added', 'x>b added']);
  });

  test('a different default is reported besides the new name', () => {
    expect(
      describeChanges(
        { variables: 'a[2,default=ones] b[4]', edges: 'a>b' },
        { variables: 'x[2,default=zeros] b[4]', edges: 'x>b' },
      ),
    ).toEqual(['a renamed to x', 'x default ones → zeros']);
  });

  test('a different value is reported besides the new name, with its position', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[4]', edges: 'a>b', values: 'a=[1,2]' },
        { variables: 'x[2] b[4]', edges: 'x>b', values: 'x=[1,3]' },
      ),
    ).toEqual(['a renamed to x', 'x[1] 2 → 3']);
  });

  test('a variable without edge, value and term is not recognised', () => {
    expect(
      describeChanges(
        { variables: 'a[2] b[4]', edges: 'b>b' },
        { variables: 'x[2] b[4]', edges: 'b>b' },
      ),
    ).toEqual(['a removed', 'x added']);
  });
});

/** Checks that the difference of an edit leads from one model to the other. */
function expectApplies(...edit: TextEdit[]): void {
  const [before, after] = [SPEC, edited(SPEC, edit)].map(comparableModel);
  if (before === undefined || after === undefined) throw new Error('there are two models');
  const changes = compareModels(before, after, false);
  expect(applyDifference(before.form, changes)).toEqual(structureOf(after.form));
}

describe('references that keep the old name', () => {
  test('a value', () => {
    expectApplies(
      ['StateSpaceBlock', 'E[3,', 'habit[3,'],
      ['Connections', 'E>π', 'habit>π'],
      ['ActInfOntologyAnnotation', 'E=Habit', 'habit=Habit'],
    );
  });

  test('a term', () => {
    expectApplies(
      ['StateSpaceBlock', 'E[3,', 'habit[3,'],
      ['Connections', 'E>π', 'habit>π'],
      ['InitialParameterization', 'E={', 'habit={'],
    );
  });

  test('an edge', () => {
    expectApplies(
      ['StateSpaceBlock', 's[3,1', 'level[3,1'],
      ['Connections', 'D>s\ns-A', 'D>level\nlevel-A'],
      ['Connections', 's>F', 'level>F'],
      ['ActInfOntologyAnnotation', '\ns=', '\nlevel='],
    );
  });
});

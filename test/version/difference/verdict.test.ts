import { describe, expect, test } from 'vitest';
import { compareModels } from '../../../src/version/difference/index.js';
import { judgeDifference } from '../../../src/version/difference/verdict.js';
import { comparableModel, modelText } from '../../support/models/index.js';
import type { TextEdit } from './spec-edit.js';
import { edited } from './spec-edit.js';

const SPEC = modelText('canal_lock_keeper');

function judged(...edit: TextEdit[]): { verdict: string; because: string[] } {
  const [before, after] = [SPEC, edited(SPEC, edit)].map(comparableModel);
  if (before === undefined || after === undefined) throw new Error('there are two models');
  const { verdict, because } = judgeDifference(compareModels(before, after, false));
  return { verdict, because: because.map((it) => it.path) };
}

test('a model and itself are the same', () => {
  const one = comparableModel(SPEC);
  expect(judgeDifference(compareModels(one, one, true))).toEqual({ verdict: 'same', because: [] });
});

describe('a drop-in', () => {
  test('other comments', () => {
    expect(judged(['Time', '# The lock never closes', '# It never closes'])).toEqual({
      verdict: 'drop_in',
      because: ['layout'],
    });
  });

  test('other words', () => {
    expect(judged(['Footer', 'One step', 'A step'])).toEqual({
      verdict: 'drop_in',
      because: ['footer'],
    });
  });

  test('more that is said and not computed', () => {
    const edit: TextEdit[] = [
      ['Connections', 'D>s', 'D>s:prior'],
      ['Equations', 's = softmax', 'F = ln(s)\ns = softmax'],
      ['ActInfOntologyAnnotation', 'o=Observation', 'o=ObservableState'],
    ];
    expect(judged(...edit)).toEqual({
      verdict: 'drop_in',
      because: ['connections/D>s', 'equations', 'ontology/o'],
    });
  });
});

describe('a model that has to be rendered again', () => {
  test('values, and only the changes that are computed are named', () => {
    const edit: TextEdit[] = [
      ['InitialParameterization', '(0.6, 0.3, 0.1)', '(0.5, 0.4, 0.1)'],
      ['ModelParameters', '48', '96'],
      ['ActInfOntologyAnnotation', 'o=Observation', 'o=ObservableState'],
      ['Footer', 'One step', 'A step'],
    ];
    expect(judged(...edit)).toEqual({
      verdict: 'needs_rerendering',
      because: ['parameters/D', 'model_parameters/num_timesteps'],
    });
  });

  test('additions', () => {
    const edit: TextEdit[] = [
      ['StateSpaceBlock', 't[1,', 'rain[2]\nt[1,'],
      ['Connections', 'D>s', 'rain>s\nD>s'],
    ];
    expect(judged(...edit)).toEqual({
      verdict: 'needs_rerendering',
      because: ['variables/rain', 'connections/rain>s'],
    });
  });

  test('a part that is removed and that nobody has to change code for', () => {
    expect(judged(['ActInfOntologyAnnotation', 'o=Observation\n', ''])).toEqual({
      verdict: 'needs_rerendering',
      because: ['ontology/o'],
    });
  });
});

describe('an incompatible model', () => {
  test('only the changes that break are named', () => {
    const edit: TextEdit[] = [
      ['StateSpaceBlock', 'B[3,3,3,', 'B[3,3,4,'],
      ['Connections', 'C>G', 'G>C'],
      ['InitialParameterization', '(0.6, 0.3, 0.1)', '(0.5, 0.4, 0.1)'],
      ['Footer', 'One step', 'A step'],
    ];
    expect(judged(...edit)).toEqual({
      verdict: 'incompatible',
      because: ['variables/B/dimensions', 'connections/C>G'],
    });
  });
});

import { describe, expect, test } from 'vitest';
import { compareModels } from '../../../src/version/difference/index.js';
import { judgeDifference } from '../../../src/version/difference/compatibility.js';
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
  test('different comments', () => {
    expect(judged(['Time', '# The lock never closes', '# It never closes'])).toEqual({
      verdict: 'drop_in',
      because: ['layout'],
    });
  });

  test('different wording', () => {
    expect(judged(['Footer', 'One step', 'A step'])).toEqual({
      verdict: 'drop_in',
      because: ['footer'],
    });
  });

  test('descriptive additions', () => {
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

describe('a model that must be rendered again', () => {
  test('changed values; only changes that affect computation are listed', () => {
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

  test('removed parts that require no change of code', () => {
    expect(judged(['ActInfOntologyAnnotation', 'o=Observation\n', ''])).toEqual({
      verdict: 'needs_rerendering',
      because: ['ontology/o'],
    });
  });
});

describe('an incompatible model', () => {
  test('only breaking changes are listed', () => {
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

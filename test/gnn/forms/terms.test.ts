import { expect, test } from 'vitest';
import { toSemanticForm } from '../../../src/version/semantic-form.js';
import { onlySpec, places, readSection, soundSpec } from '../../support/spec-text.js';

const bind = (...lines: string[]) =>
  readSection('ActInfOntologyAnnotation', ...lines).model.ontology.map((it) => [
    it.variable,
    it.term,
    it.description,
  ]);

test.each([
  [['A=LikelihoodMatrix, ObservationModel']],
  [['A = LikelihoodMatrix,ObservationModel,']],
  [['A: [LikelihoodMatrix; ObservationModel]']],
  [['A=(LikelihoodMatrix & ObservationModel)']],
  [['A=LikelihoodMatrix+ObservationModel']],
  [['A=LikelihoodMatrix', 'A=ObservationModel']],
  [['  A = "LikelihoodMatrix" ,\t"ObservationModel"  ']],
  [['A: LikelihoodMatrix', '', '# more', 'A = ObservationModel']],
])('%j', (lines) => {
  expect(bind(...lines)).toEqual([
    ['A', 'LikelihoodMatrix', null],
    ['A', 'ObservationModel', null],
  ]);
});

test('a note belongs to each of them', () => {
  expect(bind('A=HiddenState, Action# note')).toEqual([
    ['A', 'HiddenState', 'note'],
    ['A', 'Action', 'note'],
  ]);
});

test.each([
  'A=[HiddenState]',
  'A=( HiddenState )',
  'A="HiddenState"',
  "A = ['HiddenState'] # note",
  'A="HiddenState",',
])('%s is the known term', (line) => {
  const spec = readSection('ActInfOntologyAnnotation', line);
  expect(spec.model.ontology).toMatchObject([{ term: 'HiddenState', uri: 'obo:ACTO_000001' }]);
  expect(spec.diagnostics).toEqual([]);
});

test('a term that is not known', () => {
  expect(bind('A="LikelyThing"')).toEqual([['A', 'LikelyThing', null]]);
  expect(bind('A=["LikelyThing"]')).toEqual([['A', '["LikelyThing"]', null]]);
  expect(bind('A=[OntologyTerm]')).toEqual([['A', '[OntologyTerm]', null]]);
  expect(bind('A=[Likely, Thing]')).toEqual([
    ['A', 'Likely', null],
    ['A', 'Thing', null],
  ]);
});

test.each([
  ['A=Hidden state, of the world', 'Hidden state, of the world'],
  ['A=HiddenState', 'HiddenState'],
  ['A=HiddenState, HiddenState', 'HiddenState'],
  ['A=obo:ACTO_000008', 'obo:ACTO_000008'],
  ['A=Rock&Roll music', 'Rock&Roll music'],
  ['A="HiddenState"', 'HiddenState'],
])('%s is one term', (line, term) => {
  expect(bind(line)).toEqual([['A', term, null]]);
});

test('an unknown one is reported where it stands, also if another contains it', () => {
  const spec = readSection('ActInfOntologyAnnotation', 'A = MyStates, State, "MyState" # State');
  expect(places(spec)).toEqual(['GNN-I003 4:5', 'GNN-I003 4:15', 'GNN-I003 4:23']);
});

test.each(['A=,', 'A=[]', 'A='])('%s has none', (line) => {
  const spec = readSection('ActInfOntologyAnnotation', line);
  expect(spec.model.ontology).toEqual([]);
  expect(spec.diagnostics.map((it) => it.code)).toEqual(['GNN-W012']);
});

test('the variable has all of them, in order, and the first as its term', () => {
  const [one, two, three] = [
    'A=Action, HiddenState\nA=Observation',
    'A=Action\nA=HiddenState\nA=Observation',
    'A=Action',
  ].map((annotation) => onlySpec(soundSpec({ ActInfOntologyAnnotation: annotation })));
  expect(one?.model.variables[0]).toMatchObject({
    ontology_term: 'Action',
    ontology_terms: ['Action', 'HiddenState', 'Observation'],
  });
  expect(one && toSemanticForm(one.model)).toEqual(two && toSemanticForm(two.model));
  expect(three?.model.variables[0]).not.toHaveProperty('ontology_terms');
});

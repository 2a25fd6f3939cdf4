import { expect, test } from 'vitest';
import { ONTOLOGY_TERMS } from '../../src/domain/ontology-terms.js';
import { BODY, onlySpec, places, readSection } from '../support/spec-text.js';

const bind = (...lines: string[]) => readSection('ActInfOntologyAnnotation', ...lines);

test('all fields of a binding', () => {
  const spec = bind(' A = LikelihoodMapping  # note');
  expect(spec.model.ontology).toEqual([
    {
      variable: 'A',
      term: 'LikelihoodMapping',
      uri: 'obo:ACTO_000008',
      description: 'note',
      line: BODY,
      column: 2,
    },
  ]);
  expect(spec.diagnostics).toEqual([]);
});

test('64 terms are known, each with a unique identifier', () => {
  expect(ONTOLOGY_TERMS.size).toBe(64);
  expect(new Set(ONTOLOGY_TERMS.values()).size).toBe(64);
  for (const uri of ONTOLOGY_TERMS.values()) expect(uri).toMatch(/^obo:(?:ACTO|TEMP)_[0-9]{6}$/);
});

test.each([
  ['A=LikelyThing', 'GNN-I003 4:3', 1],
  ['A=likelihoodmapping', 'GNN-I003 4:3', 1],
  ['  A', 'GNN-W012 4:3', 0],
  ['A=', 'GNN-W012 4:1', 0],
  ['=Term', 'GNN-W012 4:1', 0],
])('%s: %s', (line, place, count) => {
  const spec = bind(line);
  expect(places(spec)).toEqual([place]);
  expect(spec.model.ontology).toHaveLength(count);
});

test('an unknown term is kept without an identifier', () => {
  expect(bind('A=LikelyThing').model.ontology).toEqual([
    expect.objectContaining({ term: 'LikelyThing', uri: null }),
  ]);
});

test('variables get the terms they are mapped to, after NFC', () => {
  const spec = onlySpec(
    '## StateSpaceBlock\ne\u0301[1]\nb[1]\n## ActInfOntologyAnnotation\n\u00e9=Action\n',
  );
  expect(spec.model.variables.map((it) => it.ontology_term)).toEqual(['Action', null]);
});

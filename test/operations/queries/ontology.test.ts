import { describe, expect, test } from 'vitest';
import { ONTOLOGY_TERMS } from '../../../src/domain/ontology-terms.js';
import { listOntologyTerms as offered, RegistryError } from '../../../src/index.js';
import { listOntologyTerms } from '../../../src/operations/queries/ontology.js';

const namesOf = (term: string): string[] => listOntologyTerms({ term }).terms.map((it) => it.term);

describe('the known terms', () => {
  test('are all listed without a text, with their identifiers', () => {
    const { terms, nearest } = listOntologyTerms();
    expect(new Map(terms.map((it) => [it.term, it.identifier]))).toEqual(ONTOLOGY_TERMS);
    expect(nearest).toEqual([]);
  });

  test.each([
    ['likelihoodm', ['LikelihoodMapping', 'LikelihoodMatrix']],
    ['LIKELIHOOD map', ['LikelihoodMapping']],
    ['acto_00001', ['Preferences', 'ExpectedFreeEnergy', 'GenerativeModel', 'GenerativeProcess']],
    ['obo:TEMP_000064', ['Habit']],
  ])('%j is part of a name or an identifier', (term, names) => {
    expect(namesOf(term)).toEqual(expect.arrayContaining(names));
    expect(namesOf(term).length).toBeLessThan(12);
  });

  test.each([
    ['HidenState', 'HiddenState'],
    ['preferance', 'Preference'],
    ['free enregy', 'ExpectedFreeEnergy'],
    ['polcy', 'Policy'],
  ])('%j is found nowhere, and %s is suggested', (term, name) => {
    const { terms, nearest } = listOntologyTerms({ term });
    expect(terms).toEqual([]);
    expect(nearest[0]).toBe(name);
    expect(nearest.length).toBeLessThanOrEqual(3);
  });

  test('nothing is suggested for what is like no term', () => {
    expect(listOntologyTerms({ term: 'xyzzy' })).toEqual({ terms: [], nearest: [] });
  });

  test('are offered by the library, which checks what it is given', () => {
    expect(offered('habit')).toEqual([{ term: 'Habit', identifier: 'obo:TEMP_000064' }]);
    expect(offered()).toHaveLength(ONTOLOGY_TERMS.size);
    // @ts-expect-error a number is no term
    expect(() => offered(3)).toThrow(RegistryError);
  });
});

import { expect, test } from 'vitest';
import type { SectionName } from '../../src/domain/spec.js';
import { validateSpec } from '../../src/validate/index.js';
import { checkSchema } from '../../src/validate/schema.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const LONG = 'x'.repeat(600);

test.each<[string, Partial<Record<SectionName, string>>, string]>([
  ['a long name', { StateSpaceBlock: `a[1]\n  ${LONG}[1]` }, LONG],
  ['a long dimension', { StateSpaceBlock: `a[1]\nb[${LONG}]` }, 'b['],
  ['many dimensions', { StateSpaceBlock: `a[1]\n b[${'1,'.repeat(64)}1]` }, 'b['],
  ['a long source', { Connections: `D>s\n ${LONG}>s` }, LONG],
  ['a long annotation', { ActInfOntologyAnnotation: `${LONG}=Action` }, LONG],
  ['a long value name', { InitialParameterization: `A=1\n ${LONG}=1` }, LONG],
  ['a long flag', { GNNVersionAndFlags: `GNN v1\n${LONG}` }, LONG],
  ['a long setting', { Time: `Dynamic\n ${LONG}=1` }, LONG],
  ['a long key', { ModelParameters: `a: 1\n${LONG}: 1` }, LONG],
])('E014 for %s, at its position', (_, changes, start) => {
  const text = soundSpec(changes);
  const { accepted, refusedBy } = validateSpec(onlySpec(text));
  expect(accepted).toBe(false);
  expect(refusedBy.map((it) => it.code)).toEqual(['GNN-E014']);
  const [{ line, column } = { line: 0, column: 0 }] = refusedBy;
  const shown = text.split('\n')[line - 1] ?? '';
  expect(shown.slice(column - 1, column - 1 + start.length)).toBe(start);
});

test('E014 without a position of its own is at the start of the model', () => {
  const text = `# T\n${soundSpec({ ModelName: 'x'.repeat(70_000) })}`;
  expect(validateSpec(onlySpec(text)).refusedBy).toEqual([
    expect.objectContaining({ code: 'GNN-E014', line: 1, column: 1 }),
  ]);
});

test('1,001 flags are too many', () => {
  const spec = onlySpec(soundSpec({ GNNVersionAndFlags: `GNN v1 ${'a '.repeat(1001)}` }));
  expect(validateSpec(spec).refusedBy.map((it) => it.code)).toEqual(['GNN-E014']);
});

test('a model that lacks a section is not also refused by the schema', () => {
  const { refusedBy } = validateSpec(onlySpec(soundSpec({ StateSpaceBlock: null })));
  expect(refusedBy.map((it) => it.code)).toEqual(['GNN-E001']);
});

test('keys that the schema does not know are refused', () => {
  const { model } = onlySpec(soundSpec());
  const at = { line: 7, column: 3 };
  expect(checkSchema(model, at)).toEqual([]);
  const wider = { ...model, unknown: 1 };
  expect(checkSchema(wider, at)).toEqual([
    expect.objectContaining({ code: 'GNN-E014', line: 7, column: 3 }),
  ]);
});

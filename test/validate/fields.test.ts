import { expect, test } from 'vitest';
import { RegistryError } from '../../src/domain/errors.js';
import type { FieldRules } from '../../src/validate/fields.js';
import { assertFieldRules, validateSpec } from '../../src/validate/index.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const FRONT = [
  '---',
  'author: A. Author',
  'version: 1.10',
  'tags: [a, b]',
  'empty: ""',
  'count: 3',
  'metrics: {performance: 0.7, bad: 1.5}',
  'list: []',
  '---',
  '',
].join('\n');
const SPEC = onlySpec(FRONT + soundSpec({ Signature: 'Creator: Someone\nLicense: MIT\nStatus:' }));

function judge(fields: Partial<FieldRules>) {
  const rules = { required_fields: [], validation_rules: {}, ...fields };
  return validateSpec(SPEC, { profile: 'standard', fields: rules });
}

test.each([
  ['author', true],
  ['license', true],
  ['License', true],
  ['name', true],
  ['model_name', true],
  ['gnn_section', true],
  ['kind', true],
  ['version', true],
  ['description', true],
  ['tags', true],
  ['count', true],
  ['performance', true],
  ['creator', true],
  ['date', false],
  ['empty', false],
  ['list', false],
  ['status', false],
  ['nothing', false],
  ['toString', false],
  ['__proto__', false],
])('required_fields: %s is present: %s', (field, there) => {
  const { accepted, refusedBy } = judge({ required_fields: [field] });
  expect(accepted).toBe(there);
  expect(refusedBy.map((it) => it.code)).toEqual(there ? [] : ['GNN-E016']);
  if (!there) expect(refusedBy[0]?.message).toContain(field);
});

test.each([
  ['name', 'min_length:3', true],
  ['name', 'min_length:11', true],
  ['name', 'min_length:12', false],
  ['name', 'max_length:11', true],
  ['name', 'max_length:10', false],
  ['nothing', 'min_length:3', true],
  ['nothing', 'required', false],
  ['author', 'required', true],
  ['license', 'one_of:MIT|BSD', true],
  ['license', 'one_of: BSD | Apache', false],
  ['performance', 'range:0-1', true],
  ['bad', 'range:0-1', false],
  ['bad', 'range:-1-2', true],
  ['bad', 'range:1.5-1.5', true],
  ['bad', 'range:-3--1', false],
  ['author', 'range:0-1', false],
  ['version', 'min_length:4', true],
  ['version', 'max_length:3', false],
])('validation_rules: %s satisfies %s: %s', (field, rule, holds) => {
  const { accepted, refusedBy } = judge({ validation_rules: { [field]: rule } });
  expect(accepted).toBe(holds);
  expect(refusedBy.map((it) => it.code)).toEqual(holds ? [] : ['GNN-E016']);
});

test('lengths are counted in code points', () => {
  const spec = onlySpec(soundSpec({ ModelName: '𝐀𝐁' }));
  const rules = { required_fields: [], validation_rules: { name: 'max_length:2' } };
  expect(validateSpec(spec, { profile: 'standard', fields: rules }).accepted).toBe(true);
});

test('the finding is at the start of the model and names the rule', () => {
  const { refusedBy } = judge({ validation_rules: { name: 'min_length:99' } });
  expect(refusedBy).toEqual([expect.objectContaining({ line: 10, column: 1 })]);
  expect(refusedBy[0]?.message).toMatch(/name.*99.*min_length:99/);
});

test.each([
  'min_length',
  'min_length:x',
  'min_length:-1',
  'max_length:',
  'range:1',
  'range:a-b',
  'between:1-2',
  '',
  'REQUIRED',
])('%j is not a rule', (rule) => {
  const rules = { required_fields: [], validation_rules: { name: rule } };
  let thrown: unknown;
  try {
    assertFieldRules(rules);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(RegistryError);
  expect(thrown).toMatchObject({ code: 'config-invalid' });
});

test.each(['min_length:0', 'range:0-1', 'one_of:a', 'required', ' max_length:3 '])(
  '%j is a rule',
  (rule) => {
    const rules = { required_fields: [], validation_rules: { name: rule } };
    expect(() => assertFieldRules(rules)).not.toThrow();
  },
);

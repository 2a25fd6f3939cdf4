import * as fc from 'fast-check';
import type { Connection, FrontMatterValue, Value } from '../../src/domain/model.js';

/** A model without positions, for comparing generated models with parsed ones. */
export interface PlainModel {
  readonly title: string;
  readonly frontMatter: Record<string, FrontMatterValue> | null;
  readonly gnnSection: string;
  readonly gnnVersion: string;
  readonly flags: readonly (readonly [string, string | boolean])[];
  readonly modelName: string;
  readonly annotation: string | null;
  readonly variables: readonly PlainVariable[];
  readonly chains: readonly PlainChain[];
  readonly parameters: readonly PlainParameter[];
  readonly equations: readonly string[];
  readonly time: PlainTime | null;
  readonly ontology: readonly (readonly [string, string])[];
  readonly modelParameters: readonly (readonly [string, Value])[];
  readonly footer: string | null;
  readonly signature: readonly (readonly [string, string])[] | null;
  readonly extensions: readonly (readonly [string, string])[];
}

export interface PlainVariable {
  readonly name: string;
  readonly declared: readonly string[];
  readonly type: string | null;
  readonly hint: string | null;
  readonly description: string | null;
}

/** A line of Connections: groups separated by operators. */
export interface PlainChain {
  readonly groups: readonly (readonly string[])[];
  readonly operators: readonly Connection['operator'][];
  readonly label: string | null;
  readonly constraint: string | null;
  readonly description: string | null;
}

/** A tensor as nested lists of numbers, or a scalar. */
export interface PlainParameter {
  readonly name: string;
  readonly value: Value;
}

export interface PlainTime {
  readonly mode: 'Static' | 'Dynamic' | null;
  readonly discretization: 'Discrete' | 'Continuous' | null;
  readonly variable: string | null;
  readonly horizon: number | string | null;
  readonly settings: readonly (readonly [string, string])[];
}

const STEMS = [
  'A',
  'B',
  's',
  's_f0',
  'π',
  'μ_dot',
  'Σ',
  'ε_o',
  'Π_x',
  'τ_learning',
  'o_m1',
  'ж',
  '𝐀',
];
const ENDINGS = ['', "'", "''", '_prime', '1', '12', '_t+1', '_t-1', '^2'];

/** The name of a variable; none can be mistaken for the prefix of another. */
const name = fc
  .tuple(fc.constantFrom(...STEMS), fc.constantFrom(...ENDINGS))
  .map(([stem, ending]) => stem + ending);
const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/).filter((word) => !WORDS.has(word));
const WORDS = new Set([
  'true',
  'false',
  'inf',
  'nan',
  'infinity',
  'null',
  'constructor',
  'prototype',
]);
const word = fc
  .stringMatching(/^[A-Za-zäπ][A-Za-z0-9äπ]{0,7}$/)
  .filter((text) => !WORDS.has(text.toLowerCase()));
const sentence = fc
  .array(fc.oneof(word, fc.constantFrom('(a,', 'b)', '=', '>', '3.5', '"q"', 'x#y')), {
    minLength: 0,
    maxLength: 5,
  })
  .chain((rest) => word.map((first) => [first, ...rest].join(' ')));
const optional = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(some, { nil: null });

const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.double({ min: 0, max: 1, noNaN: true }).map((number) => Math.round(number * 1000) / 1000),
);

/** A tensor of one to four dimensions, none of them empty. */
const tensor: fc.Arbitrary<Value> = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
  .chain((shape) => {
    const size = shape.reduce((product, size) => product * size, 1);
    return fc.array(number, { minLength: size, maxLength: size }).map((entries) => {
      let at = 0;
      const build = (depth: number): Value =>
        depth === shape.length
          ? (entries[at++] ?? 0)
          : Array.from({ length: shape[depth] ?? 0 }, () => build(depth + 1));
      return build(0);
    });
  });

const scalar: fc.Arbitrary<Value> = fc.oneof(
  number,
  fc.boolean(),
  fc.constantFrom('inf', '-inf', 'nan'),
);

const variable = fc.record({
  name,
  declared: fc.array(
    fc.oneof(
      fc.integer({ min: 1, max: 99 }).map(String),
      key,
      name.map((name) => `len(${name})`),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  type: optional(
    fc.constantFrom('float', 'int', 'bool', 'string', 'categorical', 'continuous', 'complex'),
  ),
  hint: optional(fc.constantFrom('uniform', 'zeros', 'ones', 'eye', 'random')),
  description: optional(sentence),
});

const reference = fc.oneof(
  name,
  name.map((name) => (/[+-]/.test(name) ? name : `${name}[t-1]`)),
);
const group = fc.array(reference, { minLength: 1, maxLength: 3 });
const operator = fc.constantFrom<Connection['operator'][]>(
  '>',
  '->',
  '→',
  '-',
  '<->',
  '↔',
  '|',
  '<-',
  '←',
);
const chain = fc.array(operator, { minLength: 1, maxLength: 3 }).chain((operators) =>
  fc.record({
    operators: fc.constant(operators),
    groups: fc.array(group, { minLength: operators.length + 1, maxLength: operators.length + 1 }),
    label: optional(word),
    constraint: optional(word),
    description: optional(sentence),
  }),
);

const frontMatter = fc.dictionary(
  key,
  fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.array(word, { maxLength: 3 }),
    fc.dictionary(key, fc.integer(), { maxKeys: 2, noNullPrototype: true }),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const time = fc.record({
  mode: optional(fc.constantFrom('Static' as const, 'Dynamic' as const)),
  discretization: optional(fc.constantFrom('Discrete' as const, 'Continuous' as const)),
  variable: optional(name),
  horizon: optional(
    fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('Unbounded', '∞', 'long')),
  ),
  settings: fc.array(fc.tuple(fc.constantFrom('dt', 'Step', 'Rate_x'), word), { maxLength: 2 }),
});

/** Prose whose lines start and end with a word, so that none is a heading, fence or rule. */
const prose = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
const distinct = <T>(some: fc.Arbitrary<T>, keyOf: (item: T) => string, maxLength = 6) =>
  fc.uniqueArray(some, { selector: keyOf, maxLength });

/** Models that cover the whole language. */
export const arbitraryModel: fc.Arbitrary<PlainModel> = fc.record({
  title: sentence,
  frontMatter: optional(frontMatter),
  gnnSection: word,
  gnnVersion: fc.constantFrom('1', '1.0', '1.4.1'),
  flags: fc.array(fc.tuple(key, fc.oneof(fc.boolean(), key)), { maxLength: 4 }),
  modelName: sentence,
  annotation: optional(prose),
  variables: distinct(variable, (variable) => variable.name),
  chains: fc.array(chain, { maxLength: 5 }),
  parameters: distinct(
    fc.record({ name, value: fc.oneof(scalar, tensor) }),
    (parameter) => parameter.name,
  ),
  equations: fc.array(sentence, { maxLength: 3 }),
  time: optional(time),
  ontology: distinct(
    fc.tuple(name, fc.constantFrom('Action', 'HiddenState', 'OtherTerm')),
    ([text]) => text,
  ),
  modelParameters: distinct(fc.tuple(key, fc.oneof(scalar, tensor, word)), ([text]) => text),
  footer: optional(prose),
  signature: optional(
    fc.array(fc.tuple(fc.constantFrom('Creator', 'Date', 'License', 'Status'), word), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
  extensions: fc.array(fc.tuple(fc.constantFrom('Remarks', 'Overview', 'Usage'), prose), {
    maxLength: 2,
  }),
});

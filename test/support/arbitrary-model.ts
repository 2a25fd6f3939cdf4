import * as fc from 'fast-check';
import { BLOCKS } from '../../src/domain/spec.js';
import type { Connection, FrontMatterValue, Value, Variable } from '../../src/domain/model.js';

/** A model without positions, for comparing generated models with parsed ones. */
export interface PlainModel {
  readonly title: string;
  readonly frontMatter: Record<string, FrontMatterValue> | null;
  /** Empty if the section is. */
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
  /** Variables and their terms, with notes; several terms of one variable stand together. */
  readonly ontology: readonly (readonly [string, string, (string | null)?])[];
  readonly modelParameters: readonly (readonly [string, Value, (string | null)?])[];
  readonly footer: string | null;
  readonly signature: readonly (readonly [string, string])[] | null;
  readonly extensions: readonly (readonly [string, string])[];
  /** The version that the model declares, in front matter or Signature. */
  readonly version: string | null;
}

export interface PlainVariable {
  readonly name: string;
  readonly declared: readonly string[];
  readonly type: string | null;
  readonly hint: string | null;
  readonly description: string | null;
  /** The section that declares it, unless that is StateSpaceBlock. */
  readonly block?: Variable['block'];
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
  /** Text that stands for numbers, instead of the value, and the shape that it says. */
  readonly text?: { readonly written: string; readonly shape: readonly number[] | null };
  /** Slices that are no whole, without their name, instead of the value. */
  readonly slices?: readonly string[];
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
  // Others than `π`, `s` and `μ_dot`.
  'pi',
  'S',
  'mu_dot',
  'é_x',
  's_{t+1}',
  '\\mu',
  '\\mathbf{A}',
  '\\hat{s}_{t, k}',
  'A^{(m)}',
  'x_{\\mathrm{obs}}',
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
  fc.option(some, { nil: null, freq: 2 });

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

/** Text that is read as itself within quotes only. */
const quotable = fc.constantFrom('a # b', "it's", 'a "b"', '(0.1', 'x; y', 'two words', '...', '');

/** Text that stands for numbers, with the shape that its arguments say (notation, section 7). */
const textValue = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .chain(([a, b]) =>
      fc.constantFrom<NonNullable<PlainParameter['text']>[]>(
        { written: `eye(${a})`, shape: [a, a] },
        { written: `identity(${a})`, shape: [a, a] },
        { written: `identity(${a}, ${a}, ${b})`, shape: [a, a, b] },
        { written: `Zeros(${a},${b})`, shape: [a, b] },
        { written: `0.5 * ones(${a}, ${b})`, shape: [a, b] },
        { written: `uniform(${a})`, shape: [a] },
        { written: `np.zeros((${a}, ${b}))`, shape: [a, b] },
        { written: `np.ones(${a}) / ${a}`, shape: [a] },
        { written: `numpy.eye(${a}, dtype=float)`, shape: [a, a] },
        { written: `ones(${a})`, shape: null },
        { written: `zeros(n, ${b})`, shape: null },
      ),
    ),
  fc
    .constantFrom(
      'identity',
      'eye',
      'zeros',
      'ones',
      'uniform',
      '(0.1, ..., 0.1)',
      '[0.1, 0.1, …]',
      '{(0.1, ..., 0.1), (1, ..., 1)}',
      'np.array([0.1, 0.9])',
      '{(0.5, 0.5)} and more',
      '{eye(2), eye(2)}',
      'to be learnt',
    )
    .map((written) => ({ written, shape: null })),
);

/** Slices of which some are missing, or that do not fit together. */
const looseSlices = fc.constantFrom(
  ['[0]=(1, 2)', '[2]=(3, 4)'],
  ['(:,:,0)={(1,0),(0,1)}', '(:,:,2)={(1,0),(0,1)}'],
  ['[2] = 5'],
  ['[0] = (1, 2)', '[1] = (1, 2, 3)'],
  ['[0]=(1,2)', '[:,1]=(1,2)'],
  ['[0]=eye(2)', '[1]=ones(2, 2)'],
);

/** The terms of one variable, with notes. */
const bindings = fc.uniqueArray(
  fc.tuple(fc.constantFrom('Action', 'HiddenState', 'OtherTerm'), optional(sentence)),
  { selector: ([term]) => term, minLength: 1, maxLength: 3 },
);

const lengthOf = name.map((name) => `len(${name})`);

const variable = fc.record({
  name,
  declared: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(fc.oneof(fc.integer({ min: 1, max: 99 }).map(String), key, lengthOf), {
        minLength: 1,
        maxLength: 4,
      }),
    },
    { weight: 1, arbitrary: lengthOf.map((one) => [one]) },
  ),
  type: optional(
    fc.constantFrom(
      'float',
      'int',
      'bool',
      'string',
      'categorical',
      'continuous',
      'discrete',
      'binary',
      'integer',
      'real',
      'complex',
    ),
  ),
  hint: optional(fc.constantFrom('uniform', 'zeros', 'ones', 'eye', 'random')),
  description: optional(sentence),
  block: fc.constantFrom<PlainVariable['block'][]>(undefined, undefined, undefined, ...BLOCKS),
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
  '~',
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

/** Keys that describe a model, some of which are text whatever they look like. */
const DESCRIPTIVE = ['author', 'date', 'description', 'license', 'tags', 'version'];

const otherKeys = fc.dictionary(
  key.filter((text) => !DESCRIPTIVE.includes(text)),
  fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.array(word, { maxLength: 3 }),
    fc.dictionary(key, fc.integer(), { maxKeys: 2, noNullPrototype: true }),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const descriptiveKeys = fc.record(
  {
    author: word,
    date: fc.oneof(fc.constantFrom('2024-05-06', 'May'), fc.nat()),
    description: sentence,
    license: word,
    tags: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const frontMatter = fc.oneof(
  otherKeys,
  fc.tuple(otherKeys, descriptiveKeys).map(([some, others]) => ({ ...some, ...others })),
);

/** One line of prose for Signature. */
const field = fc.oneof(
  fc.tuple(fc.constantFrom('Author', 'Date', 'License', 'Status'), word),
  fc.tuple(fc.constant('Description'), sentence),
  fc.tuple(
    fc.constant('Tags'),
    fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((tags) => tags.join(', ')),
  ),
);

const settingValue = fc.oneof(word, fc.constantFrom('8', '0.1'));

const time = fc.record({
  mode: optional(fc.constantFrom('Static' as const, 'Dynamic' as const)),
  discretization: optional(fc.constantFrom('Discrete' as const, 'Continuous' as const)),
  variable: optional(name),
  horizon: optional(
    fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('Unbounded', '∞', 'long')),
  ),
  settings: fc.array(fc.tuple(fc.constantFrom('dt', 'Rate_x'), settingValue), {
    maxLength: 2,
  }),
});

/** Prose whose lines start and end with a word, so that none is a heading, fence or rule. */
const prose = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
const distinct = <T>(some: fc.Arbitrary<T>, keyOf: (item: T) => string, maxLength = 6) =>
  fc.uniqueArray(some, { selector: keyOf, maxLength });

/** Names of models; some stand in the name of their section too. */
const titleWords = fc.oneof(
  { weight: 4, arbitrary: sentence },
  { weight: 1, arbitrary: fc.constantFrom('o', 'Name', 'Model') },
);

/** Models that cover the whole language. */
export const arbitraryModel: fc.Arbitrary<PlainModel> = fc.record({
  title: sentence,
  frontMatter: optional(frontMatter),
  gnnSection: fc.oneof(
    { weight: 8, arbitrary: word },
    { weight: 1, arbitrary: fc.constantFrom('', 'Section') },
  ),
  gnnVersion: fc.constantFrom('1', '1.0', '1.4.1', '2.0.0'),
  flags: fc.array(fc.tuple(key, fc.oneof(fc.boolean(), key)), { maxLength: 4 }),
  modelName: fc
    .tuple(titleWords, fc.constantFrom('', ' #1', ' C#', '#'))
    .map((all) => all.join('')),
  annotation: optional(prose),
  variables: distinct(variable, (variable) => variable.name),
  chains: fc.array(chain, { maxLength: 5 }),
  parameters: distinct(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ name, value: fc.oneof(scalar, tensor, quotable) }) },
      { weight: 2, arbitrary: fc.record({ name, value: fc.constant(null), text: textValue }) },
      { weight: 1, arbitrary: fc.record({ name, value: fc.constant(null), slices: looseSlices }) },
    ),
    (parameter) => parameter.name,
  ),
  equations: fc.array(sentence, { maxLength: 3 }),
  time: optional(time),
  ontology: distinct(fc.tuple(name, bindings), ([text]) => text).map((all) =>
    all.flatMap(([variable, some]) => some.map(([term, note]) => [variable, term, note] as const)),
  ),
  modelParameters: distinct(
    fc.tuple(key, fc.oneof(scalar, tensor, word, quotable), optional(sentence)),
    ([text]) => text,
  ),
  footer: optional(prose),
  signature: optional(fc.array(field, { minLength: 1, maxLength: 3 })),
  extensions: fc.array(fc.tuple(fc.constantFrom('Remarks', 'Overview', 'Usage'), prose), {
    maxLength: 2,
  }),
  version: optional(fc.constantFrom('1.2.3', '0.1.0-rc.1', '1.0', '2')),
});

/** Numbers that a printer picks its spellings by. */
export const spellings = fc.array(fc.nat(59), { maxLength: 400, size: 'max' });

import { test } from 'vitest';
import { parseSpec } from '../../src/gnn/index.js';
import { validateSpec } from '../../src/validate/index.js';
import { within } from '../support/measure.js';

const SIZE = 256 * 1024;
const LIMIT = 2000;

/** A text of about a size in characters. */
type Hostile = (size: number) => string;

const fill = (part: string, size: number): string => part.repeat(Math.ceil(size / part.length));
const under = (name: string, text: string): string =>
  `# T\n## GNNSection\nX\n## StateSpaceBlock\na[1]\n## ${name}\n${text}`;
const blanks =
  (start: string, end: string): Hostile =>
  (size) =>
    `${start}${fill(' ', size)}${end}\n`;
const references: Hostile = (size) =>
  Array.from({ length: size / 16 }, (_, at) => `x${at}[x${at + 1}]\n`).join('');

const REPEATED = [
  '1. ',
  '>- ',
  'a\n---\n',
  '>',
  '*a_ ',
  '\n',
  '# \n',
  '`',
  '```\n',
  '(',
  '"',
  'A[',
];
const LINES = [
  'A[\n',
  'A={\n',
  'A=(1,\n',
  'A="\n',
  'A=\n',
  'a\n',
  'π\n',
  'a>b\n',
  '## a\n',
  '<!--\n',
];
const SECTIONS = ['StateSpaceBlock', 'Connections', 'InitialParameterization', 'Equations', 'Time'];
const OTHERS = ['ModelParameters', 'ActInfOntologyAnnotation', 'Signature'];

const cases: [string, Hostile][] = [
  ...REPEATED.map((part): [string, Hostile] => [
    `only ${JSON.stringify(part)}`,
    (size) => fill(part, size),
  ]),
  ...[...REPEATED, ...LINES].flatMap((part) =>
    SECTIONS.concat(OTHERS).map((name): [string, Hostile] => [
      `${name}: ${JSON.stringify(part)}`,
      (size) => under(name, fill(part, size)),
    ]),
  ),
  ...SECTIONS.map((name): [string, Hostile] => [
    `${name}: one line`,
    (size) => under(name, fill('a', size)),
  ]),
  ['attributes in one line', (size) => under('StateSpaceBlock', `Q[2${fill(',x=1', size)}]\n`)],
  ['a heading with blanks', blanks('## GNNSection\nX\n## y', 'x')],
  ['a version with blanks', blanks('## GNNVersionAndFlags\nGNN', 'x')],
  [
    'a comment with blanks above an equation',
    (size) => under('Equations', `${blanks('# y', 'x')(size)}a=b\n`),
  ],
  ['words with blanks in Time', (size) => under('Time', blanks('a', 'b')(size))],
  [
    'words with blanks in ModelParameters',
    (size) => under('ModelParameters', blanks('a', 'b')(size)),
  ],
  ['words with blanks in Signature', (size) => under('Signature', blanks('a', 'b')(size))],
  ['an annotation with blanks', (size) => under('ModelAnnotation', blanks('a', 'b')(size))],
  ['a word of digits', (size) => under('InitialParameterization', `A=${fill('1', size)}x\n`)],
  ['digits in a tensor', (size) => under('InitialParameterization', `A=[${fill('1', size)}x]\n`)],
  ['quoted brackets', (size) => under('InitialParameterization', fill(" A=(')',\n", size))],
  ['references in a row', (size) => `## StateSpaceBlock\n${references(size)}`],
  [
    'models and rules',
    (size) => fill('---\n## GNNSection\n', size / 6) + fill('---\n', (size * 5) / 6),
  ],
  [
    'comments and rules',
    (size) => under('Footer', fill('<!---->\n', size / 7) + fill('---\n', (size * 6) / 7)),
  ],
  ['a heading of one word', (size) => under(fill('a', size), '')],
  ['a group', (size) => under('Connections', `(${fill('a,', size)}a)>a\n`)],
  ['a chain', (size) => under('Connections', `${fill('a>', size)}a\n`)],
];

function read(text: string): void {
  for (const spec of parseSpec(text).specs) {
    const rules = { required_fields: [], validation_rules: { description: 'max_length:9' } };
    validateSpec(spec, { profile: 'basic', fields: rules });
  }
}

// A small part comes first, so that a text that takes far more than the square of its length fails soon.
test.each(cases)('%s is read in time', (_, text) => {
  within(LIMIT, () => read(text(SIZE / 16)));
  within(LIMIT, () => read(text(SIZE)));
});

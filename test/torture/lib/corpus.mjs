/** The specs that fuzzing starts from: the project's samples, and a flawless one. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { specText } from './specs.mjs';

const INPUT = join(import.meta.dirname, '../../../input/gnn_files');

export function readCorpus() {
  const paths = readdirSync(INPUT, { recursive: true }).filter((path) => path.endsWith('.md'));
  return [
    specText('fuzz'),
    ...paths.toSorted().map((path) => readFileSync(join(INPUT, path), 'utf8')),
  ];
}

const TOKENS = [
  '## ',
  '### ',
  '# ',
  '```\n',
  '<!--',
  '-->',
  '---\n',
  '---js\n',
  '\r',
  '\0',
  '\u{FEFF}',
  '\u{202E}',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '"',
  "'",
  '=',
  '>',
  '-',
  '<',
  ',',
  ':',
  '|',
  '\\',
  '&a',
  '*a',
  '!!js ',
  '9'.repeat(400),
  '1e999',
  '-0',
  'NaN',
  '0x10',
  '[9999999999]',
  '['.repeat(200),
  '('.repeat(200),
  '__proto__',
  'constructor',
  '../../x',
  '𝔘𝔫𝔦',
  'e\u{301}',
  '## StateSpaceBlock\n',
  '## Time\n',
  '## InitialParameterization\n',
  '## Connections\n',
  '## GNNSection\n',
  '1. ',
  '>- ',
  '*a_ ',
  '\t',
];

/** Makes up to eight random changes to a text. */
export function mutate(corpus, random) {
  let text = random.pick(corpus);
  for (let left = 1 + random.below(8); left > 0; left -= 1) text = change(text, corpus, random);
  const bytes = Buffer.from(text.slice(0, 200_000));
  // About one in ten is not valid UTF-8.
  if (random.below(10) === 0 && bytes.length > 0)
    bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

function change(text, corpus, random) {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(120));
  const changes = [
    () => text.slice(0, at) + random.pick(TOKENS) + text.slice(at),
    () => text.slice(0, at) + random.pick(TOKENS).repeat(1 + random.below(50)) + text.slice(at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, at) + text.slice(at, to).repeat(2 + random.below(8)) + text.slice(to),
    () => text.slice(0, at),
    () => splice(text, at, random.pick(corpus), random),
    () => shuffleLines(text, random),
    () => text.slice(0, at) + String.fromCodePoint(1 + random.below(0xd7ff)) + text.slice(at + 1),
    () => text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n'])),
  ];
  return random.pick(changes)();
}

function splice(text, at, other, random) {
  const from = random.below(other.length);
  return text.slice(0, at) + other.slice(from, from + random.below(2000)) + text.slice(at);
}

function shuffleLines(text, random) {
  const lines = text.split('\n');
  const [first, second] = [random.below(lines.length), random.below(lines.length)];
  [lines[first], lines[second]] = [lines[second], lines[first]];
  return lines.join('\n');
}

const fill = (part, size) => part.repeat(Math.ceil(size / part.length));
const under = (name, text) => `## GNNSection\nX\n## StateSpaceBlock\na[1]\n## ${name}\n${text}`;
const PARTS = [
  '1. ',
  '>- ',
  'a\n---\n',
  '>',
  '*a_ ',
  '\n',
  '# \n',
  '## a\n',
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
  '<!--\n',
  '[[[\n',
];
const SECTIONS = ['StateSpaceBlock', 'Connections', 'InitialParameterization', 'Equations', 'Time'];

/** Texts of a given size that slow down a careless parser, by description. */
export function hostileTexts(size) {
  return [
    ...PARTS.map((part) => [`only ${JSON.stringify(part)}`, fill(part, size)]),
    ...SECTIONS.flatMap((name) =>
      [...PARTS, ...LINES].map((part) => [
        `${name}: ${JSON.stringify(part)}`,
        under(name, fill(part, size)),
      ]),
    ),
    ['one heading', under(fill('a', size), '')],
    ['one line', under('Connections', `(${fill('a,', size)}a)>a\n`)],
    ['a chain', under('Connections', `${fill('a>', size)}a\n`)],
    ['digits', under('InitialParameterization', `A=[${fill('1', size)}x]\n`)],
    ['nesting', under('InitialParameterization', `A=${fill('[', size)}\n`)],
    ['blanks', under('Equations', `# y${fill(' ', size)}x\na=b\n`)],
    ['models', fill('---\n## GNNSection\n', size)],
    ['front matter', `---\n${fill('a: [', size)}\n---\n${under('Time', '')}`],
    ['aliases', `---\na: &a [x]\n${fill('b: *a\n', size)}---\n${under('Time', '')}`],
  ];
}

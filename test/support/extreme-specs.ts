/** Specs with words, numbers, lists and depths at the limits of what is stored, and beyond. */
import fc from 'fast-check';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import { arbitraryModel, spellings } from './arbitrary-model.js';
import { pickBy, printSpec } from './print-spec/index.js';
import { realSpecs } from './sample-files.js';
import { soundSpec } from './spec-text.js';

/** What a schema counts to, and one more. */
const LENGTHS = [128, 129, 256, 257, 512, 513, 16_384, 16_385, 65_536, 65_537, 70_000];
const long = fc
  .tuple(fc.constantFrom('w', 'é', '𝐀', '7', '"', '\\', '`'), fc.constantFrom(...LENGTHS))
  .map(([letter, length]) => letter.repeat(length));

const number = fc.constantFrom(
  '9'.repeat(400),
  '1e308',
  '1e309',
  '-1e309',
  '1e-400',
  '-0',
  '9007199254740993',
  '100000001',
  '10000001',
  '4294967297',
  '0.1e-7',
  `0.${'3'.repeat(400)}`,
  'inf',
  'nan',
  '0',
  '0x10',
  '1_000',
);

/** Versions at the limits of their grammar. */
const version = fc.constantFrom(
  '9007199254740991.9007199254740991.9007199254740991',
  '9007199254740992.0.0',
  '1.0.9007199254740991',
  '1.0.0-9007199254740991',
  `1.0.0-${'a'.repeat(249)}`,
  `1.0.0-${'a'.repeat(250)}`,
  `1.0.0-${'9'.repeat(249)}`,
  `1.0.0+${'b'.repeat(249)}`,
  `${'1'.repeat(300)}.0.0`,
  '999999999',
  '-1.0.0',
);

const nested = fc
  .tuple(fc.constantFrom('()', '[]', '{}', '(]'), fc.constantFrom(17, 64, 65, 2000))
  .map(([[open = '', close = ''], depth]) => open.repeat(depth) + close.repeat(depth));

const many = fc
  .tuple(
    fc.constantFrom('a', 'a,', 'a>b ', '[a],', '(1,2),', 'x=1,', '(a,b)>', 'a: b\n'),
    fc.constantFrom(2, 65, 1001, 10_001),
  )
  .map(([part, count]) => part.repeat(count));

const odd = fc.constantFrom(
  '\0',
  '\u2028',
  '\u0085',
  '\u202e',
  '\uFEFF',
  '',
  ' ',
  '__proto__',
  'constructor',
  '#',
  '<!--',
  '```',
);

/** A word as no person writes it. */
const extreme = fc.oneof(long, number, nested, many, odd);

/** A value in front matter, where escapes let in what UTF-8 cannot write. */
const yaml = fc.oneof(
  extreme.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"\\ud800"',
    '"a\\udc00b"',
    '"\\0"',
    '""',
    '~',
    '.inf',
    '.nan',
    '1e400',
    '-0',
    '[]',
    '{}',
    '007',
    'true',
  ),
  fc
    .tuple(fc.constantFrom(1, 100, 513), fc.constantFrom(2, 1001, 5000))
    .map(([length, count]) =>
      JSON.stringify(Array.from({ length: count }, (_, at) => String(at).padStart(length, 'x'))),
    ),
  extreme.map((text) => JSON.stringify([text, text, 'b'])),
  extreme.map((text) => JSON.stringify({ [text]: [text] })),
);
const KEYS = [
  'title',
  'name',
  'description',
  'author',
  'authors',
  'license',
  'date',
  'source',
  'tags',
  'version',
  'model_id',
  'parent',
  'parents',
  'dependencies',
  'framework_targets',
  'custom',
  'schema',
];
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.constantFrom(...KEYS), yaml) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('version'), version) },
);
const front = fc
  .uniqueArray(pair, {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 4,
  })
  .map((pairs) => `---\n${pairs.map(([key, value]) => `${key}: ${value}\n`).join('')}---\n`);

/** One change of a text at about a place. */
type Edit = (text: string, at: number, to: number, extra: string) => string;

const onMatch =
  (pattern: RegExp, change: (found: string, extra: string) => string): Edit =>
  (text, at, _, extra) => {
    const found = [...text.matchAll(pattern)];
    const match = found[at % found.length];
    if (match === undefined) return text;
    const end = match.index + match[0].length;
    return text.slice(0, match.index) + change(match[0], extra) + text.slice(end);
  };
const onLines =
  (change: (lines: string[], at: number, to: number, extra: string) => string[]): Edit =>
  (text, at, to, extra) => {
    const lines = text.split('\n');
    return change(lines, at % lines.length, to % lines.length, extra).join('\n');
  };

const WORD = /[\p{L}\p{N}_.]+/gu;
const EDITS: readonly Edit[] = [
  onMatch(WORD, (_, extra) => extra),
  onMatch(WORD, (_, extra) => extra),
  onMatch(WORD, (word, extra) => word + extra),
  onMatch(/(?<=[=:#]\s?)\S.*$/gmu, (_, extra) => extra),
  onMatch(/\d+(?:\.\d+)?/g, (_, extra) => extra),
  onMatch(/(?<=^## .*\n)/gmu, (_, extra) => `${extra}\n`),
  onLines((lines, at, to, extra) => lines.with(at, (lines[at] ?? '').slice(0, to % 30) + extra)),
  onLines((lines, at, _, extra) => lines.toSpliced(at, 0, extra)),
  onLines((lines, at, to) => lines.toSpliced(at, 1 + (to % 4))),
  onLines((lines, at, to) =>
    lines.toSpliced(
      at,
      0,
      ...Array<string>([2, 40, 1001, 3000][to % 4] ?? 2).fill(lines[at] ?? ''),
    ),
  ),
  (text, at) =>
    Array<string>(1 + (at % 3))
      .fill(text)
      .join(at % 2 === 0 ? '\n---\n\n' : '\n'),
  (text, at, _, extra) =>
    `${text}\n## ${SECTION_NAMES[at % SECTION_NAMES.length] ?? ''}\n${extra}\n`,
];

const edit = fc.tuple(fc.constantFrom(...EDITS), fc.nat(), fc.nat(), extreme);
const base = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(soundSpec(), ...realSpecs().map(({ text }) => text)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(arbitraryModel, spellings)
      .map(([model, numbers]) => printSpec(model, pickBy(numbers))),
  },
);

/** Several edits that repeat could make gigabytes. */
const LARGEST = 400_000;

/** A spec, and the same after some later edits. */
const edited = fc
  .tuple(
    fc.option(front, { nil: '', freq: 1 }),
    base,
    fc.array(edit, { maxLength: 4 }),
    fc.array(edit, { maxLength: 2 }),
  )
  .map(([start, text, edits, more]): readonly [string, string] => {
    const apply = (before: string, changes: typeof edits): string =>
      changes.reduce(
        (so, [change, at, to, extra]) => change(so, at, to, extra).slice(0, LARGEST),
        before,
      );
    const first = start + apply(text, edits);
    return [first, apply(first, more)];
  });

/** A sound spec that says much of itself, and later something else. */
const described = fc
  .tuple(front, front)
  .map(([first, later]): readonly [string, string] => [first + soundSpec(), later + soundSpec()]);

/** Two editions of a spec. */
export const extremeSpec: fc.Arbitrary<readonly [first: string, later: string]> = fc.oneof(
  { weight: 3, arbitrary: edited },
  { weight: 1, arbitrary: described },
);

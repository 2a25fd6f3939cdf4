/** What the quick fixes of connections, of time and of versions write. */
import { describe, expect, test } from 'vitest';
import { alter, SOUND } from '../../../support/faulty-specs.js';
import { mend, remediesOf } from '../../../support/lsp-documents.js';

const front = (line: string): string => `---\n${line}\n---\n${SOUND}`;

describe('connections', () => {
  test.each([
    ['a term', 's=HiddenState  # it', 'ActInfOntologyAnnotation', 'o=Observation\n'],
    ['a value', 'E={(0.1, 0.9)}', 'InitialParameterization', 'D={(0.5, 0.5)}\n'],
    ['a long value', 'E={(0.1,\n  0.9)}', 'InitialParameterization', 'D={(0.5, 0.5)}\n'],
  ])('%s is moved to the end of its section', (_, written, section, last) => {
    const declared = ['A[3,2,', 'E[2]\nA[3,2,'] as const;
    const text = alter(declared, ['A-o', `A-o\ns-E\n${written}`]);
    const moved = written.split('\n');
    expect(remediesOf(text, 'GNN-E005')).toEqual([
      [`Move to ${section}`, ...moved.map((it) => `-${it}`), ...moved.map((it) => `+${it}`)],
    ]);
    expect(mend(text)).toBe(alter(declared, ['A-o', 'A-o\ns-E'], [last, `${last}${written}\n`]));
  });

  test('a product can mean either edge', () => {
    expect(remediesOf(alter(['A-o', 'A*o']), 'GNN-E005')).toEqual([
      ['Write >', '-A*o', '+A>o'],
      ['Write -', '-A*o', '+A-o'],
    ]);
  });

  test('a parenthesis is closed where the names end', () => {
    expect(remediesOf(alter(['s-A', '(s, A>o']), 'GNN-E005')).toEqual([
      ['Close the parenthesis *', '-(s, A>o', '+(s, A)>o'],
    ]);
  });

  test.each([
    ['D=>s', 'D->s'],
    ['D --> s', 'D->s'],
    ['D==>s  # prior', 'D->s  # prior'],
    ['D~>s', 'D->s'],
    ['D»s', 'D->s'],
  ])('%s is written as an arrow', (written, mended) => {
    expect(remediesOf(alter(['D>s', written]), 'GNN-E005')).toEqual([
      ['Write -> *', `-${written}`, `+${mended}`],
    ]);
  });

  test.each(['((s, A', 's-->', 'the state => the likelihood of it'])(
    '%s is for the author to mend',
    (written) => {
      expect(remediesOf(alter(['s-A', written]), 'GNN-E005')).toEqual([]);
    },
  );
});

describe('lines without meaning', () => {
  test('the version of the language is written where it is missing', () => {
    expect(remediesOf(alter(['GNN v1\n', '']), 'GNN-W012')).toEqual([
      ['Write GNN v1 *', '+GNN v1'],
    ]);
  });

  test.each([
    ['Time', 'Static\n', 'Static\nas slow as it gets\n', 'as slow as it gets'],
    ['a name', 'Two states\n\n## State', 'Two states\n  or three\n\n## State', '  or three'],
  ])('those of %s can be comments', (_, from, to, line) => {
    expect(remediesOf(alter([from, to]), 'GNN-W012')).toEqual([
      [
        'Turn the line into a comment',
        `-${line}`,
        `+${line.replace(/\S/, (first) => `# ${first}`)}`,
      ],
    ]);
  });

  test.each([
    ['Dynamic, Often, Discrete', 'Often', 'Dynamic, Discrete'],
    ['Dynamic, Discrete, typ=x', 'typ=x', 'Dynamic, Discrete'],
    ['Dynamic; Discrete; seldom [s]', 'seldom [s]', 'Dynamic; Discrete'],
    ['Dynamic, Discrete, slow # or not', 'slow', 'Dynamic, Discrete # or not'],
  ])('of %j, only the item is deleted', (written, item, mended) => {
    expect(remediesOf(alter(['Static\n', `${written}\n`]), 'GNN-W012')).toEqual([
      [`Delete ${item}`, `-${written}`, `+${mended}`],
    ]);
  });
});

test.each([
  ['Statc', 'Static'],
  ['dynamik', 'Dynamic'],
])('%s is written as the word of Time that it is likely to be', (written, meant) => {
  expect(remediesOf(alter(['Static\n', `${written}\n`]), 'GNN-W012')).toEqual([
    [`Write ${meant} *`, `-${written}`, `+${meant}`],
    ['Turn the line into a comment', `-${written}`, `+# ${written}`],
  ]);
});

test('the key of an attribute is written as the one that it is likely to be', () => {
  expect(remediesOf(alter(['s[2,type=', 's[2,typ=']), 'GNN-W012')).toEqual([
    ['Write type= *', '-s[2,typ=float]    # Hidden state', '+s[2,type=float]    # Hidden state'],
    ['Delete typ=float', '-s[2,typ=float]    # Hidden state', '+s[2]    # Hidden state'],
  ]);
});

describe('times that contradict', () => {
  test('the line is deleted that says the second one alone', () => {
    const text = alter(['Static\n', 'Dynamic\nStatic # never, (at night)\n']);
    expect(remediesOf(text, 'GNN-W029')).toEqual([
      ['Delete the line', '-Static # never, (at night)'],
    ]);
  });

  test('a line that says more is for the author to mend', () => {
    expect(remediesOf(alter(['Static\n', 'Dynamic, Static\n']), 'GNN-W029')).toEqual([]);
  });
});

describe('versions', () => {
  test.each([
    ['of the front matter', front('version: 1.2'), 'version: 1.2', 'version: 1.2.0'],
    [
      'in quotes',
      front('version: "v1.2"  # now'),
      'version: "v1.2"  # now',
      'version: 1.2.0  # now',
    ],
    [
      'in bold',
      `${SOUND}\n## Signature\n**Version**: 1.2\n`,
      '**Version**: 1.2',
      '**Version**: 1.2.0',
    ],
    ['of one number', `${SOUND}\n## Signature\nVersion: 1\n`, 'Version: 1', 'Version: 1.0.0'],
  ])('one %s is written in full', (_, text, before, after) => {
    const version = /[0-9.]+(?=\s|$)/.exec(after)?.[0];
    expect(remediesOf(text, 'GNN-I013')).toEqual([
      [`Write ${version} *`, `-${before}`, `+${after}`],
    ]);
  });
});

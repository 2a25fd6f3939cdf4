/** One fault is one finding: its consequences are not reported (notation, section 8). */
import { expect, test } from 'vitest';
import type { SectionName } from '../../../src/domain/spec.js';
import type { Changes } from '../../support/spec-text.js';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

/** A sound spec in which the heading of a section is written in another way. */
function withHeading(section: SectionName, heading: string): string {
  return soundSpec().replace(`## ${section}\n`, `${heading}\n`);
}

test('a StateSpaceBlock that is missing is one finding, and no list of undeclared names', () => {
  for (const profile of ['basic', 'standard'] as const) {
    const text = soundSpec({ StateSpaceBlock: null });
    expect(findingsAt(text, profile)).toEqual(['GNN-E001 ## GNNSection']);
    expect(messagesOf(text, profile)[0]).toContain('## StateSpaceBlock');
  }
});

test.each<[string, string, string[]]>([
  ['is empty', '', ['GNN-E013 ## StateSpaceBlock']],
  ['has only comments', '# A[2,2]', ['GNN-E013 ## StateSpaceBlock']],
  ['is one unreadable line', '???', ['GNN-E013 ???']],
  ['is unreadable lines', '# A\nA [\nB', ['GNN-E013 [', 'GNN-E006 ']],
])('a StateSpaceBlock that %s', (_, body, found) => {
  expect(findingsAt(soundSpec({ StateSpaceBlock: body }))).toEqual(found);
});

test.each<[SectionName, string]>([
  ['StateSpaceBlock', '## StateSpaceBlok'],
  ['StateSpaceBlock', '## State_Space_Blck'],
  ['Connections', '## Conections'],
  ['Connections', '## Connection'],
  ['GNNVersionAndFlags', '## GNNVersionAndFlag'],
])('%s that is misspelt as %s is one finding, at the heading', (section, heading) => {
  const text = withHeading(section, heading);
  expect(findingsAt(text)).toEqual([`GNN-E001 ${heading}`]);
  expect(messagesOf(text)[0]).toContain(`write \`## ${section}\``);
});

test('Connections without their heading is one finding, at the first of their lines', () => {
  const text = soundSpec({ Connections: 'D>s\n(s,u)->s\ns-A # by\nA → o' }).replace(
    '## Connections\n',
    '',
  );
  expect(findingsAt(text)).toEqual(['GNN-E001 D>s']);
  const line = text.split('\n').indexOf('D>s') + 1;
  expect(messagesOf(text)[0]).toContain(`write \`## Connections\` before line ${line}`);
});

test('what is no connection stays a finding of its own where Connections is missing', () => {
  const text = soundSpec({
    StateSpaceBlock: 'A[2,2]\ns[2,1]\no[2,1,type=int]\nD 2',
    Connections: null,
  });
  expect(findingsAt(text)).toEqual(['GNN-E001 ## GNNSection', 'GNN-E006 2']);
});

test('two misspelt headings and an absent section are three findings', () => {
  const text = soundSpec({ GNNSection: null })
    .replace('## Connections', '## Conections')
    .replace('## ModelName', '## ModelNme');
  expect(findingsAt(text)).toEqual([
    'GNN-E001 ## GNNVersionAndFlags',
    'GNN-E001 ## ModelNme',
    'GNN-E001 ## Conections',
  ]);
});

const ONLY_VALUED: Changes = {
  StateSpaceBlock: 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\nE[2]',
  InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nE={(0.5, 0.5)}',
};

test('a misspelt optional section does not make its variables unused', () => {
  const text = soundSpec(ONLY_VALUED).replace('## InitialParam', '## IntialParam');
  expect(findingsAt(text)).toEqual(['GNN-W008 ## IntialParameterization']);
});

test.each([
  ['a required one', 'Connections', 'D>s\ns-A\nA-o'],
  ['one that comes later', 'StateSpaceBlock', 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]'],
  ['the first', 'GNNSection', 'ActInfPOMDP'],
] as const)('a fence that is never closed, in %s, is one finding', (_, section, body) => {
  const text = soundSpec({ [section]: `\`\`\`\n${body}` });
  const [first, ...others] = findingsAt(text);
  expect([first?.slice(4), others]).toEqual([
    section === 'Connections' ? 'W013 ```' : 'E001 ```',
    section === 'GNNSection' ? others : [],
  ]);
});

test('the finding about an open fence names the sections that it hides and where to end it', () => {
  const text = soundSpec({ StateSpaceBlock: '```\nA[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]' });
  const line = text.split('\n').indexOf('## Connections') + 1;
  expect(messagesOf(text)).toEqual([
    `the code fence that opens here hides required sections (## Connections): nothing closes it; write \`\`\` before line ${line}`,
  ]);
});

test.each([
  ['an HTML comment that is never closed', '<!-- ', 'GNN-E001 <!-- '],
  ['a fence that the next one closes', '```\nA[2,2]', 'GNN-E001 ```'],
])('%s hides a section', (_, opening, found) => {
  const text = soundSpec({
    StateSpaceBlock: `A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\n${opening}`,
    Connections: opening.startsWith('```') ? 'D>s\n```\ns-A\nA-o' : 'D>s\ns-A\nA-o',
  });
  expect(findingsAt(text)[0]).toBe(found);
});

test.each<[string, Changes, string[]]>([
  [
    'a declaration with an open bracket',
    { StateSpaceBlock: 'A[2,2,type=float\nD[2]\ns[2,1]\no[2,1,type=int]' },
    ['GNN-E006 [2,2,type=float'],
  ],
  [
    'a declaration with a dimension of zero',
    { StateSpaceBlock: 'A[2,2]\nD[0]\ns[2,1]\no[2,1,type=int]\nG[D]' },
    ['GNN-E006 0]', 'GNN-W001 G[D]'],
  ],
  [
    'a declaration behind a bullet',
    { StateSpaceBlock: 'A[2,2]\nD[2]\n* s[2,1]\no[2,1,type=int]' },
    ['GNN-E006 * s[2,1]'],
  ],
  ['a connection without an operator', { Connections: 'D>s\ns-A\nA o' }, ['GNN-E005 o']],
  [
    'a value with an open bracket',
    {
      ...ONLY_VALUED,
      InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nE={(0.5, 0.5)',
    },
    ['GNN-E007 {(0.5, 0.5)'],
  ],
  [
    'an open bracket over the following value',
    {
      ...ONLY_VALUED,
      InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)\n\nE: {(0.5, 0.5)}',
    },
    ['GNN-E007 {(0.9, 0.2), (0.1, 0.8)'],
  ],
])('%s has no consequences', (_, changes, found) => {
  expect(findingsAt(soundSpec(changes))).toEqual(found);
});

test.each<[string, string, string[]]>([
  ['a chain', 'a[gone]\nb[a]\nc[len(b)]', ['GNN-W014 gone]']],
  ['a cycle', 'a[b]\nb[a]\nc[1]', ['GNN-W014 b]', 'GNN-W014 a]']],
  ['a variable that refers to itself', 'a[a]\nb[1]\nc[1]', ['GNN-W014 a]']],
  ['two faults', 'a[gone]\nb[lost]\nc[1]', ['GNN-W014 gone]', 'GNN-W014 lost]']],
])('unresolved dimensions, %s: only the cause', (_, body, found) => {
  const text = soundSpec({
    StateSpaceBlock: `A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\n${body}`,
    Connections: 'D>s\ns-A\nA-o\na>b>c',
  });
  expect(findingsAt(text)).toEqual(found);
});

test('a name that is declared nowhere is one finding, at its first use, with the other lines', () => {
  const text = soundSpec({
    Connections: 'D>s\ns-A\nA-o\n(s, z)>o\no>z',
    InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nz=1',
    ActInfOntologyAnnotation: 'z=Action',
  });
  expect(findingsAt(text)).toEqual(['GNN-W002 z)>o']);
  expect(messagesOf(text)[0]).toMatch(
    /^z is connected but not declared \(also on lines \d+, \d+ and \d+\); declare it in/,
  );
});

test.each<[string, Changes, string[]]>([
  [
    'variables that are unused although all sections are there',
    { StateSpaceBlock: 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]\nx[1]\ny[1]' },
    ['GNN-W001 x[1]', 'GNN-W001 y[1]'],
  ],
  [
    'an undeclared name beside an unreadable declaration of another',
    { StateSpaceBlock: 'A[2,2\nD[2]\ns[2,1]', Connections: 'D>s\ns-A\nA-o' },
    ['GNN-E006 [2,2', 'GNN-W002 o'],
  ],
  [
    'a name in the comment of an unreadable declaration',
    { StateSpaceBlock: 'A[2,2 # P(o|s)\nD[2]\ns[2,1]', Connections: 'D>s\ns-A\nA-o' },
    ['GNN-E006 [2,2 # P(o|s)', 'GNN-W002 o'],
  ],
  ['a fence that is closed', { Connections: '```\nD>s\ns-A\nA-o\n```' }, ['GNN-I007 ```']],
])('stays as it is: %s', (_, changes, found) => {
  expect(findingsAt(soundSpec(changes))).toEqual(found);
});

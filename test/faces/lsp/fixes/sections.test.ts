/** What the quick fixes of headings and sections write. */
import { describe, expect, test } from 'vitest';
import { alter, SOUND } from '../../../support/faulty-specs.js';
import { codesOf, mend, remediesOf } from '../../../support/lsp-documents.js';

describe('what hides a section ends before it', () => {
  test.each([
    [
      'a fence',
      '```\n## Connections',
      'A-o\n```\n',
      ['Write ``` before ## Connections', '+```', '-```'],
    ],
    [
      'an open fence',
      '~~~~gnn\n## Connections',
      'A-o\n',
      ['Write ~~~~ before ## Connections', '+~~~~'],
    ],
    [
      'a comment',
      '<!-- note\n## Connections',
      'A-o\n',
      ['Write --> before ## Connections', '+-->'],
    ],
  ])('%s', (_, opening, end, remedy) => {
    const text = alter(['## Connections', opening], ['A-o\n', end]);
    expect(remediesOf(text, 'GNN-E001')).toEqual([remedy]);
    expect(codesOf(mend(text))).not.toContain('GNN-E001');
  });

  test('a fence that hides nothing ends with the text', () => {
    expect(remediesOf(`${SOUND}~~~~\nabc\n`, 'GNN-W013')).toEqual([
      ['Write ~~~~ at the end *', '+~~~~'],
    ]);
  });
});

describe('names of sections', () => {
  test('a slip of the pen is written as it should be, where no other section has the name', () => {
    expect(remediesOf(alter(['## Time', '## Tme']), 'GNN-W008')).toEqual([
      ['Write ## Time *', '-## Tme', '+## Time'],
    ]);
    expect(remediesOf(`${SOUND}\n## Tme\nDynamic\n`, 'GNN-W008')).toEqual([]);
  });

  test('of several that are likely, the author chooses', () => {
    const text = alter(['## InitialParameterization', '## Parameters']);
    expect(remediesOf(text, 'GNN-W008')).toEqual([
      ['Write ## InitialParameterization', '-## Parameters', '+## InitialParameterization'],
      ['Write ## ModelParameters', '-## Parameters', '+## ModelParameters'],
    ]);
  });

  test('another name with a body behind it gets both right', () => {
    const text = alter(['## ModelName\nTwo states', '## Model name: Two states']);
    const mended = ['-## Model name: Two states', '+## ModelName', '+Two states'];
    for (const code of ['GNN-I014', 'GNN-W032']) {
      expect(remediesOf(text, code)).toEqual([
        ['Move `Two states` below the heading *', ...mended],
      ]);
    }
  });

  test('a heading of another level loses its closing marks as well', () => {
    expect(remediesOf(alter(['## Time', '###  Time  ###']), 'GNN-W031')).toEqual([
      ['Write ## Time *', '-###  Time  ###', '+## Time'],
    ]);
  });
});

describe('a section that is there twice', () => {
  test('adds its lines to the first one', () => {
    const text = `${SOUND}\n## Connections\nD-o\n\n## Footer\nThe end\n`;
    expect(remediesOf(text, 'GNN-W009')).toEqual([
      ['Merge the two Connections sections', '+D-o', '-## Connections', '-D-o', '-'],
    ]);
  });

  test('is deleted if it is empty', () => {
    expect(remediesOf(`${SOUND}\n## Connections\n\n`, 'GNN-W009')).toEqual([
      ['Merge the two Connections sections', '-## Connections', '-'],
    ]);
  });
});

describe('fences within a section', () => {
  test('both lines of one are removed, and the language behind the first', () => {
    const text = alter(['D>s\ns-A\nA-o', '~~~gnn\nD>s\ns-A\nA-o\n~~~']);
    expect(remediesOf(text, 'GNN-I007')).toEqual([['Remove the fence', '-~~~gnn', '-~~~']]);
  });

  test('a thematic break is one line', () => {
    expect(remediesOf(alter(['s-A\n', 's-A\n---\n']), 'GNN-I007')).toEqual([
      ['Remove this line', '----'],
    ]);
  });
});

describe('front matter that is not at the start', () => {
  test('takes no blank lines with it', () => {
    const text = `\n\n---\nversion: 1.0.0\n---\n${SOUND}`;
    expect(remediesOf(text, 'GNN-W030')).toEqual([
      ['Move the front matter to the first line *', '-', '-'],
    ]);
  });

  test('leaves a comment before it behind it', () => {
    const text = `<!-- mine -->\n---\nversion: 1.0.0\n---\n${SOUND}`;
    const [[title, ...lines] = []] = remediesOf(text, 'GNN-W030');
    expect(title).toBe('Move the front matter to the first line');
    expect(lines).toEqual(['-<!-- mine -->', '+', '+<!-- mine -->']);
  });
});

describe('sections that are missing', () => {
  test('several at one place are in the order of the sections, and name what the model has', () => {
    expect(mend('# Doors\n\n## StateSpaceBlock\ndoor[2]\nkey[2]\n')).toBe(
      [
        '# Doors\n',
        '## GNNSection\nActInfPOMDP\n',
        '## GNNVersionAndFlags\nGNN v1\n',
        '## ModelName\nDoors\n',
        '## StateSpaceBlock\ndoor[2]\nkey[2]\n',
        '## Connections\ndoor-key\n',
        '## Time\nStatic\n',
      ].join('\n'),
    );
  });

  test('an action means that time passes; the author may know better', () => {
    const text = alter(
      ['## Time\nStatic\n\n', ''],
      ['s[2,type=float]', 's[2,type=float]\nu[1,type=int]'],
      ['s-A', 's-A\ns-u'],
    );
    expect(remediesOf(text, 'GNN-I020').map(([title]) => title)).toEqual([
      'Add ## Time: Dynamic, Discrete',
      'Add ## Time: Static',
    ]);
  });
});

/** What the quick fixes of names and declarations write. */
import { describe, expect, test } from 'vitest';
import { alter } from '../../../support/faulty-specs.js';
import { remediesOf } from '../../../support/lsp-documents.js';

const PRIOR = 'D={(0.5, 0.5)}';
const STATE = 's[2,type=float] ';

const second = (line: string): string => alter(['D[2,type=float]    # Prior\n', `${line}\n`]);

const mended = (written: string, code: string): string[] =>
  remediesOf(alter([STATE, `${written} `]), code).map(
    ([title = '', , line = '']) => `${title}: ${line.slice(1).replace(/\s*# Hidden state$/, '')}`,
  );

const timed = (time: string) => alter([STATE, `t[1,type=int]\n${STATE}`], ['Static\n', time]);

describe('names that are declared nowhere', () => {
  test('are declared with the shape of their value', () => {
    const text = alter([PRIOR, `${PRIOR}\ngoal={(0.1, 0.9), (0.5, 0.5)}`]);
    expect(remediesOf(text, 'GNN-W003')).toEqual([
      ['Declare goal[2,2,type=float] *', '+goal[2,2,type=float]'],
    ]);
  });

  test('become the name that was meant, or are declared', () => {
    const text = alter(
      [STATE, 'hidden[2,type=float] '],
      ['D>s', 'D>hidden'],
      ['s-A', 'hiddn-A'],
      ['s=Hid', 'hidden=Hid'],
    );
    expect(remediesOf(text, 'GNN-W002')).toEqual([
      ['Write hidden *', '-hiddn-A', '+hidden-A'],
      ['Declare hiddn[1,type=float]', '+hiddn[1,type=float]'],
    ]);
  });

  test('of two on a line, each is declared for itself, without its time', () => {
    const text = alter(['A-o\n', 'A-o\nwind_t+1-rain\n']);
    expect(remediesOf(text, 'GNN-W002').map(([title]) => title)).toEqual([
      'Declare wind_t[1,type=float]',
      'Declare rain[1,type=float]',
    ]);
  });
});

describe('declarations that nothing uses', () => {
  test('one that is misspelt gets the name that is used, or gives it its own', () => {
    const text = alter(
      [STATE, 'hidden_stat[2,type=float] '],
      ['D>s', 'D>hidden_state'],
      ['s-A', 'hidden_state-A'],
      ['s=Hid', 'hidden_state=Hid'],
    );
    expect(remediesOf(text, 'GNN-W001')).toEqual([
      [
        'Declare it as hidden_state',
        '-hidden_stat[2,type=float]    # Hidden state',
        '+hidden_state[2,type=float]    # Hidden state',
      ],
      [
        'Write hidden_stat there',
        '-D>hidden_state',
        '-hidden_state-A',
        '+D>hidden_stat',
        '+hidden_stat-A',
        '-hidden_state=HiddenState',
        '+hidden_stat=HiddenState',
      ],
    ]);
  });

  test('a `t` is the time of a dynamic model', () => {
    expect(remediesOf(timed('Dynamic\n'), 'GNN-W001')).toEqual([
      ['Say that t is the time', '+Time=t'],
      ['Delete the declaration', '-t[1,type=int]'],
    ]);
  });

  test.each(['Static\n', 'Dynamic\nTime=o\n'])('but not of one that says %j', (time) => {
    expect(remediesOf(timed(time), 'GNN-W001')).toEqual([
      ['Delete the declaration', '-t[1,type=int]'],
    ]);
  });

  test('one beside another is for the author to delete', () => {
    expect(remediesOf(alter([STATE, 's[2], w[2] ']), 'GNN-W001')).toEqual([]);
  });
});

describe('a second declaration', () => {
  test('that says the same is deleted', () => {
    expect(remediesOf(second('D[2,type=float]\nD[2, type = float]'), 'GNN-E004')).toEqual([
      ['Delete the second declaration', '-D[2, type = float]'],
    ]);
  });

  test('that says otherwise may be deleted', () => {
    expect(remediesOf(second('D[2,type=float]\nD[3,type=float]'), 'GNN-E004')).toEqual([
      ['Delete the second declaration', '-D[3,type=float]'],
    ]);
  });

  test('on the line of the first is for the author to delete', () => {
    expect(remediesOf(second('D[2,type=float], D[2,type=float]'), 'GNN-E004')).toEqual([]);
  });
});

describe('terms and dimensions', () => {
  test('a term is written as the ontology has it, if one is near', () => {
    expect(remediesOf(alter(['s=HiddenState', 's=hiddenState']), 'GNN-I003')).toEqual([
      ['Write HiddenState *', '-s=hiddenState', '+s=HiddenState'],
    ]);
    expect(remediesOf(alter(['s=HiddenState', 's=Bananas']), 'GNN-I003')).toEqual([]);
  });

  test('a dimension is written as the setting it is likely to be, if one is near', () => {
    const near = alter(
      ['o[3,', 'o[n_stats,'],
      ['## Time', '## ModelParameters\nn_states: 3\n\n## Time'],
    );
    expect(remediesOf(near, 'GNN-W014')).toEqual([
      [
        'Write n_states',
        '-o[n_stats,type=float]    # Observation',
        '+o[n_states,type=float]    # Observation',
      ],
    ]);
    expect(remediesOf(alter(['o[3,', 'o[many,']), 'GNN-W014')).toEqual([]);
    const greek = alter(['o[3,', 'π[2]\nG[pi]\no[3,'], ['D>s', 'D>s\nG>π']);
    expect(remediesOf(greek, 'GNN-W014')).toEqual([['Write π', '-G[pi]', '+G[π]']]);
  });

  test('a variable with a usual name gets the usual term', () => {
    expect(remediesOf(alter(['s=HiddenState\n', '']), 'GNN-W021', 'research')).toEqual([
      ['Add s=HiddenState', '+s=HiddenState'],
    ]);
    const unusual = alter(
      ['s=HiddenState\n', ''],
      [STATE, 'mood[2,type=float] '],
      ['D>s', 'D>mood'],
      ['s-A', 'mood-A'],
    );
    expect(remediesOf(unusual, 'GNN-W021', 'research')).toEqual([]);
  });
});

describe('declarations', () => {
  test.each([
    ['s[2,type=Float32]', 'GNN-W004', 'Write float *: s[2,type=float]'],
    ['s[2,type=boolean]', 'GNN-W004', 'Write bool *: s[2,type=bool]'],
    ['s[2,type=flot]', 'GNN-W004', 'Write float *: s[2,type=float]'],
    ['s[2,default=1]', 'GNN-W016', 'Write ones *: s[2,default=ones]'],
    ['s=[2]', 'GNN-I002', 'Write s[2] *: s[2]'],
    [
      's=[2,type=int,default=ones]',
      'GNN-I002',
      'Write s[2,type=int,default=ones] *: s[2,type=int,default=ones]',
    ],
    ['s', 'GNN-E006', 'Write s[1]: s[1]'],
    ['s [ ]', 'GNN-E006', 'Write s[1]: s[1]'],
    ['s(2)', 'GNN-E006', 'Write s[2] *: s[2]'],
    ['s[2, type=float', 'GNN-E006', 'Close the bracket of s *: s[2, type=float]'],
    ['s[2,type=float] type=int', 'GNN-W026', 'Delete the second one: s[2,type=float]'],
    ['s[2,type=float,type=int]', 'GNN-W026', 'Delete the second one: s[2,type=float]'],
    ['s[2,default=ones,default=eye]', 'GNN-W026', 'Delete the second one: s[2,default=ones]'],
    ['s[2,type=float]; warm', 'GNN-W019', 'Write # before the text: s[2,type=float]  # warm'],
  ])('%s', (written, code, remedy) => {
    expect(mended(written, code)).toEqual([remedy]);
  });

  test('of a default that resembles none, the author chooses', () => {
    expect(mended('s[2,default=zzzzz]', 'GNN-W016')).toEqual(
      ['uniform', 'zeros', 'ones', 'eye', 'random'].map((it) => `Write ${it}: s[2,default=${it}]`),
    );
  });

  test.each([
    ['s{2}', 'GNN-I002'],
    ['s 2', 'GNN-E006'],
    ['[2]', 'GNN-E006'],
  ])('%s is for the author to mend', (written, code) => {
    expect(mended(written, code)).toEqual([]);
  });
});

/** What `Time` names is used, and what looks like the time is told how to become it. */
import { expect, test } from 'vitest';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

const SPACE = 'A[2,2]\nD[2]\ns[2,1]\no[2,1,type=int]';

function withTime(declarations: string, time: string): string {
  return soundSpec({ StateSpaceBlock: `${SPACE}\n${declarations}`, Time: time });
}

test.each([
  ['a list', 't_fast[1]\nt_medium[1]\nt_slow[1]', 'Time=t_fast,t_medium,t_slow\nDynamic'],
  ['the continuous time', 't_c[1]', 'Dynamic\nContinuousTime=t_c'],
  ['a scale', 't_slow[1]', 'Dynamic\nX_TimeScale=t_slow'],
  ['a list of processes', 'Attn[3]\nCog[1]', 'Dynamic\nSlowProcesses=[Attn, Cog]'],
  ['a horizon', 'T[1,type=int]', 'Dynamic\nModelTimeHorizon=T'],
])('a name that Time names is used: %s', (_, declarations, time) => {
  expect(findingsAt(withTime(declarations, time))).toEqual([]);
});

test.each([
  ['a comment', 't_c[1]', 'Dynamic # t_c'],
  ['a longer name', 't_c[1]', 'Time=t_cc'],
  ['a prefix', 't_c[1]', 'Time=t'],
])('a name in %s of Time is not used', (_, declarations, time) => {
  expect(findingsAt(withTime(declarations, time))).toEqual(['GNN-W001 t_c[1]']);
});

test('a time that contradicts the first is used as well', () => {
  const text = withTime('t[1]\nt_c[1]', 'DiscreteTime=t\nContinuousTime=t_c');
  expect(findingsAt(text)).toEqual(['GNN-W029 t_c']);
});

test.each([
  ['Time=t', 't=Time', []],
  ['DiscreteTime=t_fast,t_slow', 't_slow=Time', []],
  ['Static\nSlowTimeScale=t_s', 't_s=Time', []],
  ['Time=t', 'k=Time', ['GNN-W007 k=Time']],
  ['Static\nmethod=t', 't=Time', ['GNN-W007 t=Time']],
  ['Static\nTimeUnit=ms', 'ms=TimeStep', ['GNN-W007 ms=TimeStep']],
  ['Static\nModelTimeHorizon=T', 'T=TimeStep', ['GNN-W007 T=TimeStep']],
])('with %s the annotation %s', (time, annotation, found) => {
  const text = soundSpec({ Time: time, ActInfOntologyAnnotation: annotation });
  expect(findingsAt(text)).toEqual(found);
});

test('a time variable that is not declared cannot be connected', () => {
  const text = soundSpec({ Time: 'Time=t', Connections: 'D>s\ns-A\nA-o\nt>s' });
  expect(findingsAt(text)).toEqual(['GNN-W002 t>s']);
});

test.each([
  ['t[1,type=int]', 'Static', 'if it is the time, write `Time=t` in Time; else connect it or'],
  ['t1[1]', 'Dynamic\nDiscreteTime', 'write `Time=t1` in Time;'],
  ['t_x[1,1]', 'Dynamic', 'write `Time=t_x` in Time;'],
  ['t1[1]\nt2[1]', 'Dynamic', 'write `Time=t1,t2` in Time;'],
  ['t1[1]\nt2[1]', 'Dynamic\nDiscreteTime = t1', 'write `DiscreteTime=t1,t2` in Time;'],
  ['t[1]', 'Dynamic, DiscreteTime=s', 'write `DiscreteTime=t` in Time, instead of `s`;'],
  ['t_1[1]\nt_2[1]\nt_3[1]\nt_4[1]\nt_5[1]\nt_6[1]', 'Dynamic', /write `Time=t_[1-6]` in Time;/],
  ['t1[1]', null, 'add `## Time` with `Time=t1`;'],
])('the remedy for an unused %s where Time is %j', (declaration, time, remedy) => {
  const text = soundSpec({ StateSpaceBlock: `${SPACE}\n${declaration}`, Time: time });
  const messages = messagesOf(text).filter((it) => it.includes('never used'));
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) {
    expect(message).toMatch(remedy);
  }
});

test('a variable with the term Time is the time, whatever its name', () => {
  const text = soundSpec({
    StateSpaceBlock: `${SPACE}\nk[1]`,
    ActInfOntologyAnnotation: 'k=Time',
  });
  expect(messagesOf(text)).toEqual([
    'k is declared but never used; if it is the time, write `Time=k` in Time; else connect it or delete it',
  ]);
});

test.each(['t[3]', 'tau[1]', 'T[1]', 'time_left[1]'])('%s does not look like the time', (it) => {
  expect(messagesOf(withTime(it, 'Dynamic'))).toEqual([
    `${it.split('[')[0]} is declared but never used; connect it or delete it`,
  ]);
});

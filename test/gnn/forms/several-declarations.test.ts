import { expect, test } from 'vitest';
import { places, readSection } from '../../support/spec-text.js';

const declare = (...lines: string[]) => {
  const spec = readSection('StateSpaceBlock', ...lines);
  const read = spec.model.variables.map((it) => {
    const type = it.type === 'float' ? '' : ` ${it.type}`;
    const note = it.description === null ? '' : ` # ${it.description}`;
    return `${it.line}:${it.column} ${it.name}[${it.declared.join()}]${type}${note}`;
  });
  return { read, places: places(spec) };
};

test.each([
  ['s[2,1] o[2,1]', ['4:1 s[2,1]', '4:8 o[2,1]']],
  ['s[2,1], o[2,1]', ['4:1 s[2,1]', '4:9 o[2,1]']],
  ['s[2,1];o[2,1]; # the last', ['4:1 s[2,1]', '4:8 o[2,1] # the last']],
  ['  s[2]\to[3,type=int]\tu[n] # u', ['4:3 s[2]', '4:8 o[3] int', '4:22 u[n] # u']],
  ['s[2],int, o[3],bool# o', ['4:1 s[2] int', '4:11 o[3] bool # o']],
  ['s[2] int o[3] type=bool', ['4:1 s[2] int', '4:10 o[3] bool']],
  ['s[2]o[len(s)]', ['4:1 s[2]', '4:5 o[len(s)]']],
  ["s[2], s'[2], s_{t+1}[2]", ['4:1 s[2]', "4:7 s'[2]", '4:14 s_{t+1}[2]']],
])('%s', (line, read) => {
  expect(declare(line)).toEqual({ read, places: [] });
});

test.each([
  ['s[2,1], o [2,1] # the last', ['4:1 s[2,1]', '4:9 o[2,1] # the last']],
  ['s [2],int ; o\t[3]', ['4:1 s[2] int', '4:13 o[3]']],
])('blanks before the brackets: %s', (line, read) => {
  expect(declare(line)).toEqual({ read, places: [] });
});

test('on several lines', () => {
  expect(declare('s[2], o[2] # one', '', 'u[1] x[1]# two').read).toEqual([
    '4:1 s[2]',
    '4:7 o[2] # one',
    '6:1 u[1]',
    '6:6 x[1] # two',
  ]);
});

test('older forms in one line', () => {
  expect(declare('π=[2] X{1}, G=len(π)')).toEqual({
    read: ['4:1 π[2]', '4:7 X[{1}]', '4:13 G[len(π)]'],
    places: ['GNN-I002 4:1', 'GNN-I002 4:7', 'GNN-I002 4:13'],
  });
});

test('a fault in one of them leaves the others', () => {
  expect(declare('s[2], o[2], s[3], u[0] x[1]', 'y[1]')).toEqual({
    read: ['4:1 s[2]', '4:7 o[2]', '5:1 y[1]'],
    places: ['GNN-E004 4:13', 'GNN-E006 4:21'],
  });
});

test.each([
  ['s[2] see A[2]', 'see A[2]'],
  ['s[2] hidden [see below]', 'hidden [see below]'],
  ['s[2], o', ', o'],
  ['s[2] see [2]', 'see [2]'],
  ['s[2], see [2 below]', ', see [2 below]'],
  ['s[2] (as o[2,1])', '(as o[2,1])'],
])('%s stays one declaration with a description', (line, description) => {
  expect(declare(line)).toEqual({
    read: [`4:1 s[2] # ${description}`],
    places: ['GNN-W019 4:5'],
  });
});

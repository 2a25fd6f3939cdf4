import { expect, test } from 'vitest';
import { BODY, places, readSection } from '../support/spec-text.js';

const connect = (...lines: string[]) => readSection('Connections', ...lines);
const hops = (...lines: string[]) =>
  connect(...lines).model.connections.map(
    (it) => `${it.sources.join(' ')} ${it.operator} ${it.targets.join(' ')}`,
  );

test('all fields of a connection', () => {
  expect(connect('  (s, u) -> B : moves = P(s) > 0 # note').model.connections).toEqual([
    {
      sources: ['s', 'u'],
      targets: ['B'],
      operator: '->',
      directed: true,
      label: 'moves',
      constraint: 'P(s) > 0',
      description: 'note',
      line: BODY,
      column: 3,
    },
  ]);
});

test.each([
  ['a>b', ['a'], '>', ['b'], true],
  ['a->b', ['a'], '->', ['b'], true],
  ['a→b', ['a'], '→', ['b'], true],
  ['a-b', ['a'], '-', ['b'], false],
  ['a<->b', ['a'], '<->', ['b'], false],
  ['a↔b', ['a'], '↔', ['b'], false],
  ['a|b', ['b'], '|', ['a'], true],
  ['a<-b', ['b'], '<-', ['a'], true],
  ['a←b', ['b'], '←', ['a'], true],
])('%s', (line, sources, operator, targets, directed) => {
  for (const written of [line, line.replace(operator, ` ${operator}\t`)]) {
    const spec = connect(written);
    expect(spec.model.connections).toEqual([
      expect.objectContaining({ sources, operator, targets, directed }),
    ]);
    expect(spec.diagnostics).toEqual([]);
  }
});

test.each([
  ['(s_f0, u)>B_f0', ['s_f0 u > B_f0']],
  ['s_game > (C_win, s_morale)', ['s_game > C_win s_morale']],
  ['(D_f0,D_f1)-(s_f0,s_f1)', ['D_f0 D_f1 - s_f0 s_f1']],
  ['s_f0, u_c0 > s_f0', ['s_f0 u_c0 > s_f0']],
  ['s > a, b , c', ['s > a b c']],
  ['(B_f0) -> s_f0_next', ['B_f0 -> s_f0_next']],
  ['( a , b ) > ( c )', ['a b > c']],
  ['(a, b), c > d', ['a b c > d']],
  ['(s_f0, s_f1) -> A_m0 -> o_m0', ['s_f0 s_f1 -> A_m0', 'A_m0 -> o_m0']],
  ['(G) > (pi) -> (u)', ['G > pi', 'pi -> u']],
  ['a-b>c', ['a - b', 'b > c']],
  ['a<-b->c|d', ['b <- a', 'b -> c', 'd | c']],
  ['s[t-1] > s[t]', ['s[t-1] > s[t]']],
  ['s[ t - 1 ]>s[t + 1]', ['s[t-1] > s[t+1]']],
  ['s_t > s_t+1', ['s_t > s_t+1']],
  ['s_t-1-s_t', ['s_t-1 - s_t']],
  ['s_t-1>s_t+1', ['s_t-1 > s_t+1']],
  ["s-s'", ["s - s'"]],
  ['π>Σ_x', ['π > Σ_x']],
  ['a-b1', ['a - b1']],
  ['A1-A2', ['A1 - A2']],
])('%s', (line, found) => {
  expect(hops(line)).toEqual(found);
  expect(connect(line).diagnostics).toEqual([]);
});

test('every connection of a chain has the position, label and comment of its line', () => {
  const { connections } = connect('', ' a>b>c:label # note').model;
  expect(connections).toHaveLength(2);
  for (const it of connections) {
    expect(it).toMatchObject({ label: 'label', description: 'note', line: BODY + 1, column: 2 });
  }
});

test.each([
  ['A>B:label', 'label', null],
  ['A>B: a long label', 'a long label', null],
  ['A>B = text', null, 'text'],
  ['A>B=P(B|A) > 0.5', null, 'P(B|A) > 0.5'],
  ['A>B:label=x=y', 'label', 'x=y'],
  ['A>B:', null, null],
  ['A>B=', null, null],
])('label and constraint of %s', (line, label, constraint) => {
  expect(connect(line).model.connections).toEqual([
    expect.objectContaining({ label, constraint, sources: ['A'], targets: ['B'] }),
  ]);
});

test.each([
  ['A', '4:2'],
  ['A B', '4:3'],
  ['A, B', '4:5'],
  ['G=ExpectedFreeEnergy', '4:2'],
  ['B_f0, ..., B_f11', '4:7'],
  ['a>…', '4:3'],
  ['>a', '4:1'],
  ['a>', '4:3'],
  ['a>>b', '4:3'],
  ['a>b c', '4:5'],
  ['(a>b', '4:3'],
  ['(a,>b', '4:4'],
  ['()>b', '4:2'],
  ['a>b)', '4:4'],
  ['s[t>a', '4:2'],
  ['a>1', '4:3'],
  ['  a+b', '4:4'],
  ['𝐀𝐀 𝐁', '4:4'],
])('%s is an error at %s', (line, place) => {
  const spec = connect(line);
  expect(places(spec)).toEqual([`GNN-E005 ${place}`]);
  expect(spec.model.connections).toEqual([]);
});

test('the other lines are still read', () => {
  const spec = connect('a>b', 'no operator', 'c-d', '# x>y');
  expect(spec.model.connections.map((it) => it.line)).toEqual([4, 6]);
  expect(places(spec)).toEqual(['GNN-E005 5:4']);
});

test('a group, and a chain, of a thousand names', () => {
  const count = 1_000;
  const names = Array.from({ length: count }, () => 'a');
  const spec = connect(`(${names.join(',')})>b`, `${names.join('>')}>b`);
  expect(spec.model.connections).toHaveLength(1 + count);
  expect(spec.model.connections[0]?.sources).toHaveLength(count);
});

import { expect, test } from 'vitest';
import { places, readSection } from '../../support/spec-text.js';

const read = (...lines: string[]) => {
  const spec = readSection('GNNVersionAndFlags', ...lines);
  const flags = spec.model.flags.map((it) =>
    it.value === true ? it.name : `${it.name}=${it.value}`,
  );
  return { version: spec.model.gnn_version, flags, places: places(spec) };
};

test.each([
  [['GNN v2.0.0', 'Flags=a,b'], '2.0.0', ['a', 'b']],
  [['GNN v2.0.0', 'flags = a b'], '2.0.0', ['a', 'b']],
  [['GNN v1', 'FLAGS: [a, "b"]  # note'], '1', ['a', 'b']],
  [['GNN v1.0 flags=a,b'], '1.0', ['a', 'b']],
  [['GNN v1', 'Processing_Flags={a; b=false}'], '1', ['a', 'b=false']],
  [['GNN v1', 'Flags=a', 'Flags=b'], '1', ['a', 'b']],
  [['GNNVersion=2.0.0', 'Flags=a,b'], '2.0.0', ['a', 'b']],
  [['GNN V2.0.0 # note', '', '  Flags = ( a ; b )  # note'], '2.0.0', ['a', 'b']],
  [['Flags=a,b', 'GNN_v2.0.0'], '2.0.0', ['a', 'b']],
  [['gnn version: v2.0.0'], '2.0.0', []],
  [['GNN_Version = "2.0"'], '2.0', []],
  [['Version: 1.4.1'], '1.4.1', []],
  [['GNN v1.0, a, b'], '1.0', ['a', 'b']],
])('%j', (lines, version, flags) => {
  expect(read(...lines)).toEqual({ version, flags, places: [] });
});

test.each([
  [
    ['GNN v1', 'Flagship=a,b'],
    ['Flagship=a', 'b'],
  ],
  [
    ['GNN v1', 'ProcessingFlags: a, b'],
    ['a', 'b'],
  ],
  [
    ['GNN v1', 'a', 'GNN v1', 'b'],
    ['a', 'b'],
  ],
  [['GNN v1', 'MyFlags=a'], ['MyFlags=a']],
  [
    ['GNN v1', 'a b=false'],
    ['a', 'b=false'],
  ],
])('%j stays as it is', (lines, flags) => {
  expect(read(...lines)).toEqual({ version: '1', flags, places: [] });
});

test.each([
  [['GNN v1', 'Flags='], ['GNN-W012 5:1']],
  [['VersionControl=2'], ['GNN-W012 3:1']],
  [['GNN v1', 'GNN v2'], ['GNN-W012 5:1']],
  [['GNN v1', 'a', 'GNNVersion=2.0.0'], ['GNN-W012 6:1']],
])('%j is reported', (lines, found) => {
  expect(read(...lines).places).toEqual(found);
});

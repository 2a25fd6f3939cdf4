import { beforeEach, describe, expect, test } from 'vitest';
import {
  addExportFormat,
  getExports,
  removeExport,
} from '../../../src/operations/mutations/exports.js';
import { listItems } from '../../../src/operations/mutations/version-items.js';
import { AT, LATER, openChanging, type Bench } from './changing.js';

let bench: Bench;
beforeEach(() => {
  bench = openChanging();
});

const HASH = 'c'.repeat(64);
const onnx = { reference: 'agent', format: 'onnx', path: 'a.onnx', hash: HASH, size_bytes: 3 };

describe('an export', () => {
  test('belongs to the current version where none is named', () => {
    const { exported, version } = bench.make(addExportFormat, onnx);
    const wanted = { format: 'onnx', path: 'a.onnx', hash: HASH, size_bytes: 3, added_at: AT };
    expect(exported).toEqual(wanted);
    expect(version.version).toBe('1.1.0');
    expect(bench.version('1.1.0').exports).toEqual([wanted]);
    expect(bench.version('1.0').exports).toBeUndefined();
    expect(bench.entry().updated_at).toBe(AT);
    expect(bench.last).toMatchObject({ action: 'add_export', version: '1.1.0' });
  });

  test('of the same format and path is replaced, in its place', () => {
    bench.make(addExportFormat, onnx);
    bench.make(addExportFormat, { ...onnx, path: 'b.onnx' });
    bench.makesNothing(addExportFormat, onnx);
    bench.make(addExportFormat, { ...onnx, hash: null, size_bytes: null }, LATER);
    expect(getExports(bench.version('1.1.0')).map(({ path, hash }) => [path, hash])).toEqual([
      ['a.onnx', null],
      ['b.onnx', HASH],
    ]);
    expect(bench.version('1.1.0').exports?.[0]?.added_at).toBe(LATER);
  });

  test('needs a format that can be told, a path, and a model', () => {
    bench.refuses(addExportFormat, { ...onnx, format: 'o x' }, 'name-refused', '"o x"', 'white');
    bench.refuses(addExportFormat, { ...onnx, path: '' }, 'value-refused', 'cannot be the path');
    bench.refuses(addExportFormat, { ...onnx, path: 'a\0' }, 'value-refused', 'cannot be the path');
    bench.refuses(addExportFormat, { ...onnx, reference: 'agant' }, 'model-unknown', 'agant');
  });

  test('has a version with at most 1,000 of them', () => {
    let { state } = bench;
    const add = (at: number) => addExportFormat(state, { ...onnx, path: `${at}` }, { at: AT });
    for (let at = 0; at < 1000; at += 1) ({ state } = add(at));
    expect(() => add(1000)).toThrow('version 1.1.0 has 1000 exports, which is the maximum');
    expect(add(999).state).toBe(state);
  });
});

describe('forgetting exports', () => {
  beforeEach(() => {
    bench.make(addExportFormat, { ...onnx, reference: 'agent@1.0' });
    bench.make(addExportFormat, { ...onnx, reference: 'agent@1.0', path: 'b.onnx' });
    bench.make(addExportFormat, { ...onnx, format: 'pymdp', path: 'a.py' });
  });

  test('finds the version that has them, and leaves no empty list', () => {
    const { removed, version } = bench.make(removeExport, { reference: 'agent', format: 'onnx' });
    expect(removed.map((it) => it.path)).toEqual(['a.onnx', 'b.onnx']);
    expect(version.version).toBe('1.0');
    expect(bench.version('1.0')).not.toHaveProperty('exports');
    expect(bench.last).toMatchObject({ action: 'remove_export', version: '1.0' });
  });

  test('by their path: that one alone', () => {
    bench.make(removeExport, { reference: 'agent', format: 'onnx', path: 'b.onnx' });
    expect(bench.version('1.0').exports?.map((it) => it.path)).toEqual(['a.onnx']);
  });

  test('says what there is', () => {
    bench.refuses(
      removeExport,
      { reference: 'agent@1.1.0', format: 'onnx' },
      'name-unknown',
      'agent@1.1.0 has no export onnx',
      'It has: pymdp a.py (1.1.0).',
    );
    bench.refuses(
      removeExport,
      { reference: 'lamp', format: 'onnx', path: 'x' },
      'name-unknown',
      'lamp has no export onnx x',
      'It has no exports.',
    );
    bench.make(addExportFormat, onnx);
    bench.refuses(
      removeExport,
      { reference: 'agent', format: 'onnx' },
      'reference-ambiguous',
      'several versions of agent have the export onnx',
      'agent@1.1.0, agent@1.0',
    );
  });

  test('a list is of all models, of one, or of one version', () => {
    bench.make(addExportFormat, { ...onnx, reference: 'lamp' });
    const paths = (reference?: string) =>
      listItems(bench.state.models, reference, 'exports', getExports).map(
        ({ entry, version, thing }) => `${entry.model_id}@${version.version} ${thing.path}`,
      );
    expect(paths('agent')).toHaveLength(3);
    expect(paths()).toEqual([...paths('agent'), 'lamp@1.1.0 a.onnx']);
    expect(paths('agent@1.1.0')).toEqual(['agent@1.1.0 a.py']);
    expect(() => paths('agent@7')).toThrow('no version of agent matches 7');
  });
});

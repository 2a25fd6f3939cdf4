import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseStep3, readStep3, indexStep3ByPath, getStep3Path } from '../../src/files/step3.js';

const OK = { success: true };
let cwd = '';
let path = '';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-step3-'));
  path = getStep3Path('out', cwd);
  await mkdir(dirname(path), { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function read(json: unknown) {
  const results = parseStep3(json);
  if (!('files' in results)) throw new Error(results.broken);
  return results;
}

test('the place beside the own folder of the step', () => {
  const path = '/w/out/3_gnn_output/gnn_processing_results.json';
  expect(getStep3Path('./out/', '/w')).toBe(path);
  expect(getStep3Path('out/4_model_registry_output/', '/w')).toBe(path);
});

test('no file is no result', async () => {
  expect(await readStep3(path)).toBeUndefined();
});

test.each(['', '{', 'null', '7', '[]', '{}', '{"processed_files": 3}'])(
  '%j is broken',
  async (text) => {
    await writeFile(path, text);
    expect(await readStep3(path)).toEqual({ broken: expect.stringMatching(/./) });
  },
);

test('a folder in the place of the file is broken', async () => {
  await mkdir(path);
  expect(await readStep3(path)).toEqual({ broken: 'it is not a regular file' });
});

test('a whole file is read', async () => {
  const json = {
    source_directory: 'in',
    processed_files: [{ file_path: 'in/a.md', generated_formats: { json: OK } }],
  };
  await writeFile(path, JSON.stringify(json));
  expect(await readStep3(path)).toEqual({
    files: new Map([['in/a.md', { formatsGenerated: 1, variables: null, connections: null }]]),
    sourceDirectory: 'in',
  });
});

test('only formats with success true count', () => {
  const formats = { a: OK, b: { success: false }, c: { success: 1 }, d: null, e: {}, f: OK };
  const { files } = read({ processed_files: [{ file_path: 'a.md', generated_formats: formats }] });
  expect(files.get('a.md')?.formatsGenerated).toBe(2);
});

test.each([
  [4, 4],
  [0, 0],
  [-1, null],
  [1.5, null],
  ['4', null],
  [null, null],
  [1e300, null],
])('a count of %j is %j', (count, expected) => {
  const item = {
    file_path: 'a.md',
    generated_formats: {},
    model_info: { variables_count: count, connections_count: count },
  };
  expect(read({ processed_files: [item] }).files.get('a.md')).toEqual({
    formatsGenerated: 0,
    variables: expected,
    connections: expected,
  });
});

test('items of another form are passed over, and object properties are no keys', () => {
  const { files, sourceDirectory } = read({
    source_directory: 7,
    processed_files: [
      null,
      'x',
      {},
      { file_path: 'no-formats.md' },
      { file_path: 3, generated_formats: {} },
      { file_path: './a//b.md', generated_formats: {} },
    ],
  });
  expect([...files.keys()]).toEqual(['a/b.md']);
  expect(sourceDirectory).toBeNull();
  expect(parseStep3(Object.create({ processed_files: [] }))).toHaveProperty('broken');
});

function places(paths: string[], sourceDirectory: string | null, targetDir = 'specs'): string[] {
  const items = paths.map((file_path) => ({ file_path, generated_formats: {} }));
  const results = read({ source_directory: sourceDirectory, processed_files: items });
  return [...indexStep3ByPath(results, { cwd: '/project', targetDir }).keys()].toSorted();
}

test.each([
  ['in', ['in/a.md'], ['/project/in/a.md', '/project/specs/a.md']],
  ['in/', ['in/a.md'], ['/project/in/a.md', '/project/specs/a.md']],
  ['./in', ['in/a.md'], ['/project/in/a.md', '/project/specs/a.md']],
  ['.', ['a.md'], ['/project/a.md', '/project/specs/a.md']],
  ['/else/in', ['/else/in/d/a.md'], ['/else/in/d/a.md', '/project/specs/d/a.md']],
  ['my\\in', ['my\\in\\a.md'], ['/project/my/in/a.md', '/project/specs/a.md']],
  ['in', ['inner/a.md'], ['/project/inner/a.md']],
  [null, ['in/a.md'], ['/project/in/a.md']],
])('the folder %j with %j', (directory, paths, expected) => {
  expect(places(paths, directory)).toEqual(expected);
});

test('results of another folder that is here say nothing of the target', () => {
  const results = read({ source_directory: '/tmp', processed_files: [item('/tmp/a.md', 1)] });
  const found = indexStep3ByPath(results, { cwd: '/project', targetDir: 'specs' });
  expect([...found.keys()]).toEqual(['/tmp/a.md']);
});

const item = (file_path: string, count: number) => ({
  file_path,
  generated_formats: {},
  model_info: { variables_count: count },
});

test('the path as written comes before the one below the target', () => {
  const results = read({
    source_directory: 'in',
    processed_files: [item('specs/a.md', 1), item('in/a.md', 2)],
  });
  const found = indexStep3ByPath(results, { cwd: '/project', targetDir: 'specs' });
  expect(found.get('/project/specs/a.md')?.variables).toBe(1);
});

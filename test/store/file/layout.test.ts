import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/options.js';
import {
  archivePath,
  isFirstArchivePath,
  isFolderName,
  modelFolder,
} from '../../../src/domain/archive-names.js';
import { STEP_FOLDER } from '../../../src/domain/step-folder.js';
import { fileLimitsOf } from '../../../src/store/file/file-limits.js';
import { createLayout, getMetadataPath, resolveBelow } from '../../../src/store/file/layout.js';

test('the places below an output folder', () => {
  expect(createLayout({ outputDir: './out/', registryPath: null, cwd: '/w' })).toEqual({
    base: '/w/out',
    registryBase: '/w/out',
    limits: fileLimitsOf(DEFAULT_SETTINGS),
    root: '/w/out/4_model_registry_output',
    registry: '/w/out/4_model_registry_output/model_registry.json',
    registryShown: 'out/4_model_registry_output/model_registry.json',
    isInOutput: true,
    lock: '/w/out/4_model_registry_output/model_registry.json.lock',
    backup: '/w/out/4_model_registry_output/model_registry.json.bak',
    generations: '/w/out/4_model_registry_output/.generations',
    auditLog: '/w/out/4_model_registry_output/audit_log.jsonl',
    summary: '/w/out/4_model_registry_output/model_registry_summary.json',
    searchIndex: '/w/out/4_model_registry_output/.search-index',
    indexPrefix: '',
    hashedWeights: '/w/out/4_model_registry_output/.generations/hashed-weights',
    knownWeights: '/w/out/4_model_registry_output/.generations/known-weights',
    copyOf: '/w/out/4_model_registry_output/.copy-of',
    lastRun: '/w/out/4_model_registry_output/.generations/last-run',
    readSpecs: '/w/out/4_model_registry_output/.generations/read-specs',
  });
});

test("the step's own folder is taken as it is", () => {
  const layout = createLayout({ outputDir: `out/${STEP_FOLDER}/`, registryPath: null, cwd: '/w' });
  expect(layout.root).toBe('/w/out/4_model_registry_output');
  expect(layout.registryShown).toBe('out/4_model_registry_output/model_registry.json');
  const inside = createLayout({ outputDir: '.', registryPath: null, cwd: `/w/${STEP_FOLDER}` });
  expect(inside.root).toBe('/w/4_model_registry_output');
  expect(inside.registryShown).toBe('model_registry.json');
});

test('a registry elsewhere has its backup beside it', () => {
  const relative = createLayout({
    outputDir: 'out',
    registryPath: '../shared/./r.json',
    cwd: '/w/x',
  });
  expect(relative).toMatchObject({
    registry: '/w/shared/r.json',
    registryShown: '../shared/r.json',
    isInOutput: false,
    lock: '/w/shared/r.json.lock',
    backup: '/w/shared/r.json.bak',
    generations: '/w/shared/.r.json.generations',
    auditLog: '/w/shared/r.json.audit_log.jsonl',
    searchIndex: '/w/x/out/4_model_registry_output/.r.json.search-index',
    root: '/w/x/out/4_model_registry_output',
  });
  const absolute = createLayout({ outputDir: '/o', registryPath: '/r.json', cwd: '/w' });
  expect(absolute).toMatchObject({ registry: '/r.json', registryShown: '/r.json' });
});

test('the files of a model', () => {
  expect(modelFolder('bee')).toBe('bee');
  expect(getMetadataPath('bee')).toBe('bee/bee_metadata.json');
  expect(archivePath('bee', '1.2.0', '.gnn', true)).toBe('bee/1.2.0.gnn');
  expect(archivePath('bee', '1.2.0', '.gnn', false)).toBe('bee/versions/1.2.0.gnn');
  // Any other file there is somebody else's.
  expect(archivePath('bee', '1.2.0', '', true)).toBe('bee/versions/1.2.0');
  expect(archivePath('bee', '2', '.md', true)).toBe('bee/versions/2.md');
});

test('names become paths below the root', () => {
  expect(resolveBelow('/r', 'a/b.md')).toBe('/r/a/b.md');
  expect(resolveBelow('/r', '..a/...')).toBe('/r/..a/...');
  expect(resolveBelow('/', 'a')).toBe('/a');
});

test.each(['', '.', '..', '../x', 'a/../b', 'a/./b', 'a//b', 'a/', '/a', '/r/a', 'a\\b', 'a\0b'])(
  'the path %j is refused',
  (path) => {
    expect(() => resolveBelow('/r', path)).toThrow(expect.objectContaining({ code: 'internal' }));
  },
);

test('which ids can be folders', () => {
  for (const id of ['a', 'my model', '.x', 'Größe', '__proto', 'x'.repeat(128)]) {
    expect(isFolderName(id), id).toBe(true);
  }
  for (const id of [
    '',
    '.',
    '..',
    'a/b',
    '../a',
    'a\\b',
    'a\0',
    'a\nb',
    '__proto__',
    'x'.repeat(129),
  ]) {
    expect(isFolderName(id), JSON.stringify(id)).toBe(false);
  }
});

test('what stands beside metadata as an archive is what git is told to merge', () => {
  expect(isFirstArchivePath('bee/1.2.0.md')).toBe(true);
  expect(isFirstArchivePath('bee/1.2.0-RC.1.gnn.gz')).toBe(true);
  // The patterns of git are of lower case.
  expect(archivePath('bee', '1.2.0', '.MD', true)).toBe('bee/versions/1.2.0.MD');
  expect(isFirstArchivePath('bee/1.2.0.MD')).toBe(false);
});

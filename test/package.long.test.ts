/** The package as it is published: installed into an empty project, imported, required, and checked by TypeScript. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './support/pages.js';

const project = mkdtempSync(join(tmpdir(), 'gnn-package-'));
const options = { cwd: project, encoding: 'utf8' as const };
let packed: { filename: string; files: { path: string }[]; size: number } = {
  filename: '',
  files: [],
  size: 0,
};

function put(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

const USE = `
const { exit_code } = await processModelRegistry({ targetDir: 'specs', outputDir: 'output' });
const registry = await ModelRegistry.open({ outputDir: 'output' });
console.log(exit_code, registry.listModels({ kind: 'FLAT' }).length > 3, typeof RegistryError);
`;
const NAMES = 'ModelRegistry, RegistryError, processModelRegistry';

beforeAll(() => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  [packed = packed] = JSON.parse(execFileSync('npm', args, { ...options, cwd: ROOT }));
  put('package.json', '{"name":"empty","version":"1.0.0","private":true}\n');
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  execFileSync('npm', [...install, `./${packed.filename}`], options);
  cpSync(join(ROOT, 'input/gnn_files'), join(project, 'specs'), { recursive: true });
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('has nothing that only its makers need', () => {
  const paths = packed.files.map(({ path }) => path);
  const allowed = /^(?:dist|schemas)\/|^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/u;
  expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
  expect(paths.filter((path) => /^schemas\/.*\.mjs$|\.test\.|\.map$/u.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(5_000_000);
});

test('has the two commands', () => {
  for (const name of ['gnn-registry', '4_model_registry']) {
    const { stdout } = spawnSync('npx', ['--no-install', name, '--version'], options);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  }
});

describe('is one library', () => {
  test.each([
    ['esm.mjs', `import { ${NAMES} } from 'gnn-model-registry';${USE}`],
    ['cjs.cjs', `const { ${NAMES} } = require('gnn-model-registry');(async () => {${USE}})();`],
  ])('%s', (name, text) => {
    put(name, text);
    expect(execFileSync(process.execPath, [name], options)).toBe('0 true function\n');
  });

  test('whichever way it is loaded', () => {
    put(
      'both.mjs',
      `import { createRequire } from 'node:module';
       import { RegistryError } from 'gnn-model-registry';
       const required = createRequire(import.meta.url)('gnn-model-registry');
       console.log(required.RegistryError === RegistryError);`,
    );
    expect(execFileSync(process.execPath, ['both.mjs'], options)).toBe('true\n');
  });
});

describe('has types', () => {
  const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
  const TYPED = `import { ModelRegistry, RegistryError } from 'gnn-model-registry';
export async function count(): Promise<number> {
  const registry = await ModelRegistry.open({ outputDir: 'output' });
  const names: string[] = registry.listModels({ limit: 3 }).map((model) => model.model_id);
  // @ts-expect-error: there is no such option
  registry.listModels({ limt: 3 });
  return names.length;
}
export const isOurs = (error: unknown): boolean => error instanceof RegistryError;
`;

  beforeAll(() => {
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
    cpSync(join(ROOT, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'), {
      recursive: true,
    });
    cpSync(join(ROOT, 'node_modules/undici-types'), join(project, 'node_modules/undici-types'), {
      recursive: true,
    });
  });

  test.each([
    ['NodeNext', 'an ECMAScript module', 'use.mts'],
    ['NodeNext', 'a CommonJS module', 'use.cts'],
    ['Bundler', 'a module', 'use.ts'],
  ])('under %s, for %s', (resolution, _, file) => {
    put(file, TYPED);
    const module = resolution === 'NodeNext' ? 'NodeNext' : 'ESNext';
    const flags = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
    const { stdout, status } = spawnSync(
      process.execPath,
      [TSC, ...flags, '--module', module, '--moduleResolution', resolution, file],
      options,
    );
    expect([status, stdout]).toEqual([0, '']);
  });
});

/** The package as it is published: installed into an empty project, imported, required, and checked by TypeScript. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from './support/library-methods.js';
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
  // The language server's findings lead to their sections of that page.
  const allowed =
    /^(?:dist|schemas)\/|^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/diagnostics\.md)$/u;
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

test('an error that nobody catches is told in a few lines, with the line of the caller', () => {
  put(
    'fails.mjs',
    `import { ModelRegistry } from 'gnn-model-registry';
     const registry = await ModelRegistry.open({ outputDir: 'output' });
     await registry.addTag('nobody', 'maze');`,
  );
  const { stderr } = spawnSync(process.execPath, ['fails.mjs'], options);
  expect(stderr).toMatch(
    /RegistryError: there is no model "nobody" in the registry\n {4}at .*fails\.mjs:3:/u,
  );
  expect(stderr.length).toBeLessThan(1500);
});

/** A function for each method, which gives what it returns the type that its answer has by name. */
function writeAssignments(): string {
  const text = readFileSync(join(ROOT, 'src/faces/library/generated/methods.ts'), 'utf8');
  const [, answers = ''] = /interface Answers \{([^}]*)\}/u.exec(text) ?? [];
  const rows = METHODS.map(([name, { library }], at) => {
    const key = name.includes(' ') ? `'${name}'` : name;
    const type = answers.split('\n').find((it) => it.trim().startsWith(`${key}: `)) ?? '';
    const answer = type.trim().slice(key.length + 2, -1);
    if (answer === '') throw new Error(`no answer of ${name}`);
    return `export const is${at} = (it: Awaited<ReturnType<ModelRegistry['${library.method}']>>): ${answer} => it;`;
  });
  const names = new Set(
    rows
      .join('\n')
      .replaceAll(/'[^']*'/gu, '')
      .match(/\b[A-Z]\w*/gu),
  );
  const known = ['Awaited', 'ReturnType', 'Uint8Array'];
  const own = [...names].filter((it) => !known.includes(it)).join(', ');
  return `import type { ${own} } from 'gnn-model-registry';\n${rows.join('\n')}\n`;
}

describe('has types', () => {
  const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
  const TYPED = `import { ModelRegistry, RegistryError } from 'gnn-model-registry';
export async function count(): Promise<number> {
  const registry = await ModelRegistry.open({ outputDir: 'output' });
  const names: string[] = registry.listModels({ limit: 3 }).map((model) => model.model_id);
  // @ts-expect-error: there is no such option
  registry.listModels({ limt: 3 });
  // @ts-expect-error: there is no such status
  registry.listModels({ status: 'actve' });
  // @ts-expect-error: a registry is opened
  new ModelRegistry();
  const health = await registry.getHealth('agent');
  const { events } = await registry.getHistory('agent');
  names.push(String(health.errors + events.length));
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

  const NODE = ['--module', 'NodeNext', '--moduleResolution', 'NodeNext'];
  const BUNDLER = ['--module', 'ESNext', '--moduleResolution', 'Bundler'];

  test.each([
    [
      'for modules of both kinds under Node, with public names for what every method returns',
      NODE,
      { 'use.mts': TYPED, 'use.cts': TYPED, 'answers.mts': writeAssignments() },
    ],
    ['for a module under a bundler', BUNDLER, { 'use.ts': TYPED }],
  ])('%s', (_, resolution, files) => {
    for (const [name, text] of Object.entries(files)) put(name, text);
    const flags = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
    const { stdout, status } = spawnSync(
      process.execPath,
      [TSC, ...flags, ...resolution, ...Object.keys(files)],
      options,
    );
    expect([status, stdout]).toEqual([0, '']);
  });
});

/** Compiled code must show in nothing but the time, whatever has become of it. */
import { spawnSync } from 'node:child_process';
import { cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Workshop } from './support/registry-workshop.js';
import { openWorkshop } from './support/registry-workshop.js';

const ROOT = join(import.meta.dirname, '..');
/** Where the hash of the release stands in compiled code. */
const RELEASE = 4;

let shop: Workshop;
/** What the program as it is built prints. */
let expected = '';

beforeAll(async () => {
  await openShop();
  expected = call(ROOT);
  expect(expected).toContain('3 registered');
  await shop.remove();
});
beforeEach(openShop);
afterEach(() => shop.remove());

async function openShop(): Promise<void> {
  shop = await openWorkshop();
  await shop.writeModels(3);
}

const isLoaded = (path: string): boolean => !/dist\/(?:library|site|types)$/.test(path);

/** Copies the program, without what it does not load here, to a folder where it can be damaged. */
async function copyProgram(): Promise<string> {
  const program = join(shop.cwd, 'program');
  await cp(join(ROOT, 'dist'), join(program, 'dist'), { recursive: true, filter: isLoaded });
  await cp(join(ROOT, 'package.json'), join(program, 'package.json'));
  return program;
}

/** What a run and a list print, without times. */
function call(root: string, flags: readonly string[] = []): string {
  return [
    ['--target-dir', 'in', '--output-dir', 'out'],
    ['list', '--output-dir', 'out'],
    ['--version'],
  ]
    .map((args) => {
      const program = join(root, 'dist/gnn-registry.js');
      const options = { cwd: shop.cwd, encoding: 'utf8' as const };
      const { status, stdout, stderr } = spawnSync(execPath, [...flags, program, ...args], options);
      return `${status} ${stderr} ${stdout.replace(/\d+\.\d+ s/, '')}`;
    })
    .join('\n');
}

const DAMAGES: readonly (readonly [string, (file: string) => Promise<void>])[] = [
  ['missing', (file) => rm(file)],
  ['empty', (file) => truncate(file, 0)],
  ['cut off', (file) => truncate(file, 1000)],
  [
    'of another release',
    async (file) => {
      const code = await readFile(file);
      code.writeUInt32LE(code.readUInt32LE(RELEASE) ^ 1, RELEASE);
      await writeFile(file, code);
    },
  ],
];

test.each(DAMAGES)('compiled code that is %s', async (_, damage) => {
  const program = await copyProgram();
  const folder = join(program, 'dist/program');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.compiled'));
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) await damage(join(folder, name));
  expect(call(program)).toBe(expected);
  await rm(join(shop.cwd, 'out'), { recursive: true });
  // One that can be used, and then others that cannot.
  await cp(join(ROOT, 'dist/program/start.js.compiled'), join(folder, 'start.js.compiled'));
  expect(call(program)).toBe(expected);
});

test('compiled code is refused under other flags of the engine', () => {
  expect(call(ROOT, ['--no-opt'])).toBe(expected);
});

test('the build keeps compiled code that this release of Node takes', async () => {
  const url = new URL('../dist/gnn-registry.js', import.meta.url).href;
  const { loadModule } = await import(join(ROOT, 'dist/load-program.js'));
  for (const name of ['start.js', 'read-thread.js', 'parse-worker.js']) {
    expect(loadModule(url, name).scripts.size).toBeGreaterThan(0);
  }
});

test('a program that ends before its work has is no success', async () => {
  const program = await copyProgram();
  const folder = join(program, 'dist/program');
  await writeFile(join(folder, 'start.js'), 'exports.start = () => new Promise(() => {});');
  await rm(join(folder, 'start.js.compiled'));
  const entry = join(program, 'dist/gnn-registry.js');
  expect(spawnSync(execPath, [entry, '--version']).status).toBe(13);
});

/** Tells at the end of a program what it loaded of `fetch`, and whether it left a global. */
const TELL = `data:text/javascript,process.on('exit',()=>console.error(process.moduleLoadList.filter((it)=>it.includes('undici')).length,typeof navigator))`;

test('a question to a database loads nothing of `fetch`, and no global is left', () => {
  const program = join(ROOT, 'dist/gnn-registry.js');
  const args = ['--import', TELL, program, 'list', '--database', 'postgres://127.0.0.1:1/none'];
  const { status, stderr } = spawnSync(execPath, args, { cwd: shop.cwd, encoding: 'utf8' });
  expect(stderr).toContain('nothing answers there');
  const before = spawnSync(execPath, ['--import', TELL, '-e', '0'], { encoding: 'utf8' }).stderr;
  expect([status, stderr.split('\n').at(-2)]).toEqual([1, before.trim()]);
});

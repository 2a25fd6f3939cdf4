import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The linter with the project's own settings, on a folder of a few files. */
describe('the linter', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lint-'));
    for (const path of ['.oxlintrc.json', 'test/lint/layers.mjs']) {
      await cp(resolve(path), join(folder, path));
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets a stage import the domain, and the pipeline the stages', async () => {
    expect(
      await lint({
        'src/domain/a.ts': 'export const a = 1;',
        'src/gnn/b.ts': "export { a as b } from '../domain/a.js';",
        'src/gnn/front-matter.ts':
          "import matter from 'gray-matter';\nexport const c = matter('');",
        'src/pipeline/d.ts': "export const load = () => import('../gnn/b.js');",
      }),
    ).toEqual([]);
  });

  it.each([
    ['an import', "import { a } from '../gnn/a.js';\nexport const b = a;"],
    ['an import of a type', "import type { A } from '../gnn/a.js';\nexport type B = A[];"],
    ['an export', "export * from '../gnn/a.js';"],
    ['an import on demand', "export const load = () => import('../gnn/a.js');"],
  ])('refuses, against the layers, %s', async (_, text) => {
    expect(
      await lint({
        'src/gnn/a.ts': 'export const a = 1;\nexport type A = number;',
        'src/domain/b.ts': text,
      }),
    ).toEqual(['src/domain/b.ts: domain may import no other part, but not gnn.']);
  });

  it('refuses a package behind a door, and a file that is in no part', async () => {
    expect(
      await lint({
        'src/operations/a.ts': "import { readFileSync } from 'fs';\nexport const a = readFileSync;",
        'src/elsewhere/b.ts': "export { join } from 'node:path';",
        'src/gnn/c.ts': "export const load = () => import('yargs/helpers');",
      }),
    ).toEqual([
      'src/elsewhere/b.ts: src/elsewhere/b.ts is in no part that .oxlintrc.json lists.',
      'src/gnn/c.ts: Only faces/cli/parser.ts may import yargs/helpers.',
      'src/operations/a.ts: Only load-program.ts, discover.ts, read.ts, files, store/file, faces/cli/settings.ts may import fs.',
    ]);
  });

  it('refuses a circle that is made of types only', async () => {
    expect(
      await lint({
        'src/domain/a.ts': "import type { B } from './b.js';\nexport type A = B[];",
        'src/domain/b.ts': "import type { A } from './a.js';\nexport type B = A | null;",
      }),
    ).toEqual([
      'src/domain/a.ts: Dependency cycle detected',
      'src/domain/b.ts: Dependency cycle detected',
    ]);
  });

  /** What the linter says of some files, in order. */
  async function lint(files: Record<string, string>): Promise<string[]> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { diagnostics } = await runLinter(folder);
    return diagnostics.map(({ filename, message }) => `${filename}: ${message}`).toSorted();
  }
});

interface Report {
  readonly diagnostics: readonly { readonly filename: string; readonly message: string }[];
}

/** Its exit code is 1 where it finds something, so only what it prints counts. */
function runLinter(cwd: string): Promise<Report> {
  const program = resolve('node_modules/oxlint/bin/oxlint');
  return new Promise((done, fail) => {
    execFile(process.execPath, [program, '--format', 'json'], { cwd }, (error, stdout) => {
      if (stdout === '') fail(error ?? new Error('the linter printed nothing'));
      else done(JSON.parse(stdout));
    });
  });
}

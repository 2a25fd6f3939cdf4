import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { discoverSpecs } from '../src/discover.js';

const isRoot = getuid?.() === 0;
let cwd = '';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-discover-'));
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), 'x');
  }
}

async function found(targetDir: string, recursive = true): Promise<string[]> {
  return (await discoverSpecs({ targetDir, recursive, cwd })).map((one) => one.relativePath);
}

test('every ending, in any case, in code-unit order', async () => {
  await make('in/b.md', 'in/B.MD', 'in/a/z.gnn', 'in/a-b.markdown', 'in/ä.md', 'in/c.txt', 'in/md');
  expect(await found('in')).toEqual(['B.MD', 'a-b.markdown', 'a/z.gnn', 'b.md', 'ä.md']);
});

test('the three spellings of a path', async () => {
  await make('in/deep/a.md');
  expect(await discoverSpecs({ targetDir: './in//', recursive: true, cwd })).toEqual([
    {
      filePath: 'in/deep/a.md',
      relativePath: 'deep/a.md',
      resolvedPath: join(cwd, 'in/deep/a.md'),
    },
  ]);
  const absolute = await discoverSpecs({ targetDir: join(cwd, 'in'), recursive: true, cwd: '/' });
  expect(absolute[0]?.filePath).toBe(join(cwd, 'in/deep/a.md'));
  const inner = join(cwd, 'in/deep');
  const outside = await discoverSpecs({ targetDir: '../deep', recursive: true, cwd: inner });
  expect(outside[0]?.filePath).toBe('../deep/a.md');
});

test('without recursion only the folder itself', async () => {
  await make('in/a.md', 'in/deep/b.md');
  expect(await found('in', false)).toEqual(['a.md']);
});

test('hidden files, node_modules and outputs of steps are left out', async () => {
  await make(
    'in/.hidden.md',
    'in/.git/a.md',
    'in/node_modules/p/README.md',
    'in/x/node_modules/p/README.md',
    'in/4_model_registry_output/m/1.0.0.md',
    'in/x/12_execute_output/a.md',
    'in/my_output/kept.md',
  );
  expect(await found('in')).toEqual(['my_output/kept.md']);
});

test('a target whose name looks like a pattern is a name', async () => {
  await make('in [v1] (x)!/a.md', 'in v/b.md');
  expect(await found('in [v1] (x)!')).toEqual(['a.md']);
});

test('a back slash in a name is a letter of it', async () => {
  await make('in/a\\b.md');
  const [one] = await discoverSpecs({ targetDir: 'in', recursive: true, cwd });
  expect(one).toMatchObject({ filePath: 'in/a\\b.md', resolvedPath: join(cwd, 'in/a\\b.md') });
});

test('links are not followed, so that loops end; the target itself may be a link', async () => {
  await make('in/a.md', 'outside/secret.md');
  await symlink('.', join(cwd, 'in/loop1'));
  await symlink('.', join(cwd, 'in/loop2'));
  await symlink('../outside', join(cwd, 'in/out'));
  await symlink('nowhere.md', join(cwd, 'in/dangling.md'));
  await symlink('in', join(cwd, 'link'));
  expect(await found('in')).toEqual(['a.md', 'dangling.md']);
  expect(await found('link')).toEqual(['a.md', 'dangling.md']);
}, 5000);

test('what is no regular file is listed, for reading to say so', async () => {
  await make('in/a.md', 'in/folder.md/b.md');
  execFileSync('mkfifo', [join(cwd, 'in/pipe.md')]);
  expect(await found('in')).toEqual(['a.md', 'folder.md', 'folder.md/b.md', 'pipe.md']);
});

test('an empty folder has no specs', async () => {
  await mkdir(join(cwd, 'in'));
  expect(await found('in')).toEqual([]);
});

test('a missing target', async () => {
  await expect(found('no/where')).rejects.toMatchObject({
    code: 'target-missing',
    message: expect.stringContaining('no/where'),
    hint: expect.stringMatching(/./),
  });
  await make('file');
  await expect(found('file/below')).rejects.toMatchObject({ code: 'target-missing' });
});

test('a target that is a file', async () => {
  await make('spec.md');
  await expect(found('./spec.md')).rejects.toMatchObject({
    code: 'target-not-a-folder',
    message: expect.stringContaining('./spec.md'),
  });
});

test('a target that cannot be looked at', async () => {
  await symlink('self', join(cwd, 'self'));
  await expect(found('self')).rejects.toMatchObject({
    code: 'target-unreadable',
    message: expect.stringMatching(/self.*ELOOP/),
  });
});

test.skipIf(isRoot)('a folder below that cannot be listed is no silent gap', async () => {
  await make('in/a.md', 'in/locked/b.md');
  await chmod(join(cwd, 'in/locked'), 0o000);
  try {
    await expect(found('in')).rejects.toMatchObject({
      code: 'target-unreadable',
      message: expect.stringMatching(/EACCES.*locked/),
    });
  } finally {
    await chmod(join(cwd, 'in/locked'), 0o700);
  }
});

test('names with a line break, in files and in folders', async () => {
  await make('in/\n.md', 'in/\nx.md', 'in/a\nb/c\u2028d.md', 'in/\r/e.gnn');
  expect(await found('in')).toEqual(['\n.md', '\nx.md', '\r/e.gnn', 'a\nb/c\u2028d.md']);
});

/** Git is called so that it runs nothing that a repository names, and finds that of the folder. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callGit, readGit } from '../../src/files/git.js';
import { openObjects } from '../../src/files/git-objects.js';
import { HAS_GIT, openClone, type Clone } from '../support/git-clones.js';

let cwd = '';
let clone: Clone;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-git-'));
  clone = openClone(cwd);
  clone.git('init', '-q');
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe.skipIf(!HAS_GIT)('git', () => {
  test('runs no program that tells what changed', async () => {
    clone.write('tracked', 'text');
    clone.git('add', '-A');
    clone.git('config', 'core.fsmonitor', 'touch executed; false');
    await callGit(cwd, 'check-ignore', '-q', 'x');
    await callGit(cwd, 'status');
    expect(existsSync(join(cwd, 'executed'))).toBe(false);
    // It would be run otherwise.
    clone.git('check-ignore', '-q', 'x');
    expect(existsSync(join(cwd, 'executed'))).toBe(true);
  });

  test('keeps what a person has set for any repository', async () => {
    const settings = join(cwd, 'settings');
    writeFileSync(settings, '[a]\n  b = global\n');
    vi.stubEnv('GIT_CONFIG_GLOBAL', settings);
    vi.stubEnv('GIT_DIR', '/nowhere');
    expect(await callGit(cwd, 'config', 'a.b')).toMatchObject({ exitCode: 0, out: 'global' });
  });

  test('says why what it prints may not be all', async () => {
    expect((await readGit(cwd, 2, ['rev-parse', '--git-dir'])).failure).toContain('more than 2');
    const { failure } = await readGit(cwd, 1000, ['rev-parse', 'nothing']);
    expect(failure).toMatch(/^ambiguous argument 'nothing'/);
  });
});

const store = (text: string): string => {
  clone.write('file', text);
  return clone.git('hash-object', '-w', 'file').out.trim();
};

describe.skipIf(!HAS_GIT)('objects', () => {
  test('are read one after the other, also after what is missing or too large', async () => {
    const large = `\n${'x'.repeat(200_000)}\n`;
    const [small, empty, big] = [store('one\ntwo'), store(''), store(large)];
    const objects = openObjects(cwd);
    const read = async (object: string, most = 1_000_000): Promise<unknown> => {
      const found = await objects.read(object, most);
      return Buffer.isBuffer(found) ? found.toString() : found.failure;
    };
    expect(await read(small)).toBe('one\ntwo');
    expect(await read(empty)).toBe('');
    expect(await read('0'.repeat(40))).toContain('missing');
    expect(await read(big, 1000)).toContain('1000 bytes');
    expect(await read(big)).toBe(large);
    expect(await read(small)).toBe('one\ntwo');
    objects.close();
    objects.close();
  });

  test('are not read where there is no repository', async () => {
    rmSync(join(cwd, '.git'), { recursive: true });
    const objects = openObjects(cwd);
    expect(await objects.read('0'.repeat(40), 10)).toMatchObject({
      failure: expect.stringContaining('not a git repository'),
    });
    objects.close();
  });
});

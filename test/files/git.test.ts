/** Git is called so that it runs nothing that a repository names, and finds that of the folder. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callGit } from '../../src/files/git.js';
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
});

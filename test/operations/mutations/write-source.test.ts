import { chmod, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import {
  BASE,
  MAJOR,
  MINOR,
  SUMMARY,
  expectSchemas,
  findings,
  openBench,
  outcomeOf,
  several,
  rollBack,
} from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const roll = (selector: string, id = 'agent') => rollBack(bench.place(), id, selector, true);

describe('a rollback that rewrites the spec file', () => {
  test.each([
    ['LF', Buffer.from(BASE)],
    ['CRLF and a byte order mark', Buffer.from(`\ufeff${BASE.replaceAll('\n', '\r\n')}`)],
    ['no final newline', Buffer.from(BASE.trimEnd())],
  ])('gives it the exact old bytes: %s', async (_, bytes) => {
    await bench.register(bytes, MAJOR);
    await roll('1.0.0');
    expect((await bench.read('in/agent.md')).equals(bytes)).toBe(true);
    const before = await bench.snapshot();
    const summary = await bench.run();
    expect(summary).toMatchObject({ exit_code: 0, unchanged: 1, updated: 0, new_versions: 0 });
    expect(changes(before, await bench.snapshot())).toEqual([SUMMARY]);
    await expectSchemas(bench);
  });

  test.each([0o600, 0o644, 0o755])('keeps its mode', async (mode) => {
    await bench.register(BASE, MAJOR);
    await chmod(join(bench.cwd, 'in/agent.md'), mode);
    await roll('1.0.0');
    expect((await stat(join(bench.cwd, 'in/agent.md'))).mode & 0o777).toBe(mode);
    expect(await bench.text('in/agent.md')).toBe(BASE);
  });

  test('leaves nothing else beside it', async () => {
    await bench.write('in/notes.txt', 'mine');
    await bench.register(BASE, MAJOR);
    const before = await bench.snapshot('in');
    await roll('1.0.0');
    expect(changes(before, await bench.snapshot('in'))).toEqual(['agent.md']);
  });

  test('after one that did not, is a rollback further back', async () => {
    await bench.register(BASE, MINOR, MAJOR);
    await rollBack(bench.place(), 'agent', '1.1.0', false);
    await roll('1.0.0');
    expect(await bench.text('in/agent.md')).toBe(BASE);
    expect(await bench.run()).toMatchObject({ exit_code: 0, unchanged: 1 });
  });

  test('replaces any content that is registered', async () => {
    await bench.register(BASE, MINOR, MAJOR);
    await bench.write('in/agent.md', MINOR);
    await roll('1.0.0');
    expect(await bench.text('in/agent.md')).toBe(BASE);
  });

  test('a change after it is registered', async () => {
    await bench.register(BASE, MAJOR);
    await roll('1.0.0');
    await bench.write('in/agent.md', MINOR);
    const summary = await bench.run();
    expect(outcomeOf(summary)).toMatchObject({ version: '3.1.0' });
    expect(findings(summary)).toEqual([]);
  });
});

const expectRefused = async (id: string, text: string): Promise<void> => {
  const before = await bench.snapshot();
  await expect(roll('1.0.0', id)).rejects.toMatchObject({
    code: 'source-changed',
    message: expect.stringContaining(text),
    hint: expect.stringContaining('`write_source`'),
  });
  expect(changes(before, await bench.snapshot())).toEqual([]);
};

describe('it is refused, and nothing changes', () => {
  test('where the file has changes that are not registered', async () => {
    await bench.register(BASE, MAJOR);
    await bench.write('in/agent.md', MINOR);
    await expectRefused('agent', 'in/agent.md');
  });

  test('where the file is gone, or a folder', async () => {
    await bench.register(BASE, MAJOR);
    await rm(join(bench.cwd, 'in/agent.md'));
    await expectRefused('agent', 'in/agent.md');
    await bench.write('in/agent.md/x', '');
    await expectRefused('agent', 'in/agent.md');
  });

  test('where the file is a link, which is not followed', async () => {
    await bench.register(BASE, MAJOR);
    await bench.write('real.md', MAJOR);
    await rm(join(bench.cwd, 'in/agent.md'));
    await symlink('../real.md', join(bench.cwd, 'in/agent.md'));
    await expectRefused('agent', 'in/agent.md');
    expect(await bench.text('real.md')).toBe(MAJOR);
  });

  test('where the file holds several models', async () => {
    for (const text of [BASE, MAJOR]) {
      await bench.write('in/duo.md', several(['One', text], ['Two', text]));
      await bench.run();
    }
    await expectRefused('duo-One', 'several models');
  });
});

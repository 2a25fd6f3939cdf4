import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { measureFile, readUpTo } from '../../src/files/hash-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-facts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const refused = (text: string) => ({
  name: 'RegistryError',
  code: 'value-refused',
  message: expect.stringContaining(text),
  hint: expect.stringMatching(/./),
});

describe('measuring', () => {
  test.each([0, 1, 1 << 20, (1 << 20) + 1, 5_000_000])('a file of %i bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'model');
    writeFileSync(join(folder, 'a.onnx'), bytes);
    const facts = await measureFile(join(folder, 'a.onnx'), 'a.onnx');
    expect(facts).toEqual({ hash: sha256(bytes), size_bytes: size });
  });

  test('a link to a file is that file', async () => {
    writeFileSync(join(folder, 'a'), 'x');
    symlinkSync('a', join(folder, 'b'));
    expect(await measureFile(join(folder, 'b'), 'b')).toEqual({ hash: sha256('x'), size_bytes: 1 });
  });

  test('nothing is there: no error', async () => {
    writeFileSync(join(folder, 'a'), 'x');
    symlinkSync('nowhere', join(folder, 'b'));
    for (const name of ['c', 'b', 'a/below']) {
      expect(await measureFile(join(folder, name), name)).toBeUndefined();
    }
  });

  test('what is no file is named', async () => {
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    symlinkSync('ring', join(folder, 'ring'));
    await expect(measureFile(folder, 'out')).rejects.toMatchObject(
      refused('out cannot be read: it is a folder'),
    );
    await expect(measureFile(join(folder, 'fifo'), 'fifo')).rejects.toMatchObject(
      refused('fifo cannot be read: it is not a regular file'),
    );
    await expect(measureFile(join(folder, 'ring'), 'ring')).rejects.toMatchObject(
      refused('ring cannot be read'),
    );
  });

  test.skipIf(getuid?.() === 0)('what may not be read is named', async () => {
    writeFileSync(join(folder, 'a'), 'x');
    chmodSync(join(folder, 'a'), 0);
    await expect(measureFile(join(folder, 'a'), 'a')).rejects.toMatchObject(
      refused('a cannot be read: permission is denied'),
    );
  });

  test('ends when it is asked to', async () => {
    writeFileSync(join(folder, 'a'), 'x');
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(measureFile(join(folder, 'a'), 'a', signal)).rejects.toBe(reason);
  });
});

describe('reading up to a limit', () => {
  test('the bytes, up to the last one that is allowed', async () => {
    const bytes = Buffer.alloc((1 << 20) * 2 + 7, 'abc');
    writeFileSync(join(folder, 'a'), bytes);
    expect((await readUpTo(join(folder, 'a'), 'a', bytes.length))?.equals(bytes)).toBe(true);
    await expect(readUpTo(join(folder, 'a'), 'a', bytes.length - 1)).rejects.toMatchObject(
      refused(`a has more than ${bytes.length - 1} bytes`),
    );
    expect(await readUpTo(join(folder, 'b'), 'b', 1)).toBeUndefined();
  });

  const GROWING = '/proc/self/maps';

  test.skipIf(!existsSync(GROWING))('a file that tells no size, up to its end', async () => {
    const found = await readUpTo(GROWING, 'maps', 1 << 20);
    expect(found?.toString()).toMatch(/^[0-9a-f]+-[0-9a-f]+ [^]*\n$/);
    await expect(readUpTo(GROWING, 'maps', 10)).rejects.toMatchObject(
      refused('maps has more than 10 bytes'),
    );
  });
});

import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform, umask } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFolder, writeAtomic } from '../../src/files/atomic.js';
import { linkFile, renameFile, takeNameExclusively } from '../../src/files/names.js';
import { createFile, givenBy, givenByNamed, makeFolder } from '../../src/files/permissions.js';

const durable = { durable: false };
const before = umask();
let folder = '';
const at = (name: string): string => join(folder, name);
const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-permissions-'));
});
afterEach(() => {
  umask(before);
  rmSync(folder, { recursive: true, force: true });
});

/** A folder of a mode, and what a file and a folder in it get under a umask. */
const GIVEN: readonly [mode: number, mask: number, file: string, inner: string][] = [
  [0o2775, 0o022, '664', '2775'],
  [0o2775, 0o077, '664', '2775'],
  [0o2770, 0o022, '660', '2770'],
  [0o775, 0o022, '664', '775'],
  [0o755, 0o077, '644', '755'],
  [0o755, 0o000, '644', '755'],
  [0o700, 0o000, '600', '700'],
  [0o711, 0o000, '600', '711'],
  // Nobody locks themselves out.
  [0o377, 0o022, '666', '777'],
  // A place for everyone, and one of a group whose members do not trust each other.
  [0o1777, 0o022, '644', '755'],
  [0o1777, 0o077, '600', '700'],
  [0o3777, 0o022, '664', '2775'],
];

describe.skipIf(platform === 'win32')('what is new', () => {
  test.each(GIVEN)(
    'in a folder of mode %o, under umask %o, has mode %s or %s',
    (mode, mask, file, inner) => {
      mkdirSync(at('a'));
      chmodSync(at('a'), mode);
      umask(mask);
      const given = givenBy(at('a'));
      closeSync(createFile(at('a/file'), given));
      makeFolder(at('a/inner'), given);
      expect([modeOf(at('a/file')), modeOf(at('a/inner'))]).toEqual([file, inner]);
    },
  );

  test('where a person named it has the usual permissions, but in the folder of a group', () => {
    umask(0o027);
    chmodSync(folder, 0o777);
    expect(createFolder(at('plain/deep'), true)).toBe(at('plain'));
    expect([modeOf(at('plain')), modeOf(at('plain/deep'))]).toEqual(['750', '750']);
    chmodSync(folder, 0o2777);
    expect(givenByNamed(folder).mode).toBe(0o2777);
    createFolder(at('shared/deep'), true);
    expect([modeOf(at('shared')), modeOf(at('shared/deep'))]).toEqual(['2777', '2777']);
  });

  test.each([0o600, 0o664, 0o444, 0o4755])(
    'keeps the mode %o of what it replaces',
    async (mode) => {
      writeFileSync(at('file'), 'old');
      chmodSync(at('file'), mode);
      umask(0o077);
      await writeAtomic(at('file'), 'new', durable);
      expect(modeOf(at('file'))).toBe((mode & 0o777).toString(8));
    },
  );
});

describe('an answer that somebody else had done it', () => {
  test('is none where the two names are of one file', () => {
    writeFileSync(at('own'), 'x');
    linkSync(at('own'), at('name'));
    expect(linkFile(at('own'), at('name'))).toBe(true);
    writeFileSync(at('other'), 'x');
    expect(linkFile(at('own'), at('other'))).toBe(false);
  });

  test('is none where what is gone has the other name', () => {
    writeFileSync(at('to'), 'x');
    renameFile(at('from'), at('to'), () => true);
    expect(() => renameFile(at('from'), at('to'), () => false)).toThrow('ENOENT');
  });

  test('is none for an empty file that is as new as what is to have its name', () => {
    writeFileSync(at('name'), '');
    const old = statSync(at('name')).mtimeMs;
    while (Date.now() <= old + 20);
    writeFileSync(at('own'), 'x');
    expect(takeNameExclusively(at('own'), at('name'))).toBe(false);
    writeFileSync(at('taken'), 'y');
    expect(takeNameExclusively(at('own'), at('taken'))).toBe(false);
    writeFileSync(at('new'), '');
    expect(takeNameExclusively(at('own'), at('new'))).toBe(true);
    expect(statSync(at('new')).size).toBe(1);
  });
});

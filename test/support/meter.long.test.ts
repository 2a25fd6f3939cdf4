/** Tests that the meter tells the memory of the process itself. */
import { spawnSync } from 'node:child_process';
import { execPath, platform } from 'node:process';
import { expect, test } from 'vitest';
import { readUsed } from './measure.js';
import { METER } from './meter.mjs';

const MEGABYTES = 300;

/** The memory of a process that allocates so many megabytes, in KiB. */
function memoryOf(megabytes: number): number {
  const work = `globalThis.kept = Buffer.alloc(${megabytes} * 2 ** 20, 1)`;
  const { stderr } = spawnSync(execPath, ['--import', METER, '-e', work], { encoding: 'utf8' });
  return readUsed(stderr).memory;
}

test.skipIf(platform !== 'linux')(
  'the memory of a process is not that of whoever started it',
  () => {
    const own = Buffer.alloc(MEGABYTES * 2 ** 20, 1);
    expect(memoryOf(0)).toBeLessThan(150 * 1024);
    expect(memoryOf(MEGABYTES)).toBeGreaterThan(own.length / 1024);
  },
);

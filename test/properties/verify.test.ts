import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import type { Verification } from '../../src/index.js';
import { STEP } from '../support/registry-workshop.js';
import { LOST, acceptLogBreaks, filesOfOutput, flip, kinds } from '../operations/damage.js';
import type { Bench } from '../operations/harness.js';
import { BASE, MAJOR, MINOR, openBench, several } from '../operations/harness.js';
import { holds } from '../support/property.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const verify = (repair = false): Promise<Verification> => verifyPlace(bench.place(), { repair });

const at = (path: string): string => join(bench.cwd, STEP, path);

test('one byte that changes anywhere is found, and mended or told', async () => {
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  await bench.register(BASE, MAJOR);
  const fault = fc.record({
    index: fc.nat(),
    share: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  await holds(
    fc.asyncProperty(fault, async ({ index, share, bit }) => {
      const paths = await filesOfOutput(bench);
      const path = at(paths[index % paths.length] ?? '');
      const bytes = await readFile(path);
      await writeFile(path, flip(bytes, share, 2 ** bit));
      expect((await verify()).sound).toBe(false);
      const left = await acceptLogBreaks(bench, kinds(await verify(true)));
      expect(left.every((it) => LOST.test(it))).toBe(true);
      if (left.length > 0) await writeFile(path, bytes);
      expect((await verify()).sound).toBe(true);
    }),
    { short: 4, full: 60 },
  );
});

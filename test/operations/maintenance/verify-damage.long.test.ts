/** The verification of a registry of which every file in turn is damaged. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import type { Verification } from '../../../src/index.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import { LOST, acceptLogBreaks, filesOfOutput, flip, kinds } from '../damage.js';
import type { Bench } from '../harness.js';
import { BASE, MAJOR, MINOR, expectSchemas, openBench, several } from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const verify = (repair = false): Promise<Verification> => verifyPlace(bench.place(), { repair });

const at = (path: string): string => join(bench.cwd, STEP, path);

/** A registry with a model of three versions, one of one, and a file of two models. */
async function fill(): Promise<void> {
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Signature: null }));
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  await bench.register(BASE, MINOR, MAJOR);
}

function cut(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

describe('every file of the output', () => {
  const DAMAGES: [string, (bytes: Buffer) => Buffer | undefined][] = [
    ['removed', () => undefined],
    ['emptied', () => Buffer.alloc(0)],
    ['cut', cut],
    ...[0.02, 0.3, 0.55, 0.99].map((share): [string, (bytes: Buffer) => Buffer] => [
      `flipped at ${share}`,
      (bytes) => flip(bytes, share),
    ]),
  ];
  /** Made again by a run, or no more than one of several ways back. */
  const NO_DAMAGE = new Set([
    'removed model_registry.json.bak',
    'removed model_registry_summary.json',
    'removed .generations/1.registry',
    'removed .generations/2.registry',
  ]);

  test.each(DAMAGES)('%s: found, and mended or told', async (name, damage) => {
    await fill();
    const paths = await filesOfOutput(bench);
    expect(paths).toHaveLength(17);
    const { models } = await bench.registry();
    for (const path of paths) {
      const bytes = await readFile(at(path));
      const damaged = damage(bytes);
      if (damaged === undefined) await rm(at(path));
      else await writeFile(at(path), damaged);
      const found = await verify();
      const isHarmless = NO_DAMAGE.has(`${name} ${path}`);
      expect([path, found.sound]).toEqual([path, isHarmless]);

      const before = await bench.snapshot(STEP);
      const mended = await verify(true);
      const left = await acceptLogBreaks(bench, kinds(mended));
      expect([path, left.every((it) => LOST.test(it)), mended.steps.length]).toEqual([
        path,
        true,
        8,
      ]);
      // What could not be mended is what was damaged, and it is as it was.
      if (left.length > 0) expect(left.map((it) => it.split(' ')[1])).toEqual([path]);
      const touched = changes(before, await bench.snapshot(STEP)).filter(
        (it) =>
          !/^(?:\.generations|audit_log|model_registry\.json)/.test(it) && !it.startsWith(path),
      );
      expect([path, touched]).toEqual([path, []]);
      expect([path, (await bench.registry()).models]).toEqual([path, models]);
      if (left.length > 0) await writeFile(at(path), bytes);
      expect([path, (await verify()).sound]).toEqual([path, true]);
    }
    await expectSchemas(bench);
    const summary = await bench.run();
    expect([summary.unchanged, summary.new_versions, summary.new_models]).toEqual([4, 0, 0]);
  });
});

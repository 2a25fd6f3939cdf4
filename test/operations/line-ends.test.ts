/** A checkout that gave the files of a registry other line ends. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { verifyRegistry } from '../../src/index.js';
import { TAG_ADD } from '../../src/operations/mutations/tags.js';
import { commitOperation } from '../../src/operations/workplace.js';
import { changes, STEP } from '../support/registry-workshop.js';
import { kinds } from './damage.js';
import { BASE, MAJOR, PATCH, SUMMARY, numbersOf, openBench, rollBack, several } from './harness.js';
import type { Bench } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const toCrlf = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
const toLf = (text: string): string => text.replaceAll('\r\n', '\n');

/** Gives the files that git keeps other line ends, as a checkout does. */
async function checkOut(
  convert: (text: string) => string,
  withGenerations: boolean,
): Promise<void> {
  const names = await readdir(bench.cwd, { recursive: true, withFileTypes: true });
  for (const it of names) {
    const path = join(it.parentPath, it.name).slice(bench.cwd.length + 1);
    if (it.isFile() && !path.includes('.generations')) {
      await bench.write(path, convert(await bench.text(path)));
    }
  }
  const generations = join(bench.cwd, STEP, '.generations');
  if (!withGenerations) await rm(generations, { recursive: true });
}

const verify = (): ReturnType<typeof verifyRegistry> =>
  verifyRegistry({ outputDir: 'out', cwd: bench.cwd });

const addTag = (tag: string): Promise<unknown> => {
  const place = bench.place();
  return commitOperation(place, TAG_ADD.plan(place, { reference: 'agent', tag }));
};

async function fill(convert: (text: string) => string): Promise<void> {
  await bench.register(convert(BASE), convert(PATCH));
  await bench.write('in/duo.md', convert(several(['One', BASE], ['Two', MAJOR])));
  // One model of it is refused, so the file as a whole has no hash.
  await bench.write(
    'in/half.md',
    convert(several(['Three', BASE], ['Four', BASE.replace('## Connections', '## Else')])),
  );
  await bench.run();
  await addTag('before');
}

describe.each([
  ['CRLF', toLf, toCrlf],
  ['LF', toCrlf, toLf],
] as const)('a checkout with %s', (_, registered, checkedOut) => {
  test.each([true, false])('changes nothing; generations there: %s', async (withGenerations) => {
    await fill(registered);
    const { hash, versions } = await bench.entry('agent');
    await checkOut(checkedOut, withGenerations);
    const before = await bench.snapshot();
    const summary = await bench.run();
    expect(summary).toMatchObject({ new_models: 0, new_versions: 0, updated: 0 });
    // What is read in every run is also written again.
    const changed = changes(before, await bench.snapshot());
    expect(changed.filter((it) => !it.includes('half-'))).toEqual([SUMMARY]);
    expect(kinds(await verify())).toEqual([]);
    // Checked in another way, everything is read again.
    await bench.run({ profile: 'basic' });
    expect(await numbersOf(bench)).toEqual(Object.keys(versions));
    expect(await bench.entry('agent')).toMatchObject({ hash });
    expect(kinds(await verify())).toEqual([]);
    const { store } = bench.place();
    for (const { source, ...version } of Object.values(versions)) {
      const bytes = await store.archive({ ...version, source: source ?? '' });
      expect(sha256(bytes)).toBe(version.hash);
    }
  });

  test('keeps every event, and goes on from there', async () => {
    await fill(registered);
    await checkOut(checkedOut, true);
    const events = async (): Promise<string[]> => {
      const { state } = await bench.place().store.load();
      const log = await bench.place().store.events(state.audit);
      return Buffer.from(log).toString().trim().split('\n');
    };
    const before = await events();
    await addTag('after');
    expect((await events()).slice(0, -1)).toEqual(before);
    expect(await bench.registry()).toMatchObject({
      models: { agent: { tags: ['before', 'after'] } },
    });
    await checkOut(checkedOut, true);
    await addTag('later');
    expect((await events()).slice(0, -2)).toEqual(before);
    expect(kinds(await verify())).toEqual([]);
    expect(bench.notices).toEqual([]);
  });

  test('can be rolled back, and the rolled back spec is known', async () => {
    await fill(registered);
    await checkOut(checkedOut, true);
    const rolled = await rollBack(bench.place(), 'agent', '1.0.0', false);
    expect(rolled.specFile).toBe('rolled_back');
    expect(await bench.run()).toMatchObject({ new_versions: 0 });
    expect(kinds(await verify())).toEqual([]);
  });
});

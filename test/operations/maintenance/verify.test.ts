/** The verification: what it finds, what it mends, and that it leaves everything else as it is. */
import { readdir, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import { verifyRegistry } from '../../../src/index.js';
import { ARCHIVE, RETIRE } from '../../../src/operations/mutations/lifecycle.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { createAssessBytes, openSpecFiles } from '../../../src/operations/queries/content.js';
import type { Verification } from '../../../src/index.js';
import { getMetadataPath } from '../../../src/store/file/layout.js';
import { emitRegistry } from '../../../src/store/file/registry-text.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import { kinds } from '../damage.js';
import type { Bench } from '../harness.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  REGISTRY,
  SUMMARY,
  openBench,
  rollBack,
  several,
} from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

test.each(['retired', 'archived'] as const)(
  'that the spec of a model that is %s does not exist is a note',
  async (status) => {
    await bench.register(BASE);
    await rm(join(bench.cwd, 'in/agent.md'));
    const specs = async (): Promise<unknown> => {
      const { sound, steps } = await verifyPlace(bench.place());
      return [sound, steps.find(({ name }) => name === 'specs')?.notes];
    };
    expect(await specs()).toEqual([false, []]);
    const change = status === 'retired' ? RETIRE : ARCHIVE;
    const place = bench.place();
    const input = { id: 'agent', reference: 'agent' };
    await commitOperation(place, change.plan(place, input));
    expect(await specs()).toEqual([
      true,
      [`in/agent.md of agent, which is ${status}, does not exist`],
    ]);
  },
);

test('a file of many models is assessed once', async () => {
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  const place = bench.place();
  const file = await openSpecFiles(place).at('in/duo.md');
  if (file.state !== 'there') throw new Error(file.state);
  const assess = createAssessBytes(place);
  const checking = { profile: 'basic', fields: null } as const;
  const first = assess(file.source, checking);
  expect(assess(file.source, { ...checking })).toBe(first);
  expect(assess(file.source, { ...checking, profile: 'strict' })).not.toBe(first);
});

/** A spec of a model with another name. */
function named(name: string, text: string): string {
  return several([name, text]).replace(/(## ModelName\n).*/, `$1${name}`);
}

const verify = (repair = false): Promise<Verification> => verifyPlace(bench.place(), { repair });

function notes({ steps }: Verification): string[] {
  return steps.flatMap((it) => it.notes);
}

function repaired({ steps }: Verification): string[] {
  return steps.flatMap((it) => it.repaired);
}

const at = (path: string): string => join(bench.cwd, STEP, path);

/** A registry with a model of three versions, one of one, and a file of two models. */
async function fill(): Promise<void> {
  await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Signature: null }));
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  await bench.register(BASE, MINOR, MAJOR);
}

test('a registry as runs leave it is sound, and looking at it writes nothing', async () => {
  await fill();
  const before = await bench.snapshot();
  const found = await verify();
  expect(kinds(found)).toEqual([]);
  expect(found.sound).toBe(true);
  expect(found.steps.map((it) => [it.name, it.checked])).toEqual([
    ['registry', 2],
    ['generations', 3],
    ['audit', 6],
    ['metadata', 4],
    ['archives', 6],
    ['specs', 4],
    ['folders', expect.any(Number)],
    ['references', 10],
  ]);
  expect(await verify(true)).toEqual(found);
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test('what is told of the front matter of a file of many models is no damage without the file', async () => {
  const models = several(['One', BASE], ['Two', MINOR]);
  await bench.register(`\n---\nlicense: MIT\n---\n${models}`);
  expect(kinds(await verifyPlace(bench.place()))).toEqual([]);
  // The same models in another order: what was the second is the first now.
  const [one = '', two = ''] = models.split(/^---$/m);
  await bench.write('in/agent.md', `\n---\nlicense: MIT\n---\n${two.trim()}\n\n---\n\n${one}`);
  const swapped = kinds(await verifyPlace(bench.place()));
  expect(swapped.filter((it) => it.includes('metadata'))).toEqual([]);
  await rm(join(bench.cwd, 'in/agent.md'));
  const gone = kinds(await verifyPlace(bench.place()));
  expect(gone.filter((it) => !it.startsWith('spec-gone'))).toEqual([]);
});

test('a registry that was never made cannot be verified', async () => {
  await expect(verify()).rejects.toMatchObject({ code: 'registry-missing' });
  await expect(verify(true)).rejects.toMatchObject({ code: 'registry-missing' });
  expect(await readdir(bench.cwd)).toEqual([]);
});

test('the library verifies, too', async () => {
  await bench.register(BASE);
  const { sound } = await verifyRegistry({ outputDir: 'out', cwd: bench.cwd });
  expect(sound).toBe(true);
  await rm(at('agent/agent_metadata.json'));
  const mended = await verifyRegistry({ outputDir: 'out', cwd: bench.cwd, repair: true });
  expect([mended.sound, repaired(mended).length]).toEqual([true, 1]);
});

test('what was rolled back and what moved is no finding', async () => {
  await bench.register(BASE, MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  const held = await verify();
  expect(kinds(held)).toEqual([]);
  expect(notes(held)).toEqual(['in/agent.md still contains 2.0.0 of agent, which was rolled back']);
  await bench.write('in/other.md', MINOR);
  await bench.run();
  await bench.write('in/deep/other.md', MINOR);
  await rm(join(bench.cwd, 'in/other.md'));
  await bench.run();
  expect(kinds(await verify())).toEqual([]);
});

test('a registry of another program is told, and taken over', async () => {
  const entry = { model_id: 'old', name: 'Old', versions: { '1.0': { version: '1.0' } } };
  await bench.write(REGISTRY, JSON.stringify({ models: { old: entry } }));
  const found = await verify();
  expect(kinds(found)).toEqual([
    `+registry-edited ${REGISTRY}`,
    '+generations-missing out/4_model_registry_output/.generations',
  ]);
  expect(notes(found)).toContain('1 version of other programs: their bytes were never stored');
  const mended = await verify(true);
  expect(kinds(mended)).toEqual([]);
  expect((await bench.entry('old')).name).toBe('Old');
});

test('spec files that changed or are gone are told and left alone', async () => {
  await fill();
  await bench.write('in/agent.md', PATCH);
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MAJOR]));
  await rm(join(bench.cwd, 'in/lamp.md'));
  const before = await bench.snapshot();
  const found = await verify(true);
  expect(kinds(found)).toEqual([
    'spec-changed in/agent.md',
    'spec-changed in/duo.md',
    'spec-gone in/lamp.md',
  ]);
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test.each([
  ['retired', RETIRE],
  ['archived', ARCHIVE],
] as const)('a file of two models is a note once one of them is %s', async (status, change) => {
  await bench.write('in/lamp.md', named('Lamp', BASE));
  await bench.run();
  await rm(join(bench.cwd, 'in/lamp.md'));
  await bench.write('in/oven.md', named('Oven', MAJOR));
  await bench.run();
  await bench.write('in/oven.md', named('Lamp', BASE));
  await bench.run();
  const [gone, twice] = (await verify()).steps.flatMap(({ findings }) => findings);
  expect([gone?.kind, gone?.model_id, twice?.kind]).toEqual(['spec-gone', 'oven', 'file-twice']);
  expect(gone?.remedy).toContain('`retire` the model');
  expect(twice?.remedy).toContain('`retire` the model');
  const place = bench.place();
  await commitOperation(place, change.plan(place, { id: 'oven', reference: 'oven' }));
  const said = `in/oven.md of oven, which is ${status}, is the file of lamp now`;
  const found = await verify();
  expect([kinds(found), notes(found)]).toEqual([[], [said]]);
  // Also while the other one has content that no run has read yet.
  await bench.write('in/oven.md', named('Lamp', MINOR));
  const changed = await verify();
  expect([kinds(changed), notes(changed)]).toEqual([['spec-changed in/oven.md'], [said]]);
});

test('what nothing refers to is told and stays', async () => {
  await bench.register(BASE);
  await bench.write(`${STEP}/stranger/1.0.0.md`, BASE);
  await bench.write(`${STEP}/agent/versions/9.0.0.md`, BASE);
  await bench.write(`${STEP}/.generations/notes.txt`, 'mine');
  // Young files may be what a run at work is about to register.
  const young = await verify();
  expect(kinds(young)).toEqual([
    'generation-foreign out/4_model_registry_output/.generations/notes.txt',
  ]);
  expect(notes(young)).toEqual([
    expect.stringMatching(
      /stranger may be what a run at work is about .*, or git left in a merge$/,
    ),
    expect.stringContaining('agent/versions/9.0.0.md may be what a run at work'),
  ]);
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const path of ['stranger/1.0.0.md', 'agent/versions/9.0.0.md']) {
    await utimes(at(path), old, old);
  }
  const before = await bench.snapshot();
  const found = await verify(true);
  expect(kinds(found)).toEqual([
    'generation-foreign out/4_model_registry_output/.generations/notes.txt',
    'orphaned-folder stranger',
    'orphaned-file agent/versions/9.0.0.md',
  ]);
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test('a folder from which a run is removing files is no orphan', async () => {
  await bench.register(BASE);
  await bench.write(`${STEP}/stranger/1.0.0.md`, BASE);
  await utimes(at('stranger/1.0.0.md'), 0, 0);
  expect(kinds(await verify())).toEqual(['orphaned-folder stranger']);
  // Of another machine, and young: it may be at work.
  await bench.write(`${STEP}/stranger/versions/.1.1.0.md.999999999-${'0'.repeat(12)}.tmp`, BASE);
  expect(kinds(await verify())).toEqual([]);
});

test('the models of another registry of the same output are no orphans', async () => {
  await bench.register(BASE);
  await bench.write('in/lamp.md', MINOR);
  await bench.run({ registryPath: `${STEP}/second.json` });
  const found = await verify();
  expect(kinds(found)).toEqual([]);
  expect(notes(found)).toContain('second.json is another registry of this output');
  expect(notes(found)).toContain('lamp may belong to another registry');
});

test('leftovers of runs that were killed are removed, those of runs at work are not', async () => {
  await bench.register(BASE);
  const left = `.1.0.0.md.999999999-${'0'.repeat(12)}.tmp`;
  for (const folder of ['agent/versions', '.generations', '.']) {
    await bench.write(`${STEP}/${folder}/${left}`, 'half');
  }
  // Of another machine, and young: it may be at work.
  expect(notes(await verify())).toHaveLength(3);
  for (const folder of ['agent/versions', '.generations', '.']) {
    await utimes(at(`${folder}/${left}`), 0, 0);
  }
  expect(kinds(await verify())).toHaveLength(3);
  const mended = await verify(true);
  expect(mended.sound).toBe(true);
  expect(repaired(mended)).toContain(`agent/versions/${left} was removed.`);
});

describe('archives', () => {
  test('of a current version are taken again from the spec, the damaged ones kept', async () => {
    await fill();
    await truncate(at('agent/versions/2.0.0.md'), 10);
    await rm(at('duo-Two/1.0.0.md'));
    const found = await verify();
    expect(kinds(found)).toEqual([
      '+archive-changed agent/versions/2.0.0.md',
      '+archive-missing duo-Two/1.0.0.md',
    ]);
    const mended = await verify(true);
    expect(mended.sound).toBe(true);
    expect(await bench.text(`${STEP}/agent/versions/2.0.0.md`)).toBe(MAJOR);
    const [aside = ''] = (await readdir(at('agent/versions'))).filter((it) => /corrupt-/.test(it));
    expect((await stat(at(`agent/versions/${aside}`))).size).toBe(10);
  });

  test('of an earlier version are taken from another one with the same bytes, or told', async () => {
    await fill();
    await rollBack(bench.place(), 'agent', '1.0.0', true);
    await rm(at('agent/1.0.0.md'));
    await rm(at('agent/versions/1.1.0.md'));
    const mended = await verify(true);
    expect(repaired(mended)).toEqual(['agent/1.0.0.md was restored from in/agent.md.']);
    expect(kinds(mended)).toEqual(['archive-missing agent/versions/1.1.0.md']);
    await bench.write('in/agent.md', PATCH);
    await bench.run();
    await rm(at('agent/1.0.0.md'));
    expect(repaired(await verify(true))).toEqual([
      'agent/1.0.0.md was restored from agent/versions/3.0.0.md.',
    ]);
  });
});

test('when nothing sound is left, it says so and mends nothing', async () => {
  await bench.register(BASE);
  for (const path of [REGISTRY, `${STEP}/.generations/1.registry`]) {
    await truncate(join(bench.cwd, path), 50);
  }
  const before = await bench.snapshot();
  const found = await verify(true);
  expect(kinds(found)[0]).toBe(`registry-damaged ${REGISTRY}`);
  expect(found.steps[0]?.findings[0]?.remedy).toMatch(/with `rebuild`\./);
  expect(found.steps.filter((it) => it.skipped)).toHaveLength(6);
  expect(changes(before, await bench.snapshot())).toEqual([]);
});

test('entries that contradict each other are told', async () => {
  await bench.write('in/lamp.md', MINOR);
  await bench.register(BASE, MAJOR);
  const { models, generation, updated_at } = await bench.registry();
  const agent = await bench.entry('agent');
  const lamp = await bench.entry('lamp');
  const [one, two] = [agent.versions['1.0.0'], agent.versions['2.0.0']];
  if (one === undefined || two === undefined) throw new Error('two versions');
  const wrong: Entry = {
    ...agent,
    hash: lamp.hash,
    current_version: '1.0.0',
    rolled_back_from: { version: '7.0.0', hash: lamp.hash ?? '' },
    versions: {
      '1.0.0': { ...one, version: '1.1.1', source: '../../elsewhere.md' },
      '2.0.0': { ...two, previous: '0.5.0', same_content_as: '0.6.0' },
    },
  };
  const state = {
    generation: generation + 1,
    updatedAt: updated_at,
    models: new Map([
      ...Object.entries(models),
      ['agent', wrong],
      ['LAMP', { ...lamp, model_id: 'LAMP', version: '9.0.0', current_version: '9.0.0' }],
      ['../up', lamp],
    ]),
  };
  await writeFile(at(`.generations/${state.generation}.registry`), emitRegistry(state));
  const { steps, sound } = await verify();
  expect(sound).toBe(false);
  expect(steps.at(-1)?.findings.map((it) => `${it.kind}: ${it.message}`)).toEqual([
    'id-unsafe: "../up" cannot be an id, since it is not a valid folder name',
    'id-twice: its id differs from LAMP only in letter case',
    'version-unknown: its current version 9.0.0 is not among its versions',
    'version-mislabelled: it names two current versions, 2.0.0 and 1.0.0',
    'content-mismatch: its hash differs from that of its current version 2.0.0',
    'version-unknown: the version 7.0.0, which was rolled back, is not among its versions',
    'version-mislabelled: version 1.0.0 calls itself 1.1.1',
    'version-unknown: version 2.0.0 follows 0.5.0, which is not among its versions',
    'version-unknown: version 2.0.0 has the content of 0.6.0, which is not among its versions',
    'file-twice: the file is also registered as LAMP',
  ]);
  expect(kinds({ steps, sound })).toContain('archive-outside ../../elsewhere.md');
});

test('a registry at another place is verified and mended there', async () => {
  const options = { registryPath: 'other/mine.json' };
  for (const text of [BASE, MINOR]) {
    await bench.write('in/agent.md', text);
    await bench.run(options);
  }
  await truncate(join(bench.cwd, 'other/mine.json'), 9);
  await truncate(join(bench.cwd, 'other/.mine.json.generations/1.registry'), 9);
  const mended = await verifyPlace(bench.place(options), { repair: true });
  expect(mended.sound).toBe(true);
  expect(repaired(mended)).toEqual([
    'other/mine.json was restored to the newest sound state, with 1 model.',
    expect.stringMatching(/^Generation 1 was damaged and is kept as other\/mine\.json\.corrupt-/),
  ]);
  expect(notes(mended).filter((it) => it.startsWith('other/mine.json.corrupt-'))).toHaveLength(2);
});

test('a folder that is a link is not followed', async () => {
  await bench.register(BASE, MINOR);
  await rename(at('agent/versions'), join(bench.cwd, 'elsewhere'));
  await symlink(join(bench.cwd, 'elsewhere'), at('agent/versions'));
  expect(kinds(await verify())).toEqual(['archive-refused agent/versions/1.1.0.md']);
  await rm(join(bench.cwd, 'elsewhere/1.1.0.md'));
  expect(kinds(await verify(true))).toEqual(['archive-refused agent/versions/1.1.0.md']);
  expect(await readdir(join(bench.cwd, 'elsewhere'))).toEqual([]);
});

test('the summary is no part of what repairs write', async () => {
  await bench.register(BASE);
  await writeFile(join(bench.cwd, SUMMARY), '{}');
  expect(kinds(await verify(true))).toEqual(['summary-damaged model_registry_summary.json']);
});

test('what was sound is looked at again if somebody has written since', async () => {
  await bench.register(BASE);
  const loseMetadata = () => rm(join(bench.cwd, STEP, getMetadataPath('agent')));
  await loseMetadata();
  const place = bench.place();
  const { maintenance } = place.store;
  if (maintenance === undefined) throw new Error('files are maintained');
  let looks = 0;
  const inspect: typeof maintenance.inspect = async (known) => {
    looks += 1;
    if (looks === 2) {
      await bench.write('in/lamp.md', BASE.replace('ActInfPOMDP', 'Lamp'));
      await bench.run();
      await loseMetadata();
    }
    return maintenance.inspect(known);
  };
  const store = { ...place.store, maintenance: { ...maintenance, inspect } };
  const { steps } = await verifyPlace({ ...place, store });
  expect(looks).toBeGreaterThan(2);
  const references = steps.find(({ name }) => name === 'references');
  const after = await verifyPlace(bench.place());
  expect(references).toEqual(after.steps.find(({ name }) => name === 'references'));
});

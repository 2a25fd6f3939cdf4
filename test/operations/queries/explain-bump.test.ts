import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StepOptions } from '../../../src/domain/options.js';
import type { BumpModel } from '../../../src/operations/generated/shapes.js';
import { explainBump } from '../../../src/operations/queries/explain-bump.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  declaring,
  openBench,
  outcomeOf,
  several,
  rollBack,
} from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(() => bench.remove());

/** Explains, and holds that nothing at all was written. */
async function explain(path: string, options: Partial<StepOptions> = {}): Promise<BumpModel[]> {
  const files = await bench.snapshot();
  try {
    return await explainBump(await bench.open(options), path);
  } finally {
    expect(changes(files, await bench.snapshot())).toEqual([]);
  }
}

test('a new file', async () => {
  await bench.write('in/new.md', declaring('0.3.0', MINOR));
  expect(await explain('in/new.md')).toEqual([
    {
      model_id: 'new',
      file_path: 'in/new.md',
      outcome: 'new_model',
      version: '0.3.0',
      previous_version: null,
      bump: 'declared',
      changes: null,
      same_content_as: null,
      declared: '0.3.0',
      remarks: [],
    },
  ]);
});

test.each([
  ['patch', PATCH, '1.0.1', 'text_changed'],
  ['minor', MINOR, '1.1.0', 'parameter_changed'],
  ['major', MAJOR, '2.0.0', 'variable_retyped'],
])('a changed file: %s', async (bump, text, version, kind) => {
  await bench.write('in/agent.md', text);
  const [found, ...more] = await explain('in/agent.md');
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    model_id: 'agent',
    outcome: 'new_version',
    version,
    previous_version: '1.0.0',
    bump,
    changes: { importance: bump, counts: { [kind]: 1 } },
    declared: null,
    remarks: [],
  });
  // A run then does what was explained.
  expect(outcomeOf(await bench.run())).toMatchObject({
    version,
    bump,
    changes: found?.changes,
  });
});

test('an absolute path is the same file', async () => {
  await bench.write('in/agent.md', MINOR);
  expect(await explain(join(bench.cwd, 'in/agent.md'))).toMatchObject([
    { model_id: 'agent', outcome: 'new_version', version: '1.1.0' },
  ]);
});

test('an unchanged file', async () => {
  expect(await explain('in/agent.md')).toMatchObject([
    {
      model_id: 'agent',
      outcome: 'unchanged',
      version: '1.0.0',
      previous_version: '1.0.0',
      bump: null,
      changes: null,
      remarks: [],
    },
  ]);
});

test.each([
  ['too small', declaring('1.0.1', MAJOR), '1.0.1', 'GNN-W022 ', 'declare 2.0.0 or higher'],
  ['not higher', declaring('1.0.0', MINOR), '1.1.0', 'GNN-W020 ', '1.1.0'],
  ['no version', declaring('soon', MINOR), '1.1.0', 'GNN-I009 ', 'soon'],
])('a declared number that is %s', async (_, text, version, code, words) => {
  await bench.write('in/agent.md', text);
  const [found] = await explain('in/agent.md');
  expect(found?.version).toBe(version);
  expect(found?.remarks).toHaveLength(1);
  expect(found?.remarks[0]).toContain(words);
  expect(found?.remarks[0]?.startsWith(code)).toBe(true);
});

test('a number that was too small is told of an unchanged file too', async () => {
  await bench.register(declaring('1.0.1', MAJOR));
  expect(await explain('in/agent.md')).toMatchObject([
    { outcome: 'unchanged', remarks: [expect.stringMatching(/^GNN-W022 /)] },
  ]);
});

test('content that comes back, and an archive that is missing', async () => {
  await bench.register(MAJOR);
  await rm(join(bench.cwd, STEP, 'agent/versions/2.0.0.md'));
  await bench.write('in/agent.md', BASE);
  expect(await explain('in/agent.md')).toMatchObject([
    {
      version: '3.0.0',
      same_content_as: '1.0.0',
      remarks: [expect.stringMatching(/^GNN-W023 .*agent\/versions\/2\.0\.0\.md/)],
    },
  ]);
});

test('a file that was rolled back', async () => {
  await bench.register(MAJOR);
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  expect(await explain('in/agent.md')).toMatchObject([
    { outcome: 'unchanged', version: '3.0.0', remarks: [expect.stringMatching(/^GNN-W024 /)] },
  ]);
});

test('an explicit level and profile count', async () => {
  await bench.write('in/agent.md', PATCH);
  expect(await explain('in/agent.md', { bump: 'minor' })).toMatchObject([
    { version: '1.1.0', bump: 'minor', changes: { importance: 'patch' } },
  ]);
  await bench.write('in/plain.md', '# Plain\n\n## StateSpaceBlock\ns[2]\n');
  await expect(explain('in/plain.md')).rejects.toMatchObject({ code: 'spec-refused' });
  expect(await explain('in/plain.md', { profile: 'basic' })).toMatchObject([{ model_id: 'plain' }]);
});

test('each model of a file of several', async () => {
  await bench.write('in/duo.md', several(['One', BASE], ['Two', BASE]));
  await bench.run();
  await bench.write('in/duo.md', several(['Three', BASE], ['One', MAJOR], ['Two', BASE]));
  expect((await explain('in/duo.md')).map((it) => [it.model_id, it.outcome, it.version])).toEqual([
    ['duo-Three', 'new_model', '1.0.0'],
    ['duo-One', 'new_version', '2.0.0'],
    ['duo-Two', 'unchanged', '1.0.0'],
  ]);
});

test.each([
  ['in/none.md', 'there is no file in/none.md'],
  ['in/bad.md', 'GNN-E001'],
  ['in/README.md', 'no section of a GNN spec'],
  ['in/binary.md', 'in/binary.md is not registered'],
  ['in/taken.md', 'GNN-E015'],
  ['in', 'in: the file cannot be read'],
])('%s is refused, as a run would', async (path, message) => {
  await bench.write('in/bad.md', '## GNNSection\nX\n');
  await bench.write('in/README.md', '# Hello\n');
  await bench.write('in/binary.md', Buffer.from([0xff, 0xfe, 0x00]));
  await bench.write('in/taken.md', `---\nmodel_id: agent\n---\n${MINOR}`);
  await expect(explain(path)).rejects.toMatchObject({
    code: 'spec-refused',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(/./),
  });
});

test('without automatic versions a changed file is refused', async () => {
  await bench.write('in/agent.md', MINOR);
  const settings = { ...bench.place().options.settings, auto_version: false };
  await expect(explain('in/agent.md', { settings })).rejects.toMatchObject({
    code: 'spec-refused',
    message: expect.stringContaining('GNN-E019'),
  });
});

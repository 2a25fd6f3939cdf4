import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;
const CHANGED = soundSpec({ Footer: 'changed' });
const there = (path: string): boolean => existsSync(join(shop.cwd, path));

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.write('in/agent.md', soundSpec());
});
afterEach(() => shop.remove());

test('required_fields refuse, and changing them checks unchanged files again', async () => {
  expect((await shop.run()).exit_code).toBe(0);
  const asked = await shop.run({ settings: { required_fields: ['license'] } });
  expect(asked.refused_files).toMatchObject([{ file_path: 'in/agent.md', codes: ['GNN-E016'] }]);
  expect(asked).toMatchObject({ exit_code: 2, total_models: 1 });
  expect((await shop.run({ settings: { required_fields: ['author'] } })).updated).toBe(1);
  const off = { required_fields: ['license'], validate_before_register: false };
  expect((await shop.run({ settings: off })).refused_files).toEqual([]);
});

const run = (rules: Record<string, string>) => shop.run({ settings: { validation_rules: rules } });

test('validation_rules refuse', async () => {
  expect((await run({ name: 'min_length:3' })).refused_files).toEqual([]);
  expect((await run({ name: 'min_length:12' })).refused_files).toMatchObject([
    { codes: ['GNN-E016'], reason: expect.stringContaining('name') },
  ]);
});

describe('extract_metadata false', () => {
  const settings = { extract_metadata: false };

  test('writes no metadata file, and the rest', async () => {
    await shop.run({ settings });
    expect(there(`${STEP}/agent/agent_metadata.json`)).toBe(false);
    expect(there(`${STEP}/agent/1.0.0.md`)).toBe(true);
    expect((await shop.entry('agent')).metadata.variables).toBe(4);
  });

  test('still finds models by their terms', async () => {
    const terms = async (queryOntology: string): Promise<string[]> =>
      (await shop.run({ settings, queryOntology })).matching_bindings.map((it) => it.term);
    await shop.run({ settings });
    expect(await terms('HiddenState')).toEqual(['HiddenState']);
  });

  test('never answers with the terms of an older version', async () => {
    await shop.run();
    await shop.write('in/agent.md', soundSpec({ ActInfOntologyAnnotation: 'A=LikelihoodMapping' }));
    await shop.run({ settings });
    expect((await shop.run({ settings, queryOntology: 'HiddenState' })).matching_bindings).toEqual(
      [],
    );
  });
});

test('registry_backup keeps the registry before, or not', async () => {
  await shop.run();
  const first = await shop.text(`${STEP}/model_registry.json`);
  expect(there(`${STEP}/model_registry.json.bak`)).toBe(false);
  await shop.write('in/agent.md', CHANGED);
  await shop.run({ settings: { registry_backup: false } });
  expect(there(`${STEP}/model_registry.json.bak`)).toBe(false);
  const second = await shop.text(`${STEP}/model_registry.json`);
  await shop.write('in/agent.md', soundSpec({ Footer: 'again' }));
  await shop.run();
  expect(await shop.text(`${STEP}/model_registry.json.bak`)).toBe(second);
  expect(second).not.toBe(first);
});

test('registry_path elsewhere', async () => {
  const summary = await shop.run({ registryPath: 'deep/er/reg.json' });
  expect(summary.registry_path).toBe('deep/er/reg.json');
  expect(JSON.parse(await shop.text('deep/er/reg.json')).models).toHaveProperty('agent');
  expect(there(`${STEP}/model_registry.json`)).toBe(false);
  expect(there(`${STEP}/agent/agent_metadata.json`)).toBe(true);
  const before = await shop.snapshot();
  expect((await shop.run({ registryPath: 'deep/er/reg.json' })).unchanged).toBe(1);
  expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test('auto_version false asks for a higher declared version', async () => {
  const settings = { auto_version: false };
  expect((await shop.run({ settings })).new_models).toBe(1);
  await shop.write('in/agent.md', CHANGED);
  expect((await shop.run({ settings })).refused_files).toMatchObject([{ codes: ['GNN-E019'] }]);
  expect((await shop.entry('agent')).version).toBe('1.0.0');
  await shop.write('in/agent.md', `---\nversion: 1.1.0\n---\n${CHANGED}`);
  expect((await shop.run({ settings })).new_versions).toBe(1);
  expect((await shop.entry('agent')).version).toBe('1.1.0');
});

test('registry_lock false registers all the same', async () => {
  expect((await shop.run({ settings: { registry_lock: false } })).new_models).toBe(1);
});

const refused = async (text: string, profile: 'standard' | 'strict' | 'research') => {
  await shop.write('in/agent.md', text);
  return (await shop.run({ profile, mode: 'dry-run' })).refused_files.length;
};

describe('profiles', () => {
  test('are applied to unchanged bytes', async () => {
    await shop.write('in/agent.md', soundSpec({ Signature: null, Time: null }));
    expect((await shop.run()).refused_files).toEqual([]);
    expect((await shop.entry('agent')).health).toMatchObject({ checked_with: 'standard/4' });
    expect((await shop.run({ profile: 'strict' })).refused_files).toMatchObject([
      { codes: ['GNN-E001'] },
    ]);
    expect((await shop.entry('agent')).health).toMatchObject({ checked_with: 'standard/4' });
    expect(await shop.run({ profile: 'basic' })).toMatchObject({ updated: 1, new_versions: 0 });
    expect((await shop.entry('agent')).health).toMatchObject({ checked_with: 'basic/4' });
  });

  test('strict refuses errors, research also warnings', async () => {
    const warned = soundSpec({ Connections: 'D>s\ns-A\nA-ghost\nA-o' });
    const wrong = soundSpec({ InitialParameterization: 'A={(0.5, 0.5, 0.5)}\nD={(0.5, 0.5)}' });
    expect(await refused(soundSpec(), 'research')).toBe(0);
    expect(await refused(warned, 'strict')).toBe(0);
    expect(await refused(warned, 'research')).toBe(1);
    expect(await refused(wrong, 'standard')).toBe(0);
    expect(await refused(wrong, 'strict')).toBe(1);
  });

  test('basic takes a spec without the sections that standard needs', async () => {
    const text = '# A title\n\n## StateSpaceBlock\ns[2]\n';
    await shop.write('in/agent.md', text);
    expect((await shop.run()).refused_files).toHaveLength(1);
    expect((await shop.run({ profile: 'basic' })).new_models).toBe(1);
    expect(await shop.entry('agent')).toMatchObject({
      name: 'A title',
      health: { status: 'degraded' },
    });
  });
});

const ask = async (queryOntology: string) =>
  (await shop.run({ queryOntology })).matching_bindings.map(
    (it) => `${it.model_id}.${it.variable}`,
  );

describe('query-ontology', () => {
  test('finds by a substring of the term or of its identifier, in any case', async () => {
    await shop.write(
      'in/b.md',
      soundSpec({ ActInfOntologyAnnotation: 's=HiddenState\no=MyOwnTerm' }),
    );
    await shop.run();
    expect(await ask('hiddenSTATE')).toEqual(['agent.s', 'b.s']);
    expect(await ask('Mapping')).toEqual(['agent.A']);
    expect(await ask('acto_000001')).toEqual(['agent.s', 'b.s']);
    expect(await ask('myown')).toEqual(['b.o']);
    expect(await ask('Nothing')).toEqual([]);
    const { matching_bindings } = await shop.run({ queryOntology: 'obo:ACTO_000008' });
    expect(matching_bindings).toEqual([
      {
        model_id: 'agent',
        model_name: 'Sound model',
        variable: 'A',
        term: 'LikelihoodMapping',
        uri: 'obo:ACTO_000008',
      },
    ]);
  });

  test('never changes the registry', async () => {
    await shop.run({ queryOntology: 'State' });
    expect(there(`${STEP}/model_registry.json`)).toBe(false);
    expect(there(`${STEP}/agent`)).toBe(false);
    await shop.run();
    await shop.write('in/agent.md', CHANGED);
    const before = await shop.snapshot();
    expect(await ask('HiddenState')).toEqual(['agent.s']);
    expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
  });

  test('leaves what the last run did in the summary, and replaces what matches', async () => {
    const read = async () => JSON.parse(await shop.text(`${STEP}/model_registry_summary.json`));
    const told = await shop.run();
    expect(await read()).toEqual(told);
    await ask('HiddenState');
    const { matching_bindings, ...rest } = await read();
    expect(matching_bindings).toHaveLength(1);
    expect({ ...rest, matching_bindings: [] }).toEqual({ ...told, new_models: 1 });
    await ask('Nothing');
    expect(await read()).toEqual({ ...told, matching_models: [] });
    await shop.run();
    expect(await read()).toMatchObject({ matching_models: ['agent'], unchanged: 1 });
  });
});

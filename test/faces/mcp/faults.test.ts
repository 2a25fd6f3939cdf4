/** Whatever a client sends, and whatever became of the registry: an answer, and the server goes on. */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, MINOR, openBench, REGISTRY, type Bench } from '../../operations/harness.js';
import { STEP } from '../../support/registry-workshop.js';
import { connect, ERAS, serviceOf, type Connected } from './harness.js';

let bench: Bench;
let at: Connected;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(async () => {
  // The server still answers, whatever a test did.
  expect(await at.client.listTools()).toBeDefined();
  await at.close();
  await bench.remove();
});

/** All that is there, but for the index, which a search makes. */
async function registered(): Promise<Map<string, string>> {
  const files = await bench.snapshot();
  files.delete(`${STEP}/.search-index`);
  return files;
}

describe.each(ERAS)('for a client of %s', (era) => {
  beforeEach(async () => {
    at = await connect(serviceOf(bench, { toolsets: ['all'] }), era);
  });

  test('an unknown tool is an error that names those that there are', async () => {
    await expect(at.call('serch')).rejects.toThrow(/no tool "serch"; did you mean search\?/);
    await expect(at.call('delete')).rejects.toThrow('there is no tool');
  });

  test.each([
    ['get', {}, 'usage: `reference` is missing'],
    ['get', { reference: 7 }, 'usage: `reference` must be a string, not 7'],
    [
      'get',
      { reference: 'agent', referense: 1 },
      '`referense` is unknown; did you mean reference?',
    ],
    ['get', { reference: 'nope' }, 'model-unknown: there is no model "nope"'],
    ['get', { reference: 'agent@9' }, 'version-unknown'],
    ['get', { reference: 'agent', max_tokens: 1 }, '`max_tokens` must be at least 100, not 1'],
    ['list', { sort: 'nope' }, 'value-refused'],
    ['search', { query: 'a:b:(' }, 'usage'],
    ['check', { text: 'x', paths: ['in'] }, '`text` and paths cannot be combined'],
    ['check', { paths: ['-'] }, 'there is no standard input to read'],
    ['promote', { reference: 'agent', tag: 'a b' }, 'name-refused'],
    ['register', { file: 'in/none.md' }, 'spec-refused: there is no file in/none.md'],
    ['register', { file: 'in/x.md', text: 'hello' }, 'spec-refused'],
    ['register', { file: 'elsewhere/x.md', text: BASE }, 'file-refused'],
  ])('%s %j says what is wrong', async (name, given, text) => {
    const files = await registered();
    const told = await at.call(name, given);
    expect(told).toMatchObject({ isError: true, text: expect.stringContaining(text) });
    expect(await registered()).toEqual(files);
  });

  test('null is the same as nothing where nothing can be removed', async () => {
    const told = await at.call('list', { status: null, limit: 1 });
    expect(told).toMatchObject({ isError: false, data: { total: 1 } });
  });

  test('no path leads out of the workspace, not even by a link', async () => {
    await symlink('/etc', join(bench.cwd, 'in/etc'));
    await symlink('/nowhere/at/all', join(bench.cwd, 'in/lost'));
    for (const path of [
      '/etc/passwd',
      '../x.md',
      'in/../../x',
      'in/etc/passwd',
      'in/lost',
      'in/lost/x.md',
    ]) {
      for (const [name, given] of [
        ['check', { paths: [path] }],
        ['parse', { file: path }],
        ['register', { file: path }],
        ['diff', { before: 'agent', after: path }],
        ['import', { file: path }],
        ['new', { kind: 'hmm', name: 'x', output: path }],
        ['export_add', { reference: 'agent', format: 'onnx', path }],
      ] as const) {
        const { isError, text } = await at.call(name, given);
        expect([name, path, isError, text]).toEqual([
          name,
          path,
          true,
          expect.stringMatching(/^file-refused: .* leads out of the workspace/),
        ]);
      }
    }
  });

  test('a damaged registry, a conflict and a missing one are errors with a hint', async () => {
    const sound = await bench.text(REGISTRY);
    const told = async () => (await at.call('get', { reference: 'agent' })).text;
    expect(await told()).toContain('"model_id":"agent"');
    await bench.write(REGISTRY, '<<<<<<< ours\n{\n=======\n}\n>>>>>>> theirs\n');
    expect(await told()).toContain('registry-conflict');
    await bench.write(REGISTRY, sound);
    expect(await told()).toContain('"model_id":"agent"');
    await at.close();
    at = await connect(serviceOf(bench, { options: { outputDir: 'elsewhere' } }), era);
    expect(await told()).toMatch(/^registry-missing: .*\n.*`--output-dir` of the server/);
    const { data } = await at.call('register', { file: 'in/agent.md' });
    expect(data).toMatchObject({ changed: true });
  });

  test('a lock that others hold is an error, and nothing is written', async () => {
    await at.close();
    at = await connect(serviceOf(bench, { options: { lockTimeout: 0 } }), era);
    const told = await bench
      .place()
      .store.exclusively(async () => at.call('promote', { reference: 'agent', tag: 'stable' }));
    expect(told).toMatchObject({ isError: true, text: expect.stringMatching(/^lock-busy/) });
    expect((await bench.entry('agent')).versions['1.0.0']?.tags ?? []).toEqual([]);
    expect(await at.call('promote', { reference: 'agent', tag: 'stable' })).toMatchObject({
      data: { model_id: 'agent' },
    });
  });

  test('hostile specs are checked and answered', async () => {
    const deep = `## InitialParameterization\nA=${'['.repeat(200_000)}\n`;
    for (const text of [
      deep,
      '\0'.repeat(9),
      `---\n${'a: &a [*a]\n'.repeat(99)}---\n`,
      '\uD800',
      '#'.repeat(100_000),
    ]) {
      const told = await at.call('check', { text, stdin_path: 'in/hostile.md' });
      expect(told.text.length).toBeLessThan(20_000);
    }
  });

  test('a call that is cancelled changes nothing, and the next one is served', async () => {
    const abort = new AbortController();
    const calls = Array.from({ length: 5 }, (_, index) =>
      at.client.callTool(
        { name: 'tag_add', arguments: { reference: 'agent', tag: `t${index}` } },
        { signal: abort.signal },
      ),
    );
    const settled = Promise.allSettled(calls);
    abort.abort();
    for (const { status } of await settled) expect(status).toBe('rejected');
    expect((await at.call('tag_add', { reference: 'agent', tag: 'last' })).isError).toBe(false);
    expect((await bench.entry('agent')).tags).toContain('last');
  });

  test('changes at the same time are made one after the other', async () => {
    const tags = Array.from({ length: 8 }, (_, index) => `t${index}`);
    const told = await Promise.all(
      tags.map((tag) => at.call('tag_add', { reference: 'agent', tag })),
    );
    expect(told.map(({ isError }) => isError)).toEqual(tags.map(() => false));
    expect((await bench.entry('agent')).tags.toSorted()).toEqual(tags);
  });

  test('bytes that were lost are an error that names the tool that checks', async () => {
    await bench.write(`${STEP}/agent/1.0.0.md`, MINOR);
    const { text } = await at.call('show', { reference: 'agent', source: true });
    expect(text).toMatch(/^archive-damaged[\s\S]*`verify`/);
  });
});

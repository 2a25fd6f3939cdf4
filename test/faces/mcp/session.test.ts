/** A session of a client, from a question to a released version; and its ways to learn about models. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeSkeleton } from '../../../src/skeletons/index.js';
import { BASE, MINOR, openBench, type Bench } from '../../operations/harness.js';
import { connect, ERAS, serviceOf, type Connected } from './harness.js';

const MAZE = writeSkeleton('pomdp', 'T-maze', { states: 4, observations: 3, actions: 3 });

let bench: Bench;
let at: Connected;
afterEach(async () => {
  await at.close();
  await bench.remove();
});

describe.each(ERAS)('a client of %s', (era) => {
  beforeEach(async () => {
    bench = await openBench();
    await bench.write('in/maze.md', MAZE);
    await bench.write(
      'in/corridor.md',
      writeSkeleton('pomdp', 'T-corridor', { states: 4, observations: 3, actions: 2 }),
    );
    await bench.write('in/agent.md', BASE);
    await bench.run();
    at = await connect(serviceOf(bench), era);
  });

  test('goes from a question to a registered, checked and promoted version', async () => {
    expect(at.client.getNegotiatedProtocolVersion()).toBe(era);

    // Which model has three actions and a T-maze?
    const { data: found } = await at.call('search', { query: 't-maze' });
    const [hit] = found.hits;
    expect(hit.model_id).toBe('maze');
    const { data: maze } = await at.call('get', { reference: hit.model_id });
    expect(maze).toMatchObject({
      model_id: 'maze',
      sizes: { states: { B: 4 }, observations: { A: 3 }, actions: { B: 3 } },
    });

    // Its text, with another preference.
    const { contents } = await at.client.readResource({ uri: `gnn://model/maze@${maze.version}` });
    const [content] = contents;
    const source = content !== undefined && 'text' in content ? content.text : '';
    expect(source).toBe(MAZE);
    const changed = source.replace(/(C *= *\{\()[^)]*/u, '$10.0, 0.5, 2.0');
    expect(changed).not.toBe(source);

    // A fault is found before anything is written, and its remedy is told.
    const faulty = changed.replace(/\nD *=.*\n/u, '\nD={(0.5, 0.5, 0.5, 0.5)}\n');
    const { data: bad } = await at.call('check', { text: faulty, stdin_path: 'in/maze.md' });
    expect(bad.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ severity: 'warning', remedy: expect.any(String) }),
      ]),
    );
    const { data: good } = await at.call('check', { text: changed, stdin_path: 'in/maze.md' });
    expect(good).toMatchObject({
      success: true,
      models: [{ model_id: 'maze', outcome: 'new_version' }],
    });
    expect(good.findings.filter((it: { severity: string }) => it.severity !== 'info')).toEqual([]);

    const { data: registered } = await at.call('register', { file: 'in/maze.md', text: changed });
    expect(registered).toMatchObject({
      written: true,
      changed: true,
      models: [{ model_id: 'maze', outcome: 'new_version' }],
    });
    expect(await bench.text('in/maze.md')).toBe(changed);
    const [{ version }] = registered.models;

    const { data: difference } = await at.call('diff', {
      before: `maze@${maze.version}`,
      after: 'maze',
    });
    expect(difference).toMatchObject({
      after: { version },
      changes: [expect.objectContaining({ path: expect.stringContaining('C') })],
    });

    const { data: promoted } = await at.call('promote', {
      reference: `maze@${version}`,
      tag: 'production',
      reason: 'better',
    });
    expect(promoted).toMatchObject({ model_id: 'maze', version });
    const { data: released } = await at.call('get', { reference: 'maze@production' });
    expect(released).toMatchObject({ version, tags: ['production'] });
    const { data: versions } = await at.call('versions', { id: 'maze' });
    expect(versions.versions.map((it: { version: string }) => it.version)).toEqual([
      version,
      maze.version,
    ]);
    // A run has nothing to do, since the file is what is registered.
    expect((await bench.run()).unchanged).toBe(3);
  });

  test('sees what another process registered since', async () => {
    expect((await at.call('list')).data.total).toBe(3);
    await bench.register(MINOR);
    await bench.write('in/new.md', BASE);
    await bench.run();
    expect((await at.call('get', { reference: 'agent' })).data.version).not.toBe('1.0.0');
    expect((await at.call('list')).data.total).toBe(4);
  });

  test('reads lists page by page', async () => {
    const first = await at.call('list', { limit: 2 });
    expect(first.data.models).toHaveLength(2);
    const second = await at.call('list', { limit: 2, cursor: first.data.next_cursor });
    expect(second.data).not.toHaveProperty('next_cursor');
    const ids = [...first.data.models, ...second.data.models].map((it) => it.model_id);
    expect(ids).toEqual(['agent', 'corridor', 'maze']);
    const other = await at.call('list', {
      limit: 2,
      status: 'active',
      cursor: first.data.next_cursor,
    });
    expect(other).toMatchObject({
      isError: true,
      text: expect.stringContaining('other arguments'),
    });
  });

  test('gets short answers, and is told what is left out', async () => {
    const { data, text } = await at.call('get', { reference: 'maze', max_tokens: 200 });
    expect(text.length).toBeLessThanOrEqual(600);
    expect(data.left_out).toEqual(
      expect.arrayContaining([expect.objectContaining({ at: 'variables' })]),
    );
    expect(JSON.parse(text)).toEqual(data);
    for (const most of [100, 150, 250]) {
      const short = await at.call('get', { reference: 'maze', max_tokens: most });
      expect(short.text.length).toBeLessThanOrEqual(3 * most);
      expect(short.data.model_id).toBe('maze');
    }
  });

  test('finds a model by a question in plain words, and by its sizes', async () => {
    const { data } = await at.call('search', {
      query: 'which model has three actions and a T-maze',
    });
    expect(data.relaxed).toBe(true);
    expect(data.hits[0].model_id).toBe('maze');
    expect(data.notices).toEqual([expect.stringContaining('most of them')]);
    const { data: sized } = await at.call('search', { query: 'actions:3' });
    expect(sized.notices).toBeUndefined();
    expect(sized.hits.map((it: { model_id: string }) => it.model_id)).toContain('maze');
  });

  test('reads resources, and finds them by their templates', async () => {
    const { resources } = await at.client.listResources();
    expect(resources.map((it) => it.uri)).toContain('gnn://model/maze@1.0.0');
    const { resourceTemplates } = await at.client.listResourceTemplates();
    expect(resourceTemplates.map((it) => it.uriTemplate)).toEqual([
      'gnn://model/{reference}',
      'gnn://model/{reference}/metadata',
      'gnn://model/{reference}/changelog',
    ]);
    const {
      contents: [metadata],
    } = await at.client.readResource({ uri: 'gnn://model/maze/metadata' });
    expect(metadata).toMatchObject({
      mimeType: 'application/json',
      text: expect.stringContaining('"semantic_hash"'),
    });
    const {
      contents: [log],
    } = await at.client.readResource({ uri: 'gnn://model/maze@1.0.0/changelog' });
    expect(log).toMatchObject({
      mimeType: 'text/markdown',
      text: expect.stringContaining('## 1.0.0'),
    });
    const { completion } = await at.client.complete({
      ref: { type: 'ref/resource', uri: 'gnn://model/{reference}' },
      argument: { name: 'reference', value: 'M' },
    });
    expect(completion.values).toEqual(['maze']);
    for (const uri of [
      'gnn://model/nope',
      'gnn://model/maze/nope',
      'gnn://model/%',
      'file:///etc/passwd',
    ]) {
      await expect(at.client.readResource({ uri })).rejects.toThrow(uri);
    }
  });

  test('gets prompts with what they need', async () => {
    const { prompts } = await at.client.listPrompts();
    expect(prompts.map((it) => it.name)).toEqual(['write_spec', 'explain_model', 'mend_findings']);
    const told = async (name: string, given: Record<string, string>): Promise<string> => {
      const {
        messages: [message],
      } = await at.client.getPrompt({ name, arguments: given });
      return message?.content.type === 'text' ? message.content.text : '';
    };
    expect(await told('write_spec', { purpose: 'fishing', kind: 'hmm' })).toMatch(
      /fishing[\s\S]*## StateSpaceBlock/,
    );
    expect(await told('explain_model', { reference: 'maze' })).toContain(MAZE);
    await bench.write('in/bad.md', '## GNNSection\nX\n');
    expect(await told('mend_findings', { file: 'in/bad.md' })).toContain('GNN-E001');
    await expect(at.client.getPrompt({ name: 'nope' })).rejects.toThrow('there is no prompt');
    await expect(at.client.getPrompt({ name: 'explain_model' })).rejects.toThrow('needs reference');
    await expect(told('explain_model', { reference: 'nope' })).rejects.toThrow('model-unknown');
    await expect(told('mend_findings', { file: '../x.md' })).rejects.toThrow('file-refused');
  });

  test('is known by its name, and gets instructions', () => {
    expect(at.client.getServerVersion()).toMatchObject({ name: 'gnn-registry', version: '1.0.0' });
    expect(at.client.getInstructions()).toContain('max_tokens');
  });
});

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE, MAJOR, MINOR, PATCH, declaring } from '../../operations/harness.js';
import { STEP, parseEnvelope, openCliBench, type CliBench } from './bench.js';

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
});
afterEach(() => bench.remove());

const version = (number: string) => expect.objectContaining({ version: number });

/** Three versions: 1.0.0, 1.1.0 and 2.0.0. */
const history = () => bench.register(BASE, MINOR, MAJOR);

describe('the envelope', () => {
  it.each<[string, string, unknown]>([
    [
      'versions agent',
      'versions',
      {
        model_id: 'agent',
        current_version: '2.0.0',
        versions: [version('2.0.0'), version('1.1.0'), version('1.0.0')],
      },
    ],
    [
      'show agent',
      'show',
      { model: expect.objectContaining({ model_id: 'agent' }), version: version('2.0.0') },
    ],
    [
      'show agent@1.0.0 --source',
      'show',
      { model: expect.anything(), version: version('1.0.0'), source: BASE },
    ],
    [
      'show agent@1.0.0 --output old.md',
      'show',
      { model: expect.anything(), version: version('1.0.0'), output: 'old.md' },
    ],
    [
      'diff agent@1.0.0 agent@^1',
      'diff',
      {
        before: expect.objectContaining({ reference: 'agent@1.0.0', model_id: 'agent' }),
        after: expect.objectContaining({ reference: 'agent@1.1.0', version: '1.1.0' }),
        verdict: 'needs_rerendering',
        because: [expect.stringContaining('D changed')],
        importance: 'minor',
        changes: [expect.objectContaining({ kind: 'parameter_changed', path: 'parameters/D' })],
        notices: [],
      },
    ],
    [
      'diff agent in/agent.md',
      'diff',
      {
        before: expect.objectContaining({ reference: 'agent@2.0.0' }),
        after: expect.objectContaining({ reference: 'in/agent.md', model_id: null, version: null }),
        verdict: 'same',
        because: [],
        importance: null,
        changes: [],
        notices: [],
      },
    ],
    [
      'changelog agent',
      'changelog',
      {
        model_id: 'agent',
        changelog: expect.stringMatching(/^# Changelog of .*\n$/su),
        versions: [version('2.0.0'), version('1.1.0'), version('1.0.0')],
      },
    ],
    [
      'bump in/agent.md',
      'bump',
      [
        {
          model_id: 'agent',
          file_path: 'in/agent.md',
          outcome: 'unchanged',
          version: '2.0.0',
          previous_version: '2.0.0',
          bump: null,
          changes: null,
          same_content_as: null,
          declared: null,
          remarks: [],
        },
      ],
    ],
    [
      'rollback agent 1.0.0',
      'rollback',
      {
        model_id: 'agent',
        version: '3.0.0',
        previous_version: '2.0.0',
        bump: 'major',
        changes: expect.objectContaining({ importance: 'major' }),
        same_content_as: '1.0.0',
        file_path: 'in/agent.md',
        spec_file: 'rolled_back',
      },
    ],
    [
      'rollback agent ^1.1 --write-source --target-dir in',
      'rollback',
      expect.objectContaining({ spec_file: 'old_content' }),
    ],
    ['dedupe', 'dedupe', []],
  ])('%s', async (line, command, data) => {
    await history();
    const result = await bench.cli(`${line} --json`);
    expect([result.exitCode, result.err]).toEqual([0, '']);
    expect(parseEnvelope(result)).toEqual({
      status: 'success',
      data,
      error: null,
      meta: { command, version: '9.8.7', duration_ms: expect.any(Number) },
    });
    expect(result.out.startsWith('{\n  "status": ')).toBe(true);
    expect(result.out.endsWith('\n}\n')).toBe(true);
  });

  it('of a difference with --exit-code is a warning', async () => {
    await history();
    const result = await bench.cli('diff agent@1.0.0 agent --exit-code --json');
    expect(result.exitCode).toBe(2);
    expect(parseEnvelope(result)).toMatchObject({ status: 'warning', error: null });
    expect((await bench.cli('diff agent in/agent.md --exit-code --json')).exitCode).toBe(0);
    expect((await bench.cli('diff agent@1.0.0 agent --json')).exitCode).toBe(0);
  });

  it('of duplicate models has each group', async () => {
    await bench.write('in/copy.md', BASE);
    await bench.write('in/words.md', PATCH);
    await bench.register(BASE);
    expect(parseEnvelope(await bench.cli('dedupe --json')).data).toEqual([
      {
        semantic_hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u),
        models: ['agent', 'copy', 'words'].map((model_id) => ({
          model_id,
          version: '1.0.0',
          file_path: `in/${model_id}.md`,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
        })),
      },
    ]);
  });

  it.each([
    ['versions agnet', 'versions', 'model-unknown'],
    ['show agent@9', 'show', 'version-unknown'],
    ['show agent --force', 'show', 'usage'],
    ['diff agent agent', 'diff', 'usage'],
    ['diff agent in', 'diff', 'model-unknown'],
    ['diff agent ./nothing.md', 'diff', 'spec-refused'],
    ['changelog agent@1.0.0', 'changelog', 'version-unknown'],
    ['bump nothing.md', 'bump', 'spec-refused'],
    ['rollback agent 2.0.0', 'rollback', 'version-refused'],
    ['dedupe --config nothing.json', 'dedupe', 'config-invalid'],
    ['dedupe --output-dir elsewhere', 'dedupe', 'registry-missing'],
    ['dedupe --frobnicate', 'dedupe', 'usage'],
  ])('%s: an error of %s, %s', async (line, command, code) => {
    await history();
    const result = await bench.cli(`${line} --json`);
    expect([result.exitCode, result.err]).toEqual([1, '']);
    expect(parseEnvelope(result)).toMatchObject({
      status: 'error',
      data: null,
      error: { code, message: expect.any(String), hint: expect.stringMatching(/\.$|…$/u) },
      meta: { command },
    });
    const text = await bench.cli(line);
    expect([text.exitCode, text.out]).toEqual([1, '']);
    expect(text.err).toMatch(/^error: .+\n {2}hint: .+\n$/u);
  });
});

/** What a quiet list of versions prints. */
const IDS = 'agent@2.0.0\nagent@1.1.0\nagent@1.0.0\n';

describe('quiet and verbose', () => {
  it.each([
    ['versions agent', IDS],
    ['diff agent@1.0.0 agent', 'incompatible\n'],
    ['dedupe', ''],
    ['verify', ''],
    ['variables agent@1.0.0', expect.stringMatching(/^A\n(?:\S+\n)+$/u)],
  ])('%s prints only the names when quiet', async (line, names) => {
    await history();
    const result = await bench.cli(line);
    expect(result).toEqual({ exitCode: 0, out: expect.stringMatching(/\n$/u), err: '' });
    expect(await bench.cli(`${line} --quiet`)).toEqual({ ...result, out: names });
    expect(await bench.cli(`${line} --verbose`)).toEqual(result);
  });

  it('there is no --quiet where nothing has a name', async () => {
    await history();
    const { exitCode, err } = await bench.cli('changelog agent --quiet');
    expect([exitCode, err]).toEqual([1, expect.stringContaining('unknown flag --quiet')]);
  });

  it('notices are on stderr, in the data, and gone when quiet', async () => {
    await history();
    await bench.write(`${STEP}/agent/versions/2.0.0.md`, 'scribble');
    const notice =
      'the archived bytes agent/versions/2.0.0.md of version 2.0.0 do not match their hash: its metadata was compared';
    const result = await bench.cli('diff agent@1.0.0 agent');
    expect(result.err).toBe(`note: ${notice}\n`);
    expect(result.out).not.toContain('archived bytes');
    const quiet = await bench.cli('diff agent@1.0.0 agent --quiet');
    expect(quiet).toEqual({ ...result, out: 'incompatible\n', err: '' });
    const json = await bench.cli('diff agent@1.0.0 agent --json');
    expect(json.err).toBe(result.err);
    expect(parseEnvelope(json).data).toMatchObject({ notices: [notice] });
  });

  it('a notice cannot control a terminal', async () => {
    await history();
    const text = await bench.text(`${STEP}/model_registry.json`);
    await bench.write('odd\u001b[2J.json', text.replace('"tags": []', '"tags": ["x"]'));
    const path = ['--registry-path', 'odd\u001b[2J.json'];
    const { exitCode, err } = await bench.cli(['versions', 'agent', ...path]);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^note: odd\\x1b\[2J\.json /u);
    expect(err.split('\u001b')).toHaveLength(1);
  });

  it('an error has its stack when verbose', async () => {
    const { err } = await bench.cli('versions agent --verbose');
    expect(err).toMatch(/^RegistryError: there is no registry .*\n {4}at /u);
    expect(err).toContain('\nerror: there is no registry at ');
    expect((await bench.cli('versions agent')).err).not.toContain('RegistryError');
  });

  it('a registry that was edited by hand is reported', async () => {
    await history();
    const whole = await bench.cli('versions agent');
    const path = `${STEP}/model_registry.json`;
    await bench.write(path, (await bench.text(path)).replace('"tags": []', '"tags": ["x"]'));
    const result = await bench.cli('versions agent');
    expect(result).toEqual({
      ...whole,
      err: expect.stringMatching(
        /^note: .+ Not merged: 1 edit\.\nnote: Not merged: tag "x" of agent; use gnn-registry tag add\.\n$/u,
      ),
    });
    expect(await bench.cli('versions agent --quiet')).toEqual({ ...whole, out: IDS });
  });
});

const settings = (values: object, file = 'gnn-registry.config.json') =>
  bench.write(file, JSON.stringify(values));

describe('the settings file', () => {
  it('says where the registry is', async () => {
    await history();
    await settings({ output_dir: 'nowhere' });
    expect((await bench.cli('versions agent')).err).toContain(
      'there is no registry at nowhere/4_model_registry_output/model_registry.json',
    );
    expect((await bench.cli('versions agent --output-dir output')).exitCode).toBe(0);
    const path = `${STEP}/model_registry.json`;
    await settings({ registry_path: path }, 'other.json');
    expect((await bench.cli('versions agent --config other.json')).exitCode).toBe(0);
  });

  it('says which format; a flag overrides it', async () => {
    await history();
    await settings({ format: 'json' });
    expect(parseEnvelope(await bench.cli('versions agent')).status).toBe('success');
    expect((await bench.cli('versions agent --format text')).out).toMatch(/^version /u);
    expect((await bench.cli('versions agent --no-json')).out).toMatch(/^version /u);
    expect((await bench.cli('diff agent@1.0.0 agent --format markdown')).out).toMatch(/^## /u);
    const result = await bench.cli('versions agnet');
    expect(parseEnvelope(result)).toMatchObject({
      status: 'error',
      error: { code: 'model-unknown' },
    });
    expect(result.err).toBe('');
    await settings({ json: true });
    expect(parseEnvelope(await bench.cli('dedupe')).data).toEqual([]);
  });

  it('cannot request a format that the step does not have', async () => {
    await settings({ format: 'csv' });
    const { exitCode, err } = await bench.cli('dedupe');
    expect(exitCode).toBe(1);
    expect(err).toContain(
      'format must be one of text, json, github, sarif, junit, markdown, not "csv"',
    );
  });

  it('can be quiet, or choose the bump and the profile', async () => {
    await history();
    await bench.write(`${STEP}/agent/versions/2.0.0.md`, 'scribble');
    await settings({ quiet: true, bump: 'major', target_dir: 'in' });
    expect((await bench.cli('diff agent@1.0.0 agent')).err).toBe('');
    await bench.write('in/agent.md', `${MAJOR}\nNote: other.\n`);
    expect((await bench.cli('bump in/agent.md')).out).toBe('3.0.0\n');
    expect((await bench.cli('bump in/agent.md --bump patch')).out).toBe('2.0.1\n');
    await settings({ profile: 'research', target_dir: 'in' });
    await bench.write('in/new.md', BASE.replace('o=ObservableState', ''));
    expect((await bench.cli('bump in/new.md')).err).toContain('GNN-W021');
    expect((await bench.cli('bump in/new.md --profile standard')).out).toBe('1.0.0\n');
  });

  it('that is broken stops a query too', async () => {
    await history();
    await settings({ frmat: 'json' });
    expect((await bench.cli('versions agent')).err).toContain('unknown key "frmat"');
  });

  it('cannot contain flags of a single command', async () => {
    for (const key of ['write_source', 'force', 'exit_code', 'source', 'output', 'explain']) {
      await settings({ [key]: true });
      expect((await bench.cli('dedupe')).err).toContain(`unknown key "${key}"`);
    }
  });
});

describe('SOURCE_DATE_EPOCH', () => {
  it('is checked, and is the time of a rollback', async () => {
    await history();
    const bad = await bench.cli('dedupe', { env: { SOURCE_DATE_EPOCH: 'soon' } });
    expect(bad.err).toContain('SOURCE_DATE_EPOCH must be an integer');
    await bench.cli('rollback agent 1.0.0', { env: { SOURCE_DATE_EPOCH: '1760000000' } });
    const { out } = await bench.cli('show agent');
    expect(out).toMatch(/^registered +2025-10-09T08:53:20Z$/mu);
  });
});

describe('models with the name of a command', () => {
  it.each(['versions', 'run', 'help', 'diff'])('%s can be asked about', async (name) => {
    await bench.write(`in/${name}.md`, BASE);
    await bench.register(BASE);
    const { exitCode, out } = await bench.cli(`versions ${name}`);
    expect([exitCode, out.split('\n')[0]]).toEqual([0, expect.stringMatching(/^version /u)]);
    expect((await bench.cli(`show ${name}`)).out).toMatch(new RegExp(`^model +${name} `, 'u'));
    expect((await bench.cli(`diff ${name} in/${name}.md`)).out).toContain('no difference');
  });
});

describe('rollback', () => {
  it('can rewrite the file later, and then runs report nothing', async () => {
    await history();
    const first = await bench.cli('rollback agent 1.0.0');
    expect(first.out).toContain('\nin/agent.md still has the content of 2.0.0; ');
    expect(await bench.text('in/agent.md')).toBe(MAJOR);
    expect((await bench.cli('--target-dir in --check')).out).toContain('GNN-W024');
    const again = await bench.cli('rollback agent 1.0.0');
    expect([again.exitCode, again.out]).toEqual([1, '']);
    const later = await bench.cli('rollback agent 1.0.0 --write-source --target-dir in');
    expect(later).toEqual({
      exitCode: 0,
      err: '',
      out: 'agent 3.0.0  nothing new: it already has the content of 1.0.0\nin/agent.md has the content of 1.0.0\n',
    });
    expect(await bench.text('in/agent.md')).toBe(BASE);
    const check = await bench.cli('--target-dir in --check');
    expect([check.exitCode, check.out.includes('GNN-W024')]).toEqual([0, false]);
  });
});

describe('show', () => {
  it('prints escaped lines on a terminal, and the exact bytes elsewhere', async () => {
    const odd = BASE.replace('The end.', 'The \u001b[31mend\u0007.\r\n\ttab \u202e\r\nlast');
    await bench.register(odd);
    expect((await bench.cli('show agent --source')).out).toBe(odd);
    const { out } = await bench.cli('show agent --source', { stdoutColumns: 80 });
    expect(out).toContain('The \\x1b[31mend\\x07.\n\ttab \\u{202e}\nlast\n');
    expect(out.replace(/[\n\t]/gu, '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('ends as the source ends', async () => {
    const bare = BASE.trimEnd();
    await bench.register(bare);
    expect((await bench.cli('show agent --source')).out).toBe(bare);
  });

  it('writes and prints if both are requested', async () => {
    await bench.register(BASE);
    expect((await bench.cli('show agent --source --output copy.md')).out).toBe(BASE);
    expect(await bench.text('copy.md')).toBe(BASE);
  });

  it('writes bytes to a path relative to the working folder', async () => {
    await bench.register(BASE, MINOR);
    const path = join(bench.cwd, 'copy.md');
    const bytes = Buffer.byteLength(MINOR);
    expect((await bench.cli(`show agent --output ${path}`)).out).toBe(
      `agent@1.1.0 written to ${path} (${bytes} bytes)\n`,
    );
    expect(await readFile(path, 'utf8')).toBe(MINOR);
    const refused = await bench.cli('show agent@1.0.0 --output copy.md');
    expect([refused.exitCode, refused.out]).toEqual([1, '']);
    expect(await bench.text('copy.md')).toBe(MINOR);
    expect((await bench.cli('show agent@1.0.0 --output copy.md --force')).exitCode).toBe(0);
    expect(await bench.text('copy.md')).toBe(BASE);
  });
});

describe('bump', () => {
  it('is only the number, and with --explain the reasons', async () => {
    await bench.register(BASE);
    await bench.write('in/agent.md', MAJOR);
    expect((await bench.cli('bump in/agent.md --target-dir in')).out).toBe('2.0.0\n');
    const { out } = await bench.cli('bump --explain in/agent.md --target-dir in');
    const [first = '', ...others] = out.trimEnd().split('\n');
    expect(first).toMatch(/^agent 1\.0\.0 → 2\.0\.0 {2}major: o retyped int → float/u);
    expect(others[0]).toBe('  major  o retyped int → float');
  });

  it('names each model if a file has several', async () => {
    const two = `${BASE.replace('ActInfPOMDP', 'One')}\n---\n\n${BASE.replace('ActInfPOMDP', 'Two')}`;
    await bench.write('in/house.md', two);
    expect((await bench.cli('bump in/house.md --target-dir in')).out).toBe(
      'house-One 1.0.0\nhouse-Two 1.0.0\n',
    );
  });

  it('shows what is declared, and what is wrong with it', async () => {
    await bench.register(declaring('1.4.0', BASE));
    await bench.write('in/agent.md', declaring('1.4.1', MAJOR));
    const { exitCode, out } = await bench.cli('bump --explain in/agent.md --target-dir in');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^agent 1\.4\.0 → 1\.4\.1 {2}declared, major: /u);
    expect(out).toContain('\n  declared: 1.4.1\n');
    expect(out).toMatch(/\n {2}GNN-W022 1\.4\.1 is too low after 1\.4\.0: .*2\.0\.0/u);
    await bench.write('in/agent.md', declaring('soon', BASE));
    expect((await bench.cli('bump --explain in/agent.md --target-dir in')).out).toContain(
      '\n  declared: soon\n  GNN-I009 ',
    );
  });

  it('writes nothing', async () => {
    await bench.write('in/agent.md', BASE);
    await bench.cli('bump in/agent.md --target-dir in');
    expect((await bench.cli('versions agent')).err).toContain('there is no registry');
  });
});

describe('--check', () => {
  it('says every cause, and first why a declared version is not sufficient', async () => {
    await bench.register(declaring('1.4.0', BASE));
    await bench.write('in/agent.md', declaring('1.4.1', MAJOR));
    const result = await bench.cli('--target-dir in --check --fail-on warning --json');
    expect(result.exitCode).toBe(1);
    expect(parseEnvelope(result).error).toEqual({
      code: 'version-too-small',
      message: expect.stringMatching(
        /^in\/agent\.md: 1\.4\.1 is too low after 1\.4\.0: .*o retyped.*declare 2\.0\.0 or higher; there is 1 finding of severity warning or above .*; a run would change the registry \(--check\): agent$/u,
      ),
      hint: expect.stringMatching(
        /bump --explain.* another level for --fail-on.* Run without --check/u,
      ),
    });
    await bench.write('in/bad.md', '## GNNSection\nX\n');
    const all = await bench.cli('--target-dir in --check --quiet');
    expect(all.err.split('\n').filter((line) => line.startsWith('error: '))).toEqual([
      'error: 1 spec is refused: in/bad.md',
      expect.stringContaining('1.4.1 is too low'),
      'error: a run would change the registry (--check): agent',
    ]);
    await rm(join(bench.cwd, 'in/bad.md'));
    const quiet = await bench.cli('--target-dir in --check --quiet');
    expect([quiet.exitCode, quiet.out]).toEqual([1, '']);
    expect(quiet.err).toContain('error: in/agent.md: 1.4.1 is too low');
    expect((await bench.cli('--target-dir in --dry-run --quiet')).exitCode).toBe(2);
    const other = await bench.cli('--target-dir in --dry-run --fail-on warning --json');
    expect([other.exitCode, parseEnvelope(other).error?.code]).toEqual([1, 'fail-on']);
    await bench.write('in/agent.md', declaring('2.0.0', MAJOR));
    const fixed = await bench.cli('--target-dir in --check --json');
    expect(parseEnvelope(fixed).error?.code).toBe('check-failed');
  });
});

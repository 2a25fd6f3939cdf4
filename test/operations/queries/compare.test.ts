import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/domain/canonical.js';
import type { DiffOutput } from '../../../src/operations/generated/shapes.js';
import { compareVersions } from '../../../src/operations/queries/compare.js';
import { summarizeChanges } from '../../../src/version/difference/summary.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import type { Bench } from '../harness.js';
import { BASE, MAJOR, MINOR, PATCH, declaring, openBench, several, rollBack } from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, PATCH, MINOR, MAJOR);
});
afterEach(() => bench.remove());

/** Compares, and holds that nothing at all was written. */
async function compare(before: string, after: string): Promise<DiffOutput> {
  const files = await bench.snapshot();
  try {
    return await compareVersions(await bench.open(), before, after);
  } finally {
    expect(changes(files, await bench.snapshot())).toEqual([]);
  }
}

const kinds = (found: DiffOutput): string[] => found.changes.map((it) => it.kind);
const ARCHIVES = `${STEP}/agent`;

describe('two versions', () => {
  test.each([
    ['agent@1.0.0', 'agent@1.0.1', 'drop_in', 'patch', ['text_changed']],
    [
      'agent@1.0.1',
      'agent@1.1.0',
      'needs_rerendering',
      'minor',
      ['parameter_changed', 'text_changed'],
    ],
    ['agent@^1', 'agent', 'incompatible', 'major', ['variable_retyped', 'parameter_changed']],
    ['agent', 'agent@~1.0', 'incompatible', 'major', ['variable_retyped', 'text_changed']],
  ])('%s and %s: %s', async (before, after, verdict, importance, expected) => {
    const found = await compare(before, after);
    expect(found).toMatchObject({ verdict, importance, notices: [] });
    expect(kinds(found)).toEqual(expected);
    for (const because of found.because) {
      expect(found.changes.map((it) => it.text)).toContain(because);
    }
  });

  test('are told with their numbers and hashes', async () => {
    const found = await compare('agent@1.0.0', `agent@sha256:${sha256(MAJOR).slice(0, 10)}`);
    const { versions } = await bench.entry('agent');
    expect(found.before).toEqual({
      reference: 'agent@1.0.0',
      model_id: 'agent',
      version: '1.0.0',
      file_path: 'in/agent.md',
      hash: sha256(BASE),
      semantic_hash: versions['1.0.0']?.semantic_hash,
    });
    expect(found.after).toMatchObject({
      reference: 'agent@2.0.0',
      version: '2.0.0',
      hash: sha256(MAJOR),
    });
    expect(found.because).toEqual([found.changes[0]?.text]);
  });

  test('that follow each other differ as their version says', async () => {
    await bench.register(BASE);
    for (const { version, previous, changes: stored } of Object.values(
      (await bench.entry('agent')).versions,
    )) {
      if (previous === null) continue;
      const found = await compare(`agent@${previous}`, `agent@${version}`);
      expect(summarizeChanges(found.changes)).toEqual(stored);
      expect(found.importance).toBe(stored?.importance);
    }
  });

  test('with the same bytes are the same', async () => {
    await rollBack(bench.place(), 'agent', '1.0.0', false);
    expect(await compare('agent@1.0.0', 'agent')).toMatchObject({
      verdict: 'same',
      importance: null,
      changes: [],
      because: [],
    });
  });

  test('of two models', async () => {
    await bench.write('in/other.md', MINOR);
    await bench.run();
    const found = await compare('agent', 'other');
    expect(found.before.model_id).toBe('agent');
    expect(found.after.model_id).toBe('other');
    expect(found.verdict).toBe('incompatible');
  });

  test.each([
    ['agent', 'agent'],
    ['agent@2.0.0', 'agent'],
    ['agent@latest', 'agent@^2'],
    ['agent@1.0.0', 'agent@1.0.0'],
  ])('%s and %s are one: one clear line', async (before, after) => {
    await expect(compare(before, after)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(new RegExp(`^[^\\n]*are the same version: agent@[^\\n]*$`)),
    });
  });

  test.each([
    ['agent', 'nobody', 'model-unknown'],
    ['nobody@1.0.0', 'agent', 'model-unknown'],
    ['agent@9', 'agent', 'version-unknown'],
    ['agent', 'agent@not a range', 'version-unknown'],
    ['agent@sha256:0', 'agent@', 'version-unknown'],
    ['', 'agent', 'model-unknown'],
  ])('%j and %j: %s', async (before, after, code) => {
    await expect(compare(before, after)).rejects.toMatchObject({ code });
  });
});

describe('a version and a file', () => {
  test('that holds its bytes are the same', async () => {
    const found = await compare('agent', 'in/agent.md');
    expect(found).toMatchObject({ verdict: 'same', changes: [], importance: null });
    expect(found.after).toMatchObject({
      reference: 'in/agent.md',
      model_id: null,
      version: null,
      file_path: 'in/agent.md',
      hash: sha256(MAJOR),
    });
    expect(found.after.semantic_hash).toBe(found.before.semantic_hash);
  });

  test('are compared in either order, by a relative or an absolute path', async () => {
    await bench.write('elsewhere/draft.txt', MINOR);
    expect(kinds(await compare('agent@1.0.0', 'elsewhere/draft.txt'))).toEqual([
      'parameter_changed',
    ]);
    const found = await compare(join(bench.cwd, 'elsewhere/draft.txt'), 'agent@1.0.0');
    expect(kinds(found)).toEqual(['parameter_changed']);
    expect(found.after.reference).toBe('agent@1.0.0');
  });

  test('a file in the working folder needs no slash; an id of the registry comes first', async () => {
    await bench.write('draft.md', PATCH);
    expect(kinds(await compare('agent@1.0.0', 'draft.md'))).toEqual(['text_changed']);
    await bench.write('agent', PATCH);
    expect((await compare('agent@1.0.0', 'agent')).after.version).toBe('2.0.0');
    expect((await compare('agent@1.0.0', './agent')).after.version).toBeNull();
  });

  test('with findings are compared all the same', async () => {
    await bench.write('draft.md', soundSpec({ Connections: 'D>s\ns-A\nA-o\nA-ghost' }));
    expect(kinds(await compare('agent@1.0.0', 'draft.md'))).toEqual(['connection_added']);
  });

  test.each([
    ['in/none.md', 'in/none.md cannot be compared'],
    ['in', 'no model "in"'],
    ['./in', './in cannot be compared'],
    ['in/empty.md', 'it contains no model'],
    ['in/prose.md', 'it contains no model'],
    ['in/binary.md', 'cannot be compared'],
  ])('%s is none', async (path, message) => {
    await bench.write('in/empty.md', '');
    await bench.write('in/prose.md', '# Hello\n');
    await bench.write('in/binary.md', Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
    await expect(compare('agent', path)).rejects.toMatchObject({
      name: 'RegistryError',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/./),
    });
  });
});

describe('two files', () => {
  test('that are not registered', async () => {
    await bench.write('a.md', BASE);
    await bench.write('b.md', declaring('3.0.0', MAJOR));
    const found = await compare('a.md', 'b.md');
    expect(found.verdict).toBe('incompatible');
    expect(kinds(found)).toEqual(['variable_retyped', 'text_changed']);
  });

  test('with the same bytes are the same; one file twice is a slip', async () => {
    await bench.write('a.md', BASE);
    await bench.write('b.md', BASE);
    expect((await compare('a.md', 'b.md')).verdict).toBe('same');
    await expect(compare('a.md', 'a.md')).rejects.toMatchObject({ code: 'usage' });
  });

  test('that differ in layout alone', async () => {
    await bench.write('a.md', BASE);
    await bench.write('b.md', BASE.replace('D>s\n', 'D>s\n\n### a comment\n'));
    const found = await compare('a.md', 'b.md');
    expect(found).toMatchObject({ verdict: 'drop_in', importance: 'patch' });
    expect(found.changes).toMatchObject([{ kind: 'text_changed', path: 'layout' }]);
  });
});

describe('a file of several models', () => {
  beforeEach(async () => {
    await bench.write('in/duo.md', several(['One', BASE], ['Two', MAJOR]));
    await bench.run();
    await bench.write('draft.md', several(['Two', MAJOR], ['One', MINOR]));
  });

  test('is compared by the model of the same section', async () => {
    expect(kinds(await compare('duo-One', 'draft.md'))).toContain('parameter_changed');
    expect(kinds(await compare('duo-One', 'draft.md'))).not.toContain('variable_retyped');
    expect((await compare('duo-One', 'draft.md')).after.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('where none has that section is an error that names them', async () => {
    await expect(compare('agent', 'draft.md')).rejects.toMatchObject({
      code: 'spec-refused',
      message: expect.stringMatching(/several models: Two, One$/),
    });
  });
});

describe('an archive that is not as it was', () => {
  test.each(['missing', 'damaged'])(
    '%s, of the current version: the metadata is compared, and it is said',
    async (how) => {
      if (how === 'missing') await rm(join(bench.cwd, ARCHIVES, 'versions/2.0.0.md'));
      else await bench.write(`${ARCHIVES}/versions/2.0.0.md`, BASE);
      for (const [before, after] of [
        ['agent@1.1.0', 'agent'],
        ['agent', 'agent@1.1.0'],
      ] as const) {
        const found = await compare(before, after);
        expect(kinds(found)).toEqual(['variable_retyped', 'parameter_changed']);
        expect(found.verdict).toBe('incompatible');
        expect(found.notices).toEqual([
          expect.stringMatching(/agent\/versions\/2\.0\.0\.md.*metadata/),
        ]);
      }
    },
  );

  test('of an earlier version is an error that names the file', async () => {
    await bench.write(`${ARCHIVES}/1.0.0.md`, MAJOR);
    await expect(compare('agent@1.0.0', 'agent')).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('agent/1.0.0.md'),
    });
    await rm(join(bench.cwd, ARCHIVES, '1.0.0.md'));
    await expect(compare('agent', 'agent@1.0.0')).rejects.toMatchObject({
      code: 'archive-missing',
      message: expect.stringContaining('agent/1.0.0.md'),
    });
  });

  test('and the metadata too is an error that names the file', async () => {
    await rm(join(bench.cwd, ARCHIVES, 'versions/2.0.0.md'));
    await bench.write(`${STEP}/agent/agent_metadata.json`, '{}');
    await expect(compare('agent', 'agent@1.0.0')).rejects.toMatchObject({
      code: 'archive-missing',
      message: expect.stringContaining('agent/versions/2.0.0.md'),
      hint: expect.stringMatching(/./),
    });
  });

  test('of a large parameter whose value the metadata left out: its hash tells', async () => {
    const rest = Array.from({ length: 10_500 }, (_, index) => index / 16_384).join(', ');
    const large = (first: number): string =>
      soundSpec({
        StateSpaceBlock:
          'A[2,2,type=float]\nD[10501,type=float]\ns[2,1,type=float]\no[2,1,type=int]',
        InitialParameterization: `A={(0.9, 0.2), (0.1, 0.8)}\nD={(${first}, ${rest})}`,
      });
    await bench.write('in/large.md', large(0));
    await bench.run();
    await bench.write('in/large.md', large(1));
    await bench.run();
    await rm(join(bench.cwd, STEP, 'large/versions/1.1.0.md'));
    const found = await compare('large@1.0.0', 'large');
    expect(kinds(found)).toEqual(['parameter_changed']);
    expect(found.notices).toHaveLength(1);
  });

  test('of another program is an error: its bytes were not kept', async () => {
    const versions = {
      '1.0': { version: '1.0', file_path: 'in/old.md', hash: 'a'.repeat(64) },
      '1.1': { version: '1.1', file_path: 'in/old.md', hash: 'b'.repeat(64) },
    };
    const models = { old: { model_id: 'old', name: 'Old', current_version: '1.1', versions } };
    await bench.write('reg.json', JSON.stringify({ models }));
    const registry = await bench.open({ registryPath: 'reg.json' });
    await expect(compareVersions(registry, 'old@1.0', 'old')).rejects.toMatchObject({
      code: 'archive-missing',
      message: expect.stringContaining('1.0'),
    });
  });
});

test('there is no registry', async () => {
  await expect(bench.open({ outputDir: 'elsewhere' })).rejects.toMatchObject({
    code: 'registry-missing',
    message: expect.stringContaining('elsewhere'),
  });
  expect([...(await bench.snapshot()).keys()]).not.toContain('elsewhere');
});

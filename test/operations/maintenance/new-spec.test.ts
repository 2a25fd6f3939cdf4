/** First specs, as files and as texts. */
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSpec, parseSpec, RegistryError, validateSpec } from '../../../src/index.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import { NEW, writeNewSpec } from '../../../src/operations/maintenance/new-spec.js';
import { SKELETONS } from '../../../src/skeletons/index.js';
import { openBench, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const textOf = async (path: string): Promise<string> => String(await bench.read(path));

/** The code and message of what is thrown. */
function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof RegistryError ? `${error.code} ${error.message}` : String(error);
  }
}

describe('a new spec', () => {
  test('is written to the folder with the specs, which the next run registers', async () => {
    const written = await writeNewSpec(bench.place(), { kind: 'mdp', name: ' Grid world 5×5 ' });
    expect(written.spec).toMatchObject({
      model_name: 'Grid world 5×5',
      sizes: { states: 3, actions: 2 },
      file_path: 'in/Grid_world_5_5.md',
      in_target: true,
    });
    expect(await textOf('in/Grid_world_5_5.md')).toBe(written.spec.text);
    expect(written.next.map(({ call }) => wordPlainly(call))).toEqual([
      '`parse in/Grid_world_5_5.md`',
      '`run` with `target_dir: in`',
    ]);
    const summary = await bench.run({ profile: 'research', failOn: 'warning' });
    expect(summary).toMatchObject({ exit_code: 0, new_models: 1, diagnostics: { list: [] } });
    expect(await bench.entry('Grid_world_5_5')).toMatchObject({ model_name: 'Grid world 5×5' });
  });

  test('replaces nothing unless it is told to', async () => {
    await bench.write('in/Lamp.md', 'mine');
    const input = { kind: 'hmm', name: 'Lamp' } as const;
    await expect(writeNewSpec(bench.place(), input)).rejects.toMatchObject({
      code: 'output-exists',
    });
    expect(await textOf('in/Lamp.md')).toBe('mine');
    await writeNewSpec(bench.place(), { ...input, force: true });
    expect(await textOf('in/Lamp.md')).toContain('# Lamp');
    // What is there already is what was to be written.
    await writeNewSpec(bench.place(), input);
  });

  test('is written elsewhere, or nowhere', async () => {
    const input = { kind: 'hmm', name: 'Lamp' } as const;
    const elsewhere = await writeNewSpec(bench.place(), { ...input, output: 'a/../b/x.gnn' });
    expect(elsewhere.spec).toMatchObject({ file_path: 'b/x.gnn', in_target: false });
    expect(NEW.notices?.(elsewhere, input)).toEqual([
      'a run does not register b/x.gnn: it is no spec of the target folder',
    ]);
    expect(await textOf('b/x.gnn')).toBe(elsewhere.spec.text);
    const nowhere = await writeNewSpec(bench.place(), { ...input, output: '-' });
    expect(nowhere).toMatchObject({ spec: { file_path: null, in_target: false }, next: [] });
    expect(NEW.notices?.(nowhere, input)).toEqual([]);
    await expect(bench.read('-')).rejects.toThrow('ENOENT');
  });

  test('never replaces a file of the registry, a folder or a link', async () => {
    await mkdir(join(bench.cwd, 'in', 'folder.md'), { recursive: true });
    await bench.write('mine.md', 'mine');
    await symlink(join(bench.cwd, 'mine.md'), join(bench.cwd, 'in', 'link.md'));
    for (const output of [
      'out/4_model_registry_output/model_registry.json',
      'out/4_model_registry_output/agent/1.0.0.md',
      'in/folder.md',
      'in/link.md',
    ]) {
      const input = { kind: 'hmm', name: 'Lamp', output, force: true } as const;
      await expect(writeNewSpec(bench.place(), input), output).rejects.toMatchObject({
        code: 'file-refused',
      });
    }
    expect(await textOf('mine.md')).toBe('mine');
  });
});

describe('the text of a spec', () => {
  test('has the kinds that the schema names', () => {
    expect(Object.keys(SKELETONS)).toEqual(OPERATIONS.new.input.properties.kind.enum);
  });

  test.each([
    ['mdp', { observations: 3 }, '`observations` means nothing for mdp: its states are observed'],
    ['hmm', { actions: 3 }, '`actions` means nothing for hmm: it is only watched'],
    ['bandit', { states: 3 }, '`states` means nothing for bandit: its states are its arms'],
    ['continuous', { actions: 3 }, '`actions` means nothing for continuous: it is only measured'],
    ['pomdp', { states: 1 }, '`states` of pomdp must be at least 2, not 1'],
    ['bandit', { actions: 1 }, '`actions` of bandit must be at least 2, not 1'],
    ['pomdp', { actions: 21 }, '`actions` must be at most 20, not 21'],
  ] as const)('%s with %j is refused', (kind, sizes, message) => {
    const said = refusal(() => createSpec(kind, 'Model', sizes));
    expect(said).toMatch(/^(?:usage|value-refused) /);
    expect(said).toContain(message);
  });

  test('of an unknown kind is refused', async () => {
    // @ts-expect-error there is no such kind
    expect(refusal(() => createSpec('pomp', 'Model'))).toContain('usage');
    // @ts-expect-error there is no such kind
    await expect(writeNewSpec(bench.place(), { kind: 'pomp', name: 'x' })).rejects.toThrow(
      'there is no kind "pomp"; did you mean pomdp?',
    );
  });

  test.each(['#1', '# x', '## Time', '---', '```', '<!-- x', '  ', 'x\ny', 'x\u0007', 'x\u2028y'])(
    'refuses the name %j, which would be read as something else',
    (name) => {
      expect(refusal(() => createSpec('hmm', name))).toMatch(/^name-refused /);
    },
  );

  test.each([
    'Agent #1',
    'C#',
    '猫の部屋',
    'a*b*c',
    'Rat: T-maze',
    '{x}',
    'x = y',
    '2 × 2',
    "l'été",
  ])('keeps the name %j', (name) => {
    expect(parseSpec(createSpec('hmm', name)).specs[0]?.model.model_name).toBe(name);
  });

  test('is sound with any name that is not refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.constantFrom('hmm', 'continuous', 'learning'),
        (name, kind) => {
          let text: string;
          try {
            text = createSpec(kind, name);
          } catch (error) {
            expect(error).toBeInstanceOf(RegistryError);
            expect(name).not.toMatch(/^[a-z]+$/);
            return;
          }
          const { specs, diagnostics } = parseSpec(text);
          expect(diagnostics).toEqual([]);
          expect(specs).toHaveLength(1);
          for (const spec of specs) {
            expect(spec.model.model_name).toBe(name.trim());
            expect(validateSpec(spec, { profile: 'research' }).diagnostics).toEqual([]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

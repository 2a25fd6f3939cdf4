/** What a caller of the library reads if something is wrong. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation, option, wording } from '../../../src/domain/wording.js';
import { inLibraryWords } from '../../../src/faces/library/errors.js';
import {
  ModelRegistry,
  RegistryError,
  processModelRegistry,
  rebuildRegistry,
  verifyRegistry,
} from '../../../src/index.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';

let workspace = '';
let registry: ModelRegistry;
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
  registry = await ModelRegistry.open({ cwd: workspace });
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

async function errorOf(call: () => unknown): Promise<RegistryError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
  return expect.unreachable('accepted');
}

/** Calls a method as a caller without types does. */
function call(method: string, ...given: readonly unknown[]): Promise<RegistryError> {
  const found: unknown = Reflect.get(registry, method);
  if (typeof found !== 'function') throw new Error(method);
  return errorOf(() => Reflect.apply(found, registry, given));
}

describe('names are those of the library', () => {
  test('in hints', async () => {
    const missing = await errorOf(() =>
      processModelRegistry({ cwd: workspace, targetDir: 'nope' }),
    );
    expect([missing.code, missing.hint]).toEqual([
      'target-missing',
      expect.stringContaining('`targetDir`'),
    ]);
    const place = { cwd: workspace, outputDir: 'nowhere' };
    const lost = await errorOf(() => verifyRegistry(place));
    expect(lost.hint).toContain('`processModelRegistry()`');
    expect(lost.hint).toContain('`registryPath`');
    expect(`${(await errorOf(() => rebuildRegistry(place))).hint}${lost.hint}`).not.toMatch(
      /[a-z]_[a-z]/u,
    );
  });

  test.each([
    [operation('rebuild'), '`rebuildRegistry()`'],
    [operation('delete', 'agent', option('purge')), "`deleteModel('agent', { purge })`"],
    [operation('show', 'REF', option('source')), '`getVersionSource(ref)`'],
    [
      operation('verify', option('repair'), option('from_git')),
      '`verifyRegistry({ repair, fromGit })`',
    ],
    [operation('merge'), '`gnn-registry merge`'],
    [option('lock_timeout', '60'), "`lockTimeout: '60'`"],
    [option('max_file_size'), '`settings: { max_file_size }`'],
    [option('metrics.my_metric'), '`metrics.my_metric`'],
  ])('%j', (mention, told) => {
    expect(inLibraryWords(wording`${mention}`)).toBe(told);
  });

  test('and the parts of the texts are still there for a program with names of its own', async () => {
    const { wording: parts } = await errorOf(() =>
      processModelRegistry({ cwd: workspace, targetDir: 'nope' }),
    );
    expect(JSON.stringify(parts.hint)).toContain('target_dir');
  });

  test('options may be written as in JSON, too', async () => {
    const open: object = { cwd: workspace, output_dir: 'elsewhere', lock_timeout: 5 };
    expect((await ModelRegistry.open(open)).path).toContain('elsewhere/');
    const done = await registry.compareModels(['agent', 'agent@1.0.0'], { onlyDifferences: true });
    const options: object = { only_differences: true };
    expect(await registry.compareModels(['agent', 'agent@1.0.0'], options)).toEqual(done);
  });
});

describe('one mistake has one code', () => {
  test.each<[string, unknown[], string]>([
    ['addTag', ['agent', 5], '`tag` must be a string, not 5'],
    ['addTag', ['agent', ''], '`tag` must not be empty'],
    ['setMetrics', ['agent', 'a=1'], '`metrics` must be an object, not "a=1"'],
    ['compareModels', ['agent'], '`references` must be a list, not "agent"'],
    ['compareModels', ['agent', 'agent@1.0.0'], '`references` must be a list, not "agent"'],
    ['listModels', [{ limit: -1 }], '`limit` must be at least 1, not -1'],
    ['getModelInfo', [], '`reference` is missing'],
    ['addTag', ['agent', 'maze', 'because'], 'the options must be an object, not "because"'],
    ['addTag', ['agent', 'maze', {}, 1], 'addTag was called with too many arguments'],
    ['addTag', ['agent', 'maze', { raeson: 'x' }], 'addTag has no option "raeson"'],
  ])('%s %j', async (method, given, message) => {
    const error = await call(method, ...given);
    expect([error.code, error.message]).toEqual(['usage', message]);
    expect(error.hint).toMatch(/^.+[.?]$/u);
  });

  test('and a hint that helps', async () => {
    expect((await call('setMetrics', 'agent', 'a=1')).hint).toContain('{ accuracy: 0.93 }');
    expect((await call('addTag', 'agent', 'maze', { raeson: 'x' })).hint).toBe(
      'The options are reason. Did you mean reason?',
    );
    expect((await call('deleteModel', 'agent', 'now')).hint).toBe(
      'Write { reason: … }. The options are reason, purge, force.',
    );
    expect((await call('getModelVersions', 'agent', 'now')).hint).toBe(
      'There are no options here.',
    );
    const wrong: object = { cwd: workspace, outputdir: 'x' };
    expect((await errorOf(() => ModelRegistry.open(wrong))).hint).toContain(
      'Did you mean outputDir?',
    );
  });

  test('options that are null are none', async () => {
    const mine = await ModelRegistry.open({ cwd: workspace });
    const tagged: unknown = await Reflect.apply(mine.addTag, mine, ['agent', 'maze', null]);
    expect(tagged).toMatchObject({ tags: expect.arrayContaining(['maze']) });
  });
});

test('a file that is not there was never there', async () => {
  const error = await call('registerModel', 'specs/nothere.md');
  expect([error.code, error.message]).toEqual([
    'spec-refused',
    'there is no file specs/nothere.md',
  ]);
});

test('new says how to open a registry', async () => {
  const error = await errorOf(() => Reflect.construct(ModelRegistry, []));
  expect([error.code, error.hint]).toEqual([
    'usage',
    expect.stringContaining('await ModelRegistry.open('),
  ]);
});

const firstFrame = (error: RegistryError): string | undefined => error.stack?.split('\n')[1];

describe('the stack begins where the caller is', () => {
  test.each<[string, () => unknown]>([
    ['a method', () => registry.addTag('nobody', 'maze')],
    ['a synchronous method', () => registry.getModelInfo('nobody')],
    ['a method that is no operation', () => registry.resolveReference('nobody')],
    ['registerModel', () => registry.registerModel('nothere.md')],
    ['open', () => ModelRegistry.open({ jobs: 0 })],
    ['a function', () => processModelRegistry({ cwd: workspace, targetDir: 'nope' })],
  ])('%s', async (_, work) => {
    const error = await errorOf(work);
    expect(firstFrame(error)).toContain('errors.test.ts');
    expect(error.stack?.split('\n')[0]).toBe(`RegistryError: ${error.message}`);
  });
});

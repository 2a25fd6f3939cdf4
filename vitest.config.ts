import { availableParallelism } from 'node:os';
import { env, versions } from 'node:process';
import { defineConfig } from 'vitest/config';
import type { TestProjectInlineConfiguration } from 'vitest/config';

/** What waits, races, starts many processes, tries every value of every input, is large, or needs another program. */
const LONG = 'test/**/*.long.test.ts';
/** Tried a few times in a short run, and more often in a long one, so that CI leaves them to that. */
const PROPERTIES = 'test/properties/*.test.ts';
/**
 * Start processes, or work on much, and call next to nothing in their own process that other tests do not call: with
 * coverage they would take up to half as long again.
 */
const PLAIN = [
  'test/*.long.test.ts',
  'test/{gnn,version}/large.long.test.ts',
  'test/faces/{mcp,python,site}/*.long.test.ts',
  'test/faces/cli/{examples,git}.long.test.ts',
  'test/faces/http/{built,restore,same-as-shell}.long.test.ts',
  'test/faces/lsp/{conformance,fix-all,session}.long.test.ts',
  'test/operations/{after-commit,bounds,sealed}.long.test.ts',
  'test/operations/mutations/discover-bounds.long.test.ts',
  'test/pictures/corpus.long.test.ts',
  'test/pipeline/{batches,signals}.long.test.ts',
  'test/properties/{git-merges,hostile}.long.test.ts',
  'test/store/file/{generations,lock}.long.test.ts',
];
/**
 * CI runs `npm test`, the long tests with coverage and those without it apart, and joins their results with
 * `npm run check:parts`.
 */
const part = env['GNN_TEST_PART'] as 'short' | 'long' | 'plain' | undefined;
/** Of a test, in milliseconds: far more than any takes on a slow machine. */
const TIMEOUT = 600_000;
/** How long a test asks again for what comes later, in milliseconds: a second is not enough while all cores work. */
const POLL_TIMEOUT = 10_000;
/** How often a long run tries each property, instead of its own number; below 1, which part of that number. */
const runs = env['GNN_RUNS'] === undefined ? null : Number(env['GNN_RUNS']);

/**
 * Short tests leave much that is needed no more, and call little for long: collected and optimized less often, it takes
 * less of the processor. Newer engines have another name for how often something is called before it is optimized.
 */
const SPARING = [
  '--max-semi-space-size=64',
  Number.parseInt(versions.v8, 10) < 12
    ? '--interrupt-budget=1000000'
    : '--invocation-count-for-turbofan=40000',
];

function project(
  name: 'short' | 'long',
  files: { include: string[]; exclude?: string[] },
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      ...files,
      // A worker loads each module once: no test replaces modules, or leaves the process changed.
      isolate: false,
      pool: 'forks',
      execArgv: name === 'short' ? SPARING : [],
      unstubEnvs: true,
      // Time tells nothing about what is right; only what hangs ends so.
      testTimeout: runs === null || runs < 1 ? TIMEOUT : 0,
      hookTimeout: TIMEOUT,
      expect: { poll: { timeout: POLL_TIMEOUT } },
      provide: { isFull: name === 'long', runs },
    },
  };
}

/** `npm test` runs the short ones, `npm run test:long` the long ones, `npm run test:all` both. */
export default defineConfig({
  test: {
    projects: [
      project('short', {
        include: ['test/**/*.test.ts'],
        exclude: part === undefined ? [LONG] : [LONG, PROPERTIES],
      }),
      project(
        'long',
        part === 'plain'
          ? { include: PLAIN }
          : { include: [LONG, PROPERTIES], exclude: part === 'long' ? PLAIN : [] },
      ),
    ],
    // What was translated for one run serves the next.
    experimental: { fsModuleCache: true },
    globalSetup: 'test/support/global-setup.ts',
    // Long tests wait for locks and processes, so some more of them keep all cores at work.
    maxWorkers: availableParallelism() + (part === 'long' || part === 'plain' ? 2 : 0),
    // Of tests that start processes.
    maxConcurrency: 3,
    reporters:
      part === undefined
        ? ['default']
        : ['default', ['blob', { outputFile: `coverage/parts/${part}.json` }]],
    coverage: {
      enabled: part === 'short' || part === 'long',
      provider: 'custom',
      customProviderModule: 'test/support/coverage.ts',
      include: ['src/**/*.ts'],
      exclude: ['src/**/generated/**', 'src/4_model_registry.ts', 'src/main.ts'],
      // The test reports are kept beside it.
      clean: false,
      ...(part === undefined
        ? { reporter: ['text-summary', 'json-summary'], thresholds: { lines: 95, branches: 90 } }
        : { reporter: [] }),
    },
  },
});

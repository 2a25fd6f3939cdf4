import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Of tests that start processes.
    maxConcurrency: 3,
    reporters: env['CI']
      ? ['default', ['json', { outputFile: 'coverage/tests.json' }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/generated/**', 'src/4_model_registry.ts', 'src/main.ts'],
      // The test report of CI is kept beside it.
      clean: false,
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});

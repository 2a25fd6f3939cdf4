/** The golden cases, as the built programs. */
import { describe, test } from 'vitest';
import { callBuilt } from './support/built-program.js';
import { CASES, CASE_ENV, expectCase } from './support/golden-cases.js';
import type { RunProgram } from './support/transcript.js';

const asBin: RunProgram = ({ program, argv, env, cwd }) =>
  callBuilt(program, argv, { cwd, env: { ...CASE_ENV, ...env } });

// Each call is a process of its own: some cases at a time.
describe('as the built bin', { concurrent: true }, () => {
  test.each(CASES)('%s', (name) => expectCase(name, asBin));
});

/**
 * The golden cases, as the built programs. Each call of a case is made by another process than the one before, which
 * knows of it what is on the disk; of the first calls, each that begins with another word is a process of its own.
 */
import { describe, test } from 'vitest';
import { callBuilt } from './support/built-program.js';
import { CASES, CASE_ENV, expectCase } from './support/golden-cases.js';
import { startResident } from './support/resident.js';
import type { RunProgram } from './support/transcript.js';

const RESIDENTS = Array.from({ length: 3 }, () => startResident([], CASE_ENV));
/** How the first calls began so far. */
const begun = new Set<string>();

function isNewBeginning(program: string, [word = '']: readonly string[]): boolean {
  const beginning = `${program} ${word}`;
  const isNew = !begun.has(beginning);
  begun.add(beginning);
  return isNew;
}

/** Calls the programs for one case. */
function asBin(): RunProgram {
  let calls = 0;
  return async ({ program, argv, env: own, cwd }) => {
    const env = { ...CASE_ENV, ...own };
    const resident = RESIDENTS[calls % RESIDENTS.length];
    calls += 1;
    if (resident === undefined || (calls === 1 && isNewBeginning(program, argv))) {
      return callBuilt(program, argv, { cwd, env });
    }
    const { code, stdout, stderr } = await resident({ cwd, argv, program, env });
    return { exitCode: code ?? -1, stdout, stderr };
  };
}

// Each process makes one call at a time: some cases at once.
describe('as the built bin', { concurrent: true }, () => {
  test.each(CASES)('%s', (name) => expectCase(name, asBin()));
});

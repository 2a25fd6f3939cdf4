/** Tries a row in a process of its own, so that two rows can be tried at once. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { keepResult } from './report.mjs';

const PROGRAM = join(import.meta.dirname, '../programs/row.mjs');
const alive = new Set();

// Each cleans up by itself, and then the torture ends by the same signal.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of alive) child.kill(signal);
    process.kill(process.pid, signal);
  });
}

/** Tries a row, and tells how it went. @returns its result, for the table */
export async function tryRow({ path, row, name }, options) {
  const begun = performance.now();
  const result = await ask({ path, options });
  const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const outcome = result.skipped ? 'skipped' : result.passed ? 'passed' : 'FAILED';
  console.log(`row ${row} ${outcome} in ${took}: ${result.detail}`);
  const { passed: _, skipped: __, ...figures } = result;
  const kept = { row, name, ...figures, took, outcome };
  if (!options.quick) keepResult(kept, options);
  return kept;
}

/** A process that ends without a result has failed. */
function ask(order) {
  // In a group of its own, so that it is interrupted once, by us.
  const child = fork(PROGRAM, [JSON.stringify(order)], { detached: true });
  alive.add(child);
  return new Promise((settle) => {
    let result;
    child.once('message', (message) => {
      result = message;
    });
    child.once('close', (code, signal) => {
      alive.delete(child);
      settle(result ?? { passed: false, detail: `it ended with ${code ?? signal}` });
    });
  });
}

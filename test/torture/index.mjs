/**
 * The torture: runs every row in `rows` with real processes of the built program on real file systems.
 *
 *     npm run torture [-- --quick] [--rows 1,4,7] [--seed N] [--dist DIR]
 *
 * In full, each row replaces its last result in results.json, from which RESULTS.md is made.
 */
import { createContext } from './lib/context.mjs';
import { readOptions } from './lib/options.mjs';
import { keepResult, renderResults } from './lib/report.mjs';

const options = readOptions(process.argv.slice(2));
const started = Date.now();
const wanted = await Promise.all(options.rows.map((path) => import(path)));
console.log(`seed ${options.seed}; dist ${options.dist}; ${options.quick ? 'quick' : 'full'}`);

// The stopped holders only wait, so they run concurrently with the other rows.
const stopped = wanted.find(({ onlyWaits }) => onlyWaits);
const aside = stopped && tryRow(stopped);
const results = [];
for (const it of wanted) results.push(it === stopped ? await aside : await tryRow(it));
console.log(`\n${renderResults(results)}`);
console.log(`seed ${options.seed}; ${Math.round((Date.now() - started) / 1000)} s`);
if (results.some(({ outcome }) => outcome === 'FAILED')) process.exitCode = 1;

/** A row that throws has failed; the others still run. */
async function tryRow({ row, name, run }) {
  const begun = performance.now();
  const context = createContext(options, row);
  const result = await run(context).catch((error) => ({ passed: false, detail: error.stack }));
  context.clean();
  const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const outcome = result.skipped ? 'skipped' : result.passed ? 'passed' : 'FAILED';
  console.log(`row ${row} ${outcome} in ${took}: ${result.detail}`);
  const { passed: _, skipped: __, ...figures } = result;
  const kept = { row, name, ...figures, took, outcome };
  if (!options.quick) keepResult(kept, options);
  return kept;
}

/**
 * The torture: tests every row of durability.md's table with real processes of the built program
 * on real file systems.
 *
 *     npm run torture [-- --quick] [--rows 1,4,7] [--seed N] [--dist DIR]
 *
 * In full, each row replaces its last result in results.json, from which RESULTS.md is made.
 */
import { createContext } from './lib/context.mjs';
import { readOptions } from './lib/options.mjs';
import { keepResult, renderResults } from './lib/report.mjs';
import * as kills from './rows/01-kills.mjs';
import * as faults from './rows/02-faults.mjs';
import * as writers from './rows/03-writers.mjs';
import * as staleLock from './rows/04-stale-lock.mjs';
import * as stopped from './rows/05-stopped.mjs';
import * as fullDisk from './rows/06-full-disk.mjs';
import * as order from './rows/07-order.mjs';
import * as damage from './rows/08-damage.mjs';
import * as fuzz from './rows/09-fuzz.mjs';
import * as frontMatter from './rows/10-front-matter.mjs';
import * as oddFiles from './rows/11-odd-files.mjs';
import * as ids from './rows/12-ids.mjs';
import * as signals from './rows/13-signals.mjs';
import * as unchanged from './rows/14-unchanged.mjs';
import * as places from './rows/15-places.mjs';
import * as gitMerge from './rows/16-git-merge.mjs';
import * as around from './rows/28-around-the-commit.mjs';
import * as races from './rows/29-races.mjs';
import * as auditLog from './rows/30-audit-log.mjs';
import * as hostileStores from './rows/31-hostile-stores.mjs';

const ROWS = [
  kills,
  faults,
  writers,
  staleLock,
  stopped,
  fullDisk,
  order,
  damage,
  fuzz,
  frontMatter,
  oddFiles,
  ids,
  signals,
  unchanged,
  places,
  gitMerge,
  around,
  races,
  auditLog,
  hostileStores,
];

const options = readOptions(process.argv.slice(2));
const started = Date.now();
const wanted = ROWS.filter(({ row }) => options.rows?.includes(row) ?? true);
console.log(`seed ${options.seed}; dist ${options.dist}; ${options.quick ? 'quick' : 'full'}`);

// The stopped holders only wait, so they run concurrently with the other rows.
const aside = wanted.includes(stopped) ? tryRow(stopped) : undefined;
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

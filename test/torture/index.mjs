/**
 * The torture: runs every row in `rows` with real processes of the built program on real file systems.
 *
 *     npm run torture [-- --quick] [--rows 1,4,7] [--timed | --no-timed] [--seed N] [--dist DIR]
 *
 * `--timed` runs only the rows that have a bound of time, and so need the machine for themselves.
 * In full, each row replaces its last result in results.json, from which RESULTS.md is made.
 */
import { availableParallelism } from 'node:os';
import { readOptions } from './lib/options.mjs';
import { pool } from './lib/pool.mjs';
import { renderResults } from './lib/report.mjs';
import { tryRow } from './lib/try-row.mjs';

/** The rows that take longest in short, which begin first, so that the last ones end together. */
const LONGEST = [2, 8, 34, 1, 3, 4, 6, '16b', 13, 28, 30, 32, 29, 35, 11];

const { rows: paths, timed, ...options } = readOptions(process.argv.slice(2));
const started = Date.now();
const all = await Promise.all(paths.map(async (path) => ({ path, ...(await import(path)) })));
const rows = all.filter(({ isTimed = false }) => timed === undefined || timed === isTimed);
console.log(`seed ${options.seed}; dist ${options.dist}; ${options.quick ? 'quick' : 'full'}`);

const results = new Map();
const keep = async (it) => results.set(it, await tryRow(it, options));
// In full, the figures are of one row at a time; in short, only those rows are alone that have a bound of time.
const atOnce = options.quick ? availableParallelism() : 1;
const waits = ({ onlyWaits = false, mostlyWaits = false }) =>
  onlyWaits || (options.quick && mostlyWaits);
const place = ({ row }) => (LONGEST.includes(row) ? LONGEST.indexOf(row) : LONGEST.length);
const byLength = options.quick ? rows.toSorted((a, b) => place(a) - place(b)) : rows;
const beside = byLength.filter((it) => !it.isTimed && !waits(it));
// The stopped holders only wait, so they run concurrently with the other rows; in short, so do the stopped clients.
const waiting = Promise.all(rows.filter(waits).map(keep));
await pool(beside, atOnce, keep);
await waiting;
for (const it of rows.filter(({ isTimed }) => isTimed)) await keep(it);

const found = rows.map((it) => results.get(it));
console.log(`\n${renderResults(found)}`);
console.log(`seed ${options.seed}; ${Math.round((Date.now() - started) / 1000)} s`);
if (found.some(({ outcome }) => outcome === 'FAILED')) process.exitCode = 1;

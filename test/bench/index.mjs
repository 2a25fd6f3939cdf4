/**
 * The benchmark: the speed and size of the built program, compared with a floor on the same machine.
 *
 *     npm run bench [-- --quick] [--seed N] [--dist DIR] [--rows parse,runs,…]
 *
 * The quick form fails if a figure exceeds its goal or, if it is known to miss it, the figure that was reached
 * before: 1.5 times by CPU time, or twice where only the wall clock is known. In full, each group of rows replaces
 * its last results in results.json, from which RESULTS.md is made.
 */
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createContext } from './lib/context.mjs';
import { keepResults, renderResults } from './lib/report.mjs';
import { small, tensor } from './rows/parse.mjs';
import { few, many } from './rows/figures.mjs';
import { database } from './rows/database.mjs';
import { faces } from './rows/faces.mjs';
import { growth } from './rows/growth.mjs';
import { page } from './rows/page.mjs';
import { service } from './rows/service.mjs';
import { commands, starts } from './rows/starts.mjs';
import { weights } from './rows/weights.mjs';

const ROWS = {
  few,
  many,
  parse: small,
  tensor,
  starts,
  commands,
  faces,
  page,
  service,
  database,
  weights,
  growth,
};
/** Of what is measured by CPU time, which is steadier, and of the rest. */
const [TOLERATED_CPU, TOLERATED] = [1.5, 2];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '6' },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') },
    rows: { type: 'string' },
  },
});
const options = {
  ...values,
  seed: Number(values.seed),
  dist: resolve(values.dist),
  load: loadavg()[0],
};
const wanted = values.rows?.split(',') ?? Object.keys(ROWS);
const context = createContext(options);
const rows = [];
try {
  for (const name of wanted) {
    const found = [await ROWS[name](context)].flat().filter((it) => it !== undefined);
    rows.push(...found);
    if (!options.quick && found.length > 0) {
      keepResults(name, found, options, Object.keys(ROWS));
    }
    for (const row of found) {
      console.log(
        `${row.held ? 'held  ' : 'MISSED'} ${row.what}: ${row.measured}${row.ratio === undefined ? '' : ` (${row.ratio.toFixed(2)} ×${row.cpuRatio === undefined ? '' : `, by CPU ${row.cpuRatio.toFixed(2)} ×`})`}, goal ${row.goal}`,
      );
    }
  }
} finally {
  context.clean();
}
console.log(`\n${renderResults(rows)}`);
const isSlow = ({ excess, cpuRatio }) =>
  excess > (cpuRatio === undefined ? TOLERATED : TOLERATED_CPU);
if (options.quick && rows.some(isSlow)) process.exitCode = 1;

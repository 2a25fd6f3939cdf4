import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../../support/machine.mjs';

const HEAD = ['what', 'measured', 'beside', 'ratio', 'by CPU', 'goal', 'result'];

/** The table of all rows, and the details of those that have some. */
export function renderResults(rows) {
  const cells = rows.map((row) =>
    [
      row.what,
      row.measured,
      row.floor,
      row.ratio?.toFixed(2),
      row.cpuRatio?.toFixed(2),
      row.goal,
      row.held ? 'held' : 'MISSED',
    ].map((cell) => cell ?? '–'),
  );
  const widths = HEAD.map((head, at) =>
    Math.max(head.length, ...cells.map((row) => row[at].length)),
  );
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const details = rows.flatMap(({ what, detail }) =>
    detail === undefined ? [] : `- ${what}: ${detail}`,
  );
  return [line(HEAD), rule, ...cells.map(line), '', ...details, ''].join('\n');
}

const RESULTS = join(import.meta.dirname, '../results.json');
const DOCUMENT = join(import.meta.dirname, '../RESULTS.md');

/** Replaces the last results of a group of rows that was measured in full, and the document. */
export function keepResults(group, rows, { seed, load }, order) {
  const known = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const date = new Date().toISOString().slice(0, 10);
  const now = { group, date, machine: describeMachine(), seed, load, rows };
  const groups = [...known.filter((it) => it.group !== group), now].toSorted(
    (one, other) => order.indexOf(one.group) - order.indexOf(other.group),
  );
  writeFileSync(RESULTS, `${JSON.stringify(groups, null, 2)}\n`);
  writeFileSync(DOCUMENT, renderDocument(groups));
}

function renderDocument(groups) {
  const measured = new Map();
  for (const { group, date, machine, seed, load } of groups) {
    const busy = load === undefined ? '' : `, at a load of ${load.toFixed(1)} before it began`;
    const key = `${date}, seed ${seed}, on ${machine}${busy}`;
    measured.set(key, [...(measured.get(key) ?? []), group]);
  }
  return `# Results of the benchmark

Run it with \`npm run build && npm run bench\`; \`-- --rows starts --seed 6\` measures one group of rows, and generates the same corpus again. Each group is as it was last measured in full. Whole processes and what stands beside them run in turn; the ratio of the wall clock is what counts, and that of CPU time is what CI looks at. The notes below the table explain how figures are composed and why goals are missed.

${[...measured].map(([how, names]) => `- ${names.join(', ')}: ${how}`).join('\n')}

${renderResults(groups.flatMap(({ rows }) => rows))}`;
}

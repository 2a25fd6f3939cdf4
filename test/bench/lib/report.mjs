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

/** The document that a full run writes. */
export function renderDocument(rows, { seed }, started) {
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  return `# Results of the benchmark

Run it with \`npm run build && npm run bench\`; \`-- --seed ${seed}\` generates the same corpus again. Whole processes and what stands beside them run in turn; the ratio of the wall clock is what counts, and that of CPU time is what CI looks at. The notes below the table explain how figures are composed and why goals are missed.

- Date: ${new Date(started).toISOString()}, ${minutes} minutes
- Machine: ${describeMachine()}
- Seed: ${seed}

${renderResults(rows)}`;
}

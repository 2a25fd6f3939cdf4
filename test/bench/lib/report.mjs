import { describeMachine } from '../../support/machine.mjs';

const HEAD = ['what', 'measured', 'floor', 'ratio', 'goal', 'result'];

/** The table of all rows, and a line of detail for each that has one. */
export function renderResults(rows) {
  const cells = rows.map((it) =>
    [
      it.what,
      it.measured,
      it.floor,
      it.ratio?.toFixed(2),
      it.goal,
      it.held ? 'held' : 'MISSED',
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

/** The file of a full run. */
export function renderDocument(rows, { seed }, started) {
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  return `# Results of the benchmark

Run it with \`npm run build && npm run bench\`; \`-- --seed ${seed}\` makes the same corpus again. Whole processes are timed beside their floor, in turn, in one run; what counts is the ratio. Below the table stands what a figure was made of, and what holds back one that is missed.

- Date: ${new Date(started).toISOString()}, ${minutes} minutes
- Machine: ${describeMachine()}
- Seed: ${seed}

${renderResults(rows)}`;
}

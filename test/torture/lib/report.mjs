import { describeMachine } from '../../support/machine.mjs';

const HEAD = ['row', 'what is tried', 'tried', 'lost', 'unreadable', 'slowest', 'took', 'result'];

function cellsOf({ row, name, tried, lost, unreadable, slowest, took, outcome }) {
  return [row, name, tried, lost, unreadable, slowest, took, outcome].map((value) =>
    String(value ?? '–'),
  );
}

function drawTable(rows) {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((cells) => cells[at].length), 3));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [
    line(rows[0]),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.slice(1).map(line),
  ];
}

/** The table of all rows, and the details of each. */
export function renderResults(results) {
  const table = drawTable([HEAD, ...results.map(cellsOf)]).join('\n');
  const details = results.map(({ row, detail }) => `${row}: ${detail.replaceAll(/\s+/g, ' ')}`);
  return `${table}\n\n\`\`\`text\n${details.join('\n')}\n\`\`\`\n`;
}

/** The document that a full run writes. */
export function renderDocument(results, { seed }, started) {
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  return `# Results of the torture

The rows are those of the table in \`durability.md\`. Run it with \`npm run build && npm run torture\`, as root for the file systems and the other user; \`-- --seed ${seed}\` repeats the same random numbers. A skipped row has not passed.

- Date: ${new Date(started).toISOString()}, ${minutes} minutes
- Machine: ${describeMachine()}
- Seed: ${seed}

${renderResults(results)}`;
}

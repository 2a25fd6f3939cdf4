import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../../support/machine.mjs';

const HEAD = [
  'row',
  'what is tried',
  'tried',
  'lost',
  'unreadable',
  'slowest',
  'took',
  'result',
  'date',
  'seed',
];

function cellsOf({ row, name, tried, lost, unreadable, slowest, took, outcome, date, seed }) {
  return [row, name, tried, lost, unreadable, slowest, took, outcome, date, seed].map((value) =>
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

const RESULTS = join(import.meta.dirname, '../results.json');
const DOCUMENT = join(import.meta.dirname, '../RESULTS.md');

/** Replaces the last result of a row that was run in full, and the document. */
export function keepResult(result, { seed }) {
  const known = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const now = {
    ...result,
    detail: result.detail.replaceAll(/\s+/g, ' '),
    date: new Date().toISOString().slice(0, 10),
    seed,
    machine: describeMachine(),
  };
  const rows = [...known.filter((it) => it.row !== now.row), now].toSorted((a, b) =>
    String(a.row).localeCompare(String(b.row), 'en', { numeric: true }),
  );
  writeFileSync(RESULTS, `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync(DOCUMENT, renderDocument(rows));
}

function renderDocument(rows) {
  return `# Results of the torture

The rows are those that \`SECURITY.md\` names and \`test/torture/rows\` has, each as it was last run in full. Run them with \`npm run build && npm run torture\`, as root for the file systems and the other users; \`-- --rows 4 --seed N\` runs some, or repeats the same random numbers. A skipped row has not passed.

${[...new Set(rows.map((it) => it.machine))].map((it) => `- Machine: ${it}`).join('\n')}

${renderResults(rows)}`;
}

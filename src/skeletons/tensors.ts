/** Values of skeletons, laid out as text. Pure. */
import { times, toProbabilities } from './numbers.js';

/** A vector: `{(0.50, 0.30, 0.20)}`. */
export function formatVector(entries: readonly string[]): string {
  return `{${formatRow(entries)}}`;
}

/** A matrix, given by its rows. */
export function formatMatrix(rows: readonly (readonly string[])[]): string {
  return formatBlocks(rows.map((row) => ({ text: formatRow(row) })));
}

/** A matrix of which each column is a distribution, given by the weights of each column. */
export function formatColumns(columns: readonly (readonly number[])[]): string {
  const texts = columns.map(toProbabilities);
  return formatMatrix(
    times(texts[0]?.length ?? 0, (row) => texts.map((column) => column[row] ?? '')),
  );
}

/**
 * A tensor `[outcome, given, action]` of which the outcomes of each pair are a distribution.
 *
 * @param outcome - what the first index is, for the comments
 * @param weightsOf - the weights of the outcomes
 */
export function formatTensor(
  [givens, actions]: readonly [givens: number, actions: number],
  outcome: string,
  weightsOf: (given: number, action: number) => readonly number[],
): string {
  const columns = times(givens, (given) =>
    times(actions, (action) => toProbabilities(weightsOf(given, action))),
  );
  const blocks = times(columns[0]?.[0]?.length ?? 0, (index) => ({
    text: `( ${columns
      .map((row) => formatRow(row.map((column) => column[index] ?? '')))
      .join(', ')} )`,
    comment: `${outcome} ${index}`,
  }));
  return formatBlocks(blocks);
}

/** A square matrix with these entries on its diagonal, and zeros elsewhere. */
export function formatDiagonal(entries: readonly string[]): string {
  return formatMatrix(
    entries.map((entry, row) => entries.map((_, column) => (row === column ? entry : '0.0'))),
  );
}

interface Block {
  readonly text: string;
  readonly comment?: string;
}

function formatBlocks(blocks: readonly Block[]): string {
  const rows = blocks.map(({ text }, index) => `${text}${index === blocks.length - 1 ? '' : ','}`);
  const width = Math.max(...rows.map(({ length }) => length));
  const lines = blocks.map(({ comment }, index) => {
    const row = rows[index] ?? '';
    return `  ${comment === undefined ? row : `${row.padEnd(width)}  # ${comment}`}`;
  });
  return ['{', ...lines, '}'].join('\n');
}

function formatRow(entries: readonly string[]): string {
  return `(${entries.join(', ')})`;
}

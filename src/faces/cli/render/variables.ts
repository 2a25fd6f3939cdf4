/** Shows the variables of a version. Pure. */
import { truncate } from '../../../domain/lists.js';
import type { Variable } from '../../../operations/queries/variables.js';
import type { RendererOf, Row, View } from '../renderers.js';
import { renderListing } from './table.js';

export const VARIABLES: RendererOf<'variables'> = {
  ids: ({ variables }) => variables.map(({ name }) => name),
  rows: ({ variables }) => variables.map(createRow),
  text: ({ variables }, _, view) =>
    variables.length === 0 ? ['no variables'] : renderVariables(variables, view),
};

/** Renders variables as a table: their declarations, their terms, their values, what they are. */
export function renderVariables(variables: readonly Variable[], view: View): string[] {
  const rows = variables.map((it) => [
    formatDeclaration(it),
    it.type ?? '-',
    it.ontology_term ?? '-',
    formatValue(it),
    it.description ?? '',
  ]);
  const table = renderListing(
    ['variable', 'type', 'ontology term', 'value', 'what it is'],
    rows,
    view,
  );
  return variables.some(isCut) ? [...table, view.colours.dim(CUT)] : table;
}

const CUT = 'values are cut: gnn-registry variables with --format csv or --json has them in full';

function isCut({ value }: Variable): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE;
}

/** A variable as it is declared: `A[2,3]`. */
function formatDeclaration({ name, declared }: Variable): string {
  return declared === null ? `${name} (not declared)` : `${name}[${declared.join(',')}]`;
}

/** Longer values are cut: `--json` has them in full. */
const LONGEST_VALUE = 40;

function formatValue({ shape, value }: Variable): string {
  if (value === null) return shape === null ? '-' : `too large: ${shape.join('×')}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= LONGEST_VALUE || shape === null
    ? truncate(text, LONGEST_VALUE)
    : `${shape.join('×')}: ${truncate(text, LONGEST_VALUE)}`;
}

/** A variable as a flat row: sizes as `2x3`, values as JSON. */
function createRow({ declared, dimensions, shape, value, ...variable }: Variable): Row {
  return {
    name: variable.name,
    declared: declared?.join(',') ?? null,
    dimensions: dimensions?.map((it) => it ?? '?').join('x') ?? null,
    type: variable.type,
    ontology_term: variable.ontology_term,
    shape: shape?.join('x') ?? null,
    value: value === null || typeof value === 'string' ? value : JSON.stringify(value),
    description: variable.description,
  };
}

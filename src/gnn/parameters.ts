import { sha256 } from '../domain/canonical.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Parameter, Value } from '../domain/model.js';
import type { Assignment } from './assignments.js';
import { readAssignments } from './assignments.js';
import type { Body } from './lines.js';
import { positionAt } from './source.js';

export interface Parameters {
  readonly parameters: Parameter[];
  /** The value of each parameter, also where it is too large to be kept in it. */
  readonly values: Value[];
  readonly diagnostics: Diagnostic[];
}

/** A value with more elements is not written to the metadata; its hash is. */
const VALUE_LIMIT = 10_000;

/** The grammar of InitialParameterization (notation, section 4). */
export function readParameters(body: Body): Parameters {
  const { assignments, replaced, diagnostics } = readAssignments(body, {
    bare: 'symbolic',
    anyKey: false,
  });
  for (const { name, parsed, ...at } of [...replaced, ...assignments]) {
    if (parsed.raggedAt !== null) {
      const message = `${name}: this row differs in length or depth from the rows before it`;
      diagnostics.push(diagnostic('GNN-E008', positionAt(body.source, parsed.raggedAt), message));
    } else if (parsed.symbolic) {
      const what = typeof parsed.value === 'string' ? quote(parsed.value) : 'its expressions';
      diagnostics.push(diagnostic('GNN-I006', at, `${name}: ${what} kept as text`));
    }
  }
  return {
    parameters: assignments.map(parameterOf),
    values: assignments.map(({ parsed }) => parsed.value),
    diagnostics,
  };
}

function parameterOf({ name, parsed, line, column, endLine }: Assignment): Parameter {
  return {
    name,
    shape: parsed.shape,
    ...(parsed.elements <= VALUE_LIMIT ? { value: parsed.value } : {}),
    value_hash: hashOf(parsed.value),
    symbolic: parsed.symbolic,
    line,
    column,
    end_line: endLine,
  };
}

/** Lists of numbers and texts have one JSON text only: it is their canonical form (RFC 8785). */
function hashOf(value: Value): string {
  return `sha256:${sha256(JSON.stringify(value))}`;
}

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
  /** The value of each parameter, including those that are too large to be stored in it. */
  readonly values: Value[];
  readonly diagnostics: Diagnostic[];
}

/** Values with more elements are left out of the metadata, which then only has their hash. */
const VALUE_LIMIT = 10_000;

/** Reads the InitialParameterization section (notation, section 4). */
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
      const subject =
        typeof parsed.value === 'string' ? `${quote(parsed.value)} is` : 'its expressions are';
      diagnostics.push(diagnostic('GNN-I006', at, `${name}: ${subject} kept as text`));
    }
  }
  return {
    parameters: assignments.map(toParameter),
    values: assignments.map(({ parsed }) => parsed.value),
    diagnostics,
  };
}

function toParameter({ name, parsed, line, column, endLine }: Assignment): Parameter {
  return {
    name,
    shape: parsed.shape,
    ...(parsed.elements <= VALUE_LIMIT ? { value: parsed.value } : {}),
    value_hash: hashValue(parsed.value),
    symbolic: parsed.symbolic,
    line,
    column,
    end_line: endLine,
  };
}

/** For nested lists of numbers and strings, `JSON.stringify` yields the canonical form (RFC 8785). */
function hashValue(value: Value): string {
  return `sha256:${sha256(JSON.stringify(value))}`;
}

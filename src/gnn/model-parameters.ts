import type { Diagnostic } from '../domain/diagnostics.js';
import type { ModelParameter } from '../domain/model.js';
import { readAssignments } from './assignments.js';
import type { Body } from './lines.js';

export interface ModelParameters {
  readonly modelParameters: ModelParameter[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the ModelParameters section (notation, section 5): `key: value` or `key=value`. */
export function readModelParameters(body: Body): ModelParameters {
  const { assignments, diagnostics } = readAssignments(body, { bare: 'text', anyKey: true });
  const modelParameters = assignments.map(({ name, parsed, line, column, endLine }) => ({
    name,
    value: parsed.value,
    description: parsed.comment,
    line,
    column,
    end_line: endLine,
  }));
  return { modelParameters, diagnostics };
}

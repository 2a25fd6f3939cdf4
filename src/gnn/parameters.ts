import { sha256 } from '../domain/canonical.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Parameter, Value, Variable } from '../domain/model.js';
import { isName, nameKey } from '../domain/names.js';
import type { Assignment } from './assignments.js';
import { readAssignments } from './assignments.js';
import type { Body } from './lines.js';
import { positionAt } from './source.js';
import { isFilledTensor } from './values/known-shape.js';

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
  for (const { name, parsed } of [...replaced, ...assignments]) {
    if (parsed.raggedAt === null) continue;
    const message = `${name}: this row differs in length or depth from the rows before it`;
    diagnostics.push(diagnostic('GNN-E008', positionAt(body.source, parsed.raggedAt), message));
  }
  return {
    parameters: assignments.map(toParameter),
    values: assignments.map(({ parsed }) => parsed.value),
    diagnostics,
  };
}

/**
 * Reports the values that are kept as text. Where a tensor is declared, text is a warning, because a
 * program finds no numbers; not if it says which numbers it means, such as `eye(3)` or another name.
 */
export function reportTexts(
  parameters: readonly Parameter[],
  values: readonly Value[],
  variables: readonly Variable[],
): Diagnostic[] {
  const declared = new Map(variables.map((variable) => [nameKey(variable.name), variable]));
  const isKnown = (text: string): boolean =>
    isFilledTensor(text) || (isName(text) && declared.has(nameKey(text)));
  return parameters.flatMap((parameter, index) => {
    if (!parameter.symbolic) return [];
    const value = values[index] ?? null;
    const { name } = parameter;
    const isText = typeof value === 'string';
    const subject = isText ? `${quote(value)} is` : 'its expressions are';
    const variable = declared.get(nameKey(name));
    if (variable === undefined || !isTensor(variable) || (isText && isKnown(value))) {
      return [diagnostic('GNN-I006', parameter, `${name}: ${subject} kept as text`)];
    }
    const problem = isText
      ? `its value is text, in which programs find no numbers: ${quote(value)}`
      : 'some of its elements are expressions, which programs cannot read as numbers';
    const message = `${name} is declared [${variable.declared.join(',')}], but ${problem}; write every number, in brackets`;
    return [diagnostic('GNN-W027', parameter, message)];
  });
}

function isTensor({ dimensions }: Variable): boolean {
  return dimensions.some((size) => size !== null && size > 1);
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

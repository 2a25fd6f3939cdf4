import type { DiagnosticCode } from '../domain/catalogue.js';
import { sha256 } from '../domain/canonical.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Limits } from '../domain/limits.js';
import type { Parameter, Value, Variable } from '../domain/model.js';
import { isName, nameKey } from '../domain/names.js';
import type { Assignment, Assignments, SliceAssignment } from './assignments.js';
import { lineSpan, readAssignments } from './assignments.js';
import type { Body } from './lines.js';
import type { Slice } from './slices.js';
import { joinSlices } from './slices.js';
import { positionAt } from './source.js';
import { isFilledTensor } from './values/known-shape.js';

export interface Parameters {
  readonly parameters: Parameter[];
  /** The value of each parameter, including those that are too large to be stored in it. */
  readonly values: Value[];
  /** Keys of the names whose text another finding explains. */
  readonly explained: ReadonlySet<string>;
  readonly diagnostics: Diagnostic[];
}

/** Values with more elements are left out of the metadata, which then only has their hash. */
const VALUE_LIMIT = 10_000;

/** Reads the InitialParameterization section (notation, sections 4 and 7). */
export function readParameters(body: Body, variables: readonly Variable[]): Parameters {
  const read = readAssignments(body, { bare: 'symbolic', anyKey: false });
  const diagnostics = [...read.diagnostics];
  for (const list of [read.replaced, read.assignments, read.slices]) {
    for (const { name, parsed } of list) {
      if (parsed.raggedAt === null) continue;
      const message = `${name}: this row differs in length or depth from the rows before it`;
      diagnostics.push(diagnostic('GNN-E008', positionAt(body.source, parsed.raggedAt), message));
    }
  }
  const joined = joinParameters(read, variables, body.source.limits);
  const assignments =
    read.slices.length === 0
      ? read.assignments
      : [...read.assignments, ...joined.assignments].sort((a, b) => a.line - b.line);
  return {
    parameters: assignments.map(toParameter),
    values: assignments.map(({ parsed }) => parsed.value),
    explained: joined.explained,
    diagnostics: diagnostics.concat(joined.diagnostics),
  };
}

interface JoinedParameters {
  readonly assignments: Assignment[];
  readonly explained: ReadonlySet<string>;
  readonly diagnostics: Diagnostic[];
}

/** Puts the slices of each name together; slices that are no whole are kept as text, with a finding. */
function joinParameters(
  { slices, assignments, broken }: Assignments,
  variables: readonly Variable[],
  limits: Limits,
): JoinedParameters {
  if (slices.length === 0) return { assignments: [], explained: broken, diagnostics: [] };
  const given = new Map(assignments.map((it) => [nameKey(it.name), it]));
  const declared = new Map(variables.map((it) => [nameKey(it.name), it.dimensions]));
  const joined: Assignment[] = [];
  const explained = new Set<string>(broken);
  const diagnostics: Diagnostic[] = [];
  for (const [key, group] of groupByName(slices)) {
    const [first] = group;
    if (first === undefined) continue;
    const warn = (message: string): void => {
      explained.add(key);
      diagnostics.push(diagnostic('GNN-W028', first, `${first.name}: ${message}`));
    };
    const whole = given.get(key);
    if (whole !== undefined) {
      const span = listLines(group);
      warn(`it has a value on line ${whole.line}, so its slices on ${span} are ignored; keep one`);
      continue;
    }
    const refusal = checkSlices(first.name, group, limits);
    if (refusal !== null) {
      explained.add(key);
      diagnostics.push(diagnostic(refusal.code, first, refusal.message));
    }
    const result = refusal ?? joinSlices(group.map(toSlice), declared.get(key) ?? null);
    const value = 'value' in result ? result : null;
    if (group.some(({ parsed }) => parsed.raggedAt !== null)) explained.add(key);
    if ('problem' in result && !explained.has(key)) {
      warn(`${result.problem}; give every slice, in one shape, or the whole value in brackets`);
    }
    joined.push(toWhole(first, group, value));
  }
  return { assignments: joined, explained, diagnostics };
}

/** Whether slices are too many or too deep together, or two of them are the same. */
function checkSlices(
  name: string,
  group: readonly SliceAssignment[],
  { elements, nesting }: Limits,
): { readonly code: DiagnosticCode; readonly message: string } | null {
  const total = group.reduce((sum, { parsed }) => sum + parsed.elements, 0);
  if (total > elements) {
    return { code: 'GNN-E020', message: `${name}: the value has more than ${elements} elements` };
  }
  const depth = group.reduce(
    (most, { index, parsed }) => Math.max(most, index.length + (parsed.shape?.length ?? 0)),
    0,
  );
  if (depth > nesting) {
    return {
      code: 'GNN-E018',
      message: `${name}: its slices are nested more than ${nesting} deep`,
    };
  }
  const lines = new Map<string, number>();
  for (const { index, line } of group) {
    const earlier = lines.get(index.join());
    if (earlier !== undefined) {
      const message = `${name}: the slices on line ${earlier} and line ${line} have the same index; keep one, or give the whole value in brackets`;
      return { code: 'GNN-W028', message };
    }
    lines.set(index.join(), line);
  }
  return null;
}

function groupByName(slices: readonly SliceAssignment[]): Map<string, SliceAssignment[]> {
  const groups = new Map<string, SliceAssignment[]>();
  for (const slice of slices) {
    const key = nameKey(slice.name);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [slice]);
    else group.push(slice);
  }
  return groups;
}

function listLines(group: readonly SliceAssignment[]): string {
  return group.map(({ line, endLine }) => lineSpan(line, endLine)).join(', ');
}

function toSlice({ index, parsed }: SliceAssignment): Slice {
  const isText = parsed.symbolic && typeof parsed.value === 'string';
  return { index, value: parsed.value, shape: isText ? null : parsed.shape };
}

/** The assignment that stands for all slices of a name. */
function toWhole(
  first: SliceAssignment,
  group: readonly SliceAssignment[],
  whole: { readonly value: Value[]; readonly shape: number[] } | null,
): Assignment {
  const { name, line, column } = first;
  const endLine = group.reduce((last, it) => Math.max(last, it.endLine), line);
  const elements = group.reduce((sum, { parsed }) => sum + parsed.elements, 0);
  const symbolic = whole === null || group.some(({ parsed }) => parsed.symbolic);
  const text = group.map(({ written }) => written).join('\n');
  const { value, shape } = whole ?? { value: text, shape: null };
  const parsed = { ...first.parsed, value, shape, symbolic, elements, raggedAt: null };
  return { name, parsed, endLine, line, column };
}

/**
 * Reports the values that are kept as text. Where a tensor is declared, text is a warning, because a
 * program finds no numbers; not if it says which numbers it means, such as `eye(3)` or another name.
 */
export function reportTexts(
  { parameters, values, explained }: Parameters,
  variables: readonly Variable[],
): Diagnostic[] {
  if (!parameters.some(({ symbolic }) => symbolic)) return [];
  const declared = new Map(variables.map((variable) => [nameKey(variable.name), variable]));
  const given = new Set(parameters.map(({ name }) => nameKey(name)));
  const isOther = (key: string): boolean => declared.has(key) || given.has(key);
  const isKnown = (text: string): boolean =>
    isFilledTensor(text) || (isName(text) && isOther(nameKey(text)));
  return parameters.flatMap((parameter, index) => {
    if (!parameter.symbolic || explained.has(nameKey(parameter.name))) return [];
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

/** One dimension that is not known may be that of a scalar; of several, one at least is not 1. */
function isTensor({ dimensions }: Variable): boolean {
  const isOpen = dimensions.length > 1 && dimensions.includes(null);
  return isOpen || dimensions.some((size) => size !== null && size > 1);
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

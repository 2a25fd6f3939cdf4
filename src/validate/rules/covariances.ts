import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { Parameter, Value } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { hasDeclaredShape } from '../shapes.js';
import type { Rule, RuleContext } from './rule.js';

/** How far two entries may differ, and how negative an eigenvalue may be, in parts of the largest
 * entry: specs round their numbers, which can make a singular matrix slightly indefinite. */
const SYMMETRY_TOLERANCE = 1e-3;
const EIGENVALUE_TOLERANCE = 1e-2;
/** Eigenvalues of larger matrices are not checked, because that takes cubic time. */
const LARGEST_MATRIX = 100;

/**
 * Requires covariances and precisions to be symmetric and without negative eigenvalues, and
 * variances not to be negative (notation, section 8). A vector is the diagonal of its matrix.
 */
export const covariances: Rule = (context): Diagnostic[] =>
  context.model.parameters.flatMap((parameter, index) => {
    const value = context.spec.values[index];
    // Most values are numbers that could be any variance.
    if (typeof value === 'number' && value >= 0) return [];
    const kind = findKind(parameter.name, context);
    // A wrong shape is already reported.
    if (kind === undefined || parameter.shape === null) return [];
    if (!hasDeclaredShape(parameter, context.declared)) return [];
    if (kind === 'variance') return checkEntries(parameter, kind, flatten(value));
    const matrix = toSquareMatrix(value);
    if (matrix === undefined) return checkEntries(parameter, kind, toDiagonal(value));
    const fault =
      describeNegativeDiagonal(matrix) ?? describeAsymmetry(matrix) ?? describeIndefinite(matrix);
    if (fault === undefined) return [];
    const message = `${parameter.name} is a ${kind} ${fault.message}`;
    return [diagnostic(fault.code, parameter, message)];
  });

type Kind = 'covariance' | 'precision' | 'variance';

/** What a parameter is: by its ontology term, or else by its name. */
function findKind(name: string, { declared, terms, gaussian }: RuleContext): Kind | undefined {
  const key = nameKey(name);
  if ((key === 'Q' || key === 'R') && gaussian.has(key)) return 'covariance';
  // A declared variable has its first term already; collecting the terms of all names takes time.
  const variable = declared.get(key);
  const term = variable === undefined ? terms().get(key)?.[0] : variable.ontology_term;
  if (!MAY_BE_KIND.test(term ?? key)) return undefined;
  // The logarithm of a variance may be negative.
  if (/log|(?:^|_)ln/i.test(key)) return undefined;
  return term === undefined || term === null ? kindOfName(key) : kindOfTerm(term, key);
}

/** Rules most names and terms out. */
const MAY_BE_KIND = /[Cc]ov|[Vv]arian|[Pp]recis|[Ss]igma|[ΣΠσ]/u;

function kindOfName(name: string): Kind | undefined {
  if (/^Σ|^Sigma(?:$|_)|(?:^|_)cov(?:ariance)?(?:$|_)/u.test(name)) return 'covariance';
  if (name.startsWith('Π')) return 'precision';
  return /(?:^|_)variance(?:$|_)|^(?:σ|sigma)(?:²|\^2|_sq)/iu.test(name) ? 'variance' : undefined;
}

/** A term of another kind overrules the name: `Π` may be the set of policies. */
function kindOfTerm(term: string, name: string): Kind | undefined {
  if (/covariance/i.test(term)) return 'covariance';
  // `prior_cov` is a covariance, although its term may be that of a variance.
  if (/variance/i.test(term)) return kindOfName(name) ?? 'variance';
  return /precision/i.test(term) ? 'precision' : undefined;
}

type Matrix = readonly (readonly number[])[];

/** A matrix of at least two rows and as many columns; a bracket around it does not count. */
function toSquareMatrix(value: Value | undefined): Matrix | undefined {
  if (!Array.isArray(value)) return undefined;
  if (value.length === 1) return toSquareMatrix(value[0]);
  const rows = value.map((row) => (isNumbers(row) ? row : []));
  return rows.every((row) => row.length === rows.length) ? rows : undefined;
}

function isNumbers(value: Value): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function flatten(value: Value | undefined): readonly number[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  return typeof value === 'number' ? [value] : [];
}

/** A scalar, or the entries of a vector; nothing for other shapes. */
function toDiagonal(value: Value | undefined): readonly number[] {
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) return [];
  if (isNumbers(value)) return value;
  return value.length === 1 ? toDiagonal(value[0]) : [];
}

function checkEntries(parameter: Parameter, kind: Kind, entries: readonly number[]): Diagnostic[] {
  const wrong = entries.find((entry) => entry < 0);
  if (wrong === undefined) return [];
  const message = `${parameter.name} is a ${kind} and contains ${wrong}; write a number that is not negative`;
  return [diagnostic('GNN-W043', parameter, message)];
}

interface Fault {
  readonly code: 'GNN-W041' | 'GNN-W042' | 'GNN-W043';
  readonly message: string;
}

function describeNegativeDiagonal(matrix: Matrix): Fault | undefined {
  const at = matrix.findIndex((row, index) => (row[index] ?? 0) < 0);
  if (at === -1) return undefined;
  const message = `whose diagonal contains ${entryOf(matrix, at, at)} in row ${at + 1}; write a number that is not negative`;
  return { code: 'GNN-W043', message };
}

function describeAsymmetry(matrix: Matrix): Fault | undefined {
  const tolerance = SYMMETRY_TOLERANCE * largestOf(matrix);
  const pair = findPair(
    matrix,
    (row, column) =>
      Math.abs(entryOf(matrix, row, column) - entryOf(matrix, column, row)) > tolerance,
  );
  if (pair === undefined) return undefined;
  const [row, column] = pair;
  const [above, below] = [entryOf(matrix, row, column), entryOf(matrix, column, row)];
  const message = `but not symmetric: row ${row + 1}, column ${column + 1} is ${above}, and row ${column + 1}, column ${row + 1} is ${below}; make them equal`;
  return { code: 'GNN-W041', message };
}

function describeIndefinite(matrix: Matrix): Fault | undefined {
  if (matrix.length > LARGEST_MATRIX || !hasNegativeEigenvalue(matrix)) return undefined;
  const pair = findPair(matrix, (row, column) => {
    const product = entryOf(matrix, row, row) * entryOf(matrix, column, column);
    return entryOf(matrix, row, column) ** 2 > product;
  });
  const cause =
    pair === undefined
      ? 'its off-diagonal entries are too large for its diagonal'
      : `row ${pair[0] + 1}, column ${pair[1] + 1} is too large for the diagonal entries of that row and column`;
  return { code: 'GNN-W042', message: `with a negative eigenvalue: ${cause}; reduce it` };
}

/**
 * Whether an eigenvalue of a symmetric matrix is less than the tolerance below zero: the matrix has
 * no Cholesky decomposition even after the tolerance is added to its diagonal.
 */
function hasNegativeEigenvalue(matrix: Matrix): boolean {
  const shift = EIGENVALUE_TOLERANCE * largestOf(matrix);
  const factor: number[][] = [];
  for (const [row, entries] of matrix.entries()) {
    const current: number[] = [];
    factor.push(current);
    for (let column = 0; column <= row; column += 1) {
      const other = factor[column] ?? [];
      let rest = (entries[column] ?? 0) + (row === column ? shift : 0);
      for (let index = 0; index < column; index += 1) {
        rest -= (current[index] ?? 0) * (other[index] ?? 0);
      }
      if (row !== column) current.push(rest / (other[column] ?? 1));
      else if (rest < 0) return true;
      else current.push(Math.sqrt(rest) || Number.MIN_VALUE);
    }
  }
  return false;
}

/** The first place above the diagonal that satisfies a condition. */
function findPair(
  matrix: Matrix,
  condition: (row: number, column: number) => boolean,
): readonly [number, number] | undefined {
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = row + 1; column < matrix.length; column += 1) {
      if (condition(row, column)) return [row, column];
    }
  }
  return undefined;
}

function entryOf(matrix: Matrix, row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}

function largestOf(matrix: Matrix): number {
  return matrix.reduce(
    (largest, row) => row.reduce((most, entry) => Math.max(most, Math.abs(entry)), largest),
    0,
  );
}

import { diagnostic } from '../../domain/diagnostics.js';
import { nameKey } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Requires values to have the declared shape of their variable (notation, section 4). */
export const shapeMismatch: Rule = ({ model, declared, gaussian }) =>
  model.parameters.flatMap((parameter) => {
    const key = nameKey(parameter.name);
    const variable = declared.get(key);
    // A linear-Gaussian `F` is the transition matrix, whatever `F` is declared as.
    if (variable === undefined || (key === 'F' && gaussian.has('F'))) return [];
    const { shape } = parameter;
    if (shape === null || !isResolved(variable.dimensions)) return [];
    if (shapesAgree(variable.dimensions, shape)) return [];
    const declaration = `${parameter.name} is declared ${formatShape(variable.dimensions)} on line ${variable.line}`;
    const message = shape.includes(0)
      ? `${declaration} but its value is empty; give it a value`
      : `${declaration} but its value is ${formatShape(shape)}; change one of them`;
    return [diagnostic('GNN-E002', parameter, message)];
  });

/**
 * Whether a value of the given shape satisfies a declaration. These count as equal: `[n]`, `[1,n]`
 * and `[n,1]`; leading dimensions of 1, present or absent; for three dimensions also the order
 * `[actions, next, previous]`; and brackets around single elements, which add dimensions of 1.
 */
export function shapesAgree(declared: readonly number[], given: readonly number[]): boolean {
  if (sameNumbers(withoutLeadingOnes(declared), withoutLeadingOnes(given))) return true;
  if (isVector(declared) && isVector(given)) return sizeOf(declared) === sizeOf(given);
  if (isActionMajor(declared, given)) return true;
  return given.length > declared.length && matchesWithoutOnes(declared, given);
}

/** Whether every dimension is known. */
export function isResolved(
  dimensions: readonly (number | null)[],
): dimensions is readonly number[] {
  return !dimensions.includes(null);
}

function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'a scalar' : `[${shape.join(',')}]`;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, index) => number === b[index]);
}

function withoutLeadingOnes(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((size) => size !== 1);
  return first === -1 ? [] : shape.slice(first);
}

function isVector(shape: readonly number[]): boolean {
  return shape.length <= 2 && shape.filter((size) => size !== 1).length <= 1;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isActionMajor(declared: readonly number[], given: readonly number[]): boolean {
  const [next, previous, actions] = declared;
  if (declared.length !== 3 || given.length !== 3) return false;
  return given[0] === actions && given[1] === next && given[2] === previous;
}

/** Whether the given shape equals the declared shape once some dimensions of 1 are dropped. */
function matchesWithoutOnes(declared: readonly number[], given: readonly number[]): boolean {
  let matched = 0;
  let removable = given.length - declared.length;
  for (const size of given) {
    if (size === declared[matched]) matched += 1;
    else if (size === 1 && removable > 0) removable -= 1;
    else return false;
  }
  return matched === declared.length;
}

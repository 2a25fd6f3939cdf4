import { diagnostic } from '../../domain/diagnostics.js';
import { nameKey } from '../../domain/names.js';
import { hasDeclaredShape } from '../shapes.js';
import type { Rule } from './rule.js';

/** Requires values to have the declared shape of their variable (notation, section 4). */
export const shapeMismatch: Rule = ({ model, declared, gaussian }) =>
  model.parameters.flatMap((parameter) => {
    const key = nameKey(parameter.name);
    const variable = declared.get(key);
    // A linear-Gaussian `F` is the transition matrix, whatever `F` is declared as.
    if (variable === undefined || (key === 'F' && gaussian.has('F'))) return [];
    const { shape } = parameter;
    if (shape === null || hasDeclaredShape(parameter, declared)) return [];
    const declaration = `${parameter.name} is declared ${formatShape(variable.dimensions)} on line ${variable.line}`;
    const message = shape.includes(0)
      ? `${declaration} but its value is empty; give it a value`
      : `${declaration} but its value is ${formatShape(shape)}; change one of them`;
    return [diagnostic('GNN-E002', parameter, message)];
  });

function formatShape(shape: readonly (number | null)[]): string {
  return shape.length === 0 ? 'a scalar' : `[${shape.join(',')}]`;
}

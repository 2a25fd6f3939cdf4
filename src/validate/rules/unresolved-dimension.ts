import { diagnostic, quote } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Requires every dimension to be a number, or a reference that resolves to one. */
export const unresolvedDimension: Rule = ({ model }) =>
  model.variables.flatMap((variable) => {
    const written = variable.declared.filter((_, index) => variable.dimensions[index] === null);
    if (written.length === 0) return [];
    const list = written.map(quote).join(', ');
    return [
      diagnostic(
        'GNN-W014',
        variable,
        `${variable.name}: ${list} is neither a declared variable nor a key of ModelParameters`,
      ),
    ];
  });

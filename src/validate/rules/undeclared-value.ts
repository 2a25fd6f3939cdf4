import { diagnostic } from '../../domain/diagnostics.js';
import { referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Requires values to belong to declared variables, except those of the linear-Gaussian family. */
export const undeclaredValue: Rule = ({ model, declared, gaussian }) =>
  model.parameters.flatMap((parameter) => {
    const keys = referenceKeys(parameter.name);
    if (keys.some((key) => declared.has(key))) return [];
    return keys.some((key) => gaussian.has(key))
      ? [
          diagnostic(
            'GNN-I005',
            parameter,
            `${parameter.name} is a linear-Gaussian parameter and needs no declaration`,
          ),
        ]
      : [
          diagnostic(
            'GNN-W003',
            parameter,
            `${parameter.name} has a value but is not declared; declare it in StateSpaceBlock`,
          ),
        ];
  });

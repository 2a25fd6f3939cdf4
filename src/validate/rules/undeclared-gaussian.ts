import { diagnostic } from '../../domain/diagnostics.js';
import { referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Says that parameters of the linear-Gaussian family need no declaration. */
export const undeclaredGaussian: Rule = ({ model, declared, gaussian }) =>
  model.parameters
    .filter(({ name }) => {
      const keys = referenceKeys(name);
      return keys.some((key) => gaussian.has(key)) && !keys.some((key) => declared.has(key));
    })
    .map((parameter) => {
      const message = `${parameter.name} is a linear-Gaussian parameter and needs no declaration`;
      return diagnostic('GNN-I005', parameter, message);
    });

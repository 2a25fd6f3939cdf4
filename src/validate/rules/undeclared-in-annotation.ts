import { diagnostic } from '../../domain/diagnostics.js';
import { referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Requires ontology terms to be mapped to declared variables. */
export const undeclaredInAnnotation: Rule = ({ model, declared, gaussian }) =>
  model.ontology
    .filter(
      ({ variable }) =>
        !referenceKeys(variable).some((key) => declared.has(key) || gaussian.has(key)),
    )
    .map((binding) =>
      diagnostic(
        'GNN-W007',
        binding,
        `${binding.variable} has an ontology term but is not declared; declare it in StateSpaceBlock`,
      ),
    );

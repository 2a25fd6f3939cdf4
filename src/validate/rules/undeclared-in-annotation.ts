import { diagnostic } from '../../domain/diagnostics.js';
import { referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** An ontology term is bound to a declared variable. */
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
        `${binding.variable} is mapped to a term and not declared; declare it in StateSpaceBlock`,
      ),
    );

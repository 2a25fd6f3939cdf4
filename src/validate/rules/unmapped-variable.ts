import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** In profile research, requires an ontology term for every variable. */
export const unmappedVariable: Rule = ({ model, profile }) =>
  profile.requiresTerms
    ? model.variables
        .filter((variable) => variable.ontology_term === null)
        .map((variable) =>
          diagnostic(
            'GNN-W021',
            variable,
            `${variable.name} has no ontology term; add \`${variable.name}=Term\` to ActInfOntologyAnnotation`,
          ),
        )
    : [];

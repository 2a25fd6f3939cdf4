import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** In profile research every variable is mapped to an ontology term. */
export const unmappedVariable: Rule = ({ model, profile }) =>
  profile.termsNeeded
    ? model.variables
        .filter((variable) => variable.ontology_term === null)
        .map((variable) =>
          diagnostic(
            'GNN-W021',
            variable,
            `${variable.name} is mapped to no ontology term; add \`${variable.name}=Term\` to ActInfOntologyAnnotation`,
          ),
        )
    : [];

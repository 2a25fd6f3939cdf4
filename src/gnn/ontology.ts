import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { OntologyBinding } from '../domain/model.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { settingOf } from './settings.js';
import { positionAt } from './source.js';

export interface Ontology {
  readonly ontology: OntologyBinding[];
  readonly diagnostics: Diagnostic[];
}

/** The grammar of ActInfOntologyAnnotation (notation, section 5): `name=Term  # note`. */
export function readOntology(body: Body): Ontology {
  const ontology: OntologyBinding[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const line of contentLines(body)) {
    const binding = settingOf(body, line);
    if (binding === undefined || binding.value === '') {
      const at = positionAt(body.source, line.start);
      diagnostics.push(diagnostic('GNN-W012', at, `${quote(line.text)} is no \`name=Term\``));
      continue;
    }
    const { name: variable, value: term, ...at } = binding;
    const uri = ONTOLOGY_TERMS.get(term) ?? null;
    ontology.push({ variable, term, uri, description: line.comment, ...at });
    if (uri === null) {
      const message = `${quote(term)} is not among the known terms of the Active Inference Ontology`;
      diagnostics.push(diagnostic('GNN-I003', at, message));
    }
  }
  return { ontology, diagnostics };
}

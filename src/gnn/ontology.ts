import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { OntologyBinding } from '../domain/model.js';
import { prepareNear } from '../domain/nearest.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import type { Position } from '../domain/position.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { parseSetting } from './settings.js';
import { positionAt } from './source.js';

export interface Ontology {
  readonly ontology: OntologyBinding[];
  readonly diagnostics: Diagnostic[];
}

/** Reads the ActInfOntologyAnnotation section (notation, section 5): `name=Term  # note`. */
export function readOntology(body: Body): Ontology {
  const ontology: OntologyBinding[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const line of contentLines(body)) {
    const binding = parseSetting(body, line);
    if (binding === undefined || binding.value === '') {
      const at = positionAt(body.source, line.start);
      const message = `expected \`name=Term\`, found ${quote(line.text)}`;
      diagnostics.push(diagnostic('GNN-W012', at, message));
      continue;
    }
    const { name: variable, value: term, ...at } = binding;
    const uri = ONTOLOGY_TERMS.get(term) ?? null;
    ontology.push({ variable, term, uri, description: line.comment, ...at });
    if (uri === null) {
      const place = positionAt(body.source, line.end - term.length);
      diagnostics.push(reportUnknownTerm(term, place));
    }
  }
  return { ontology, diagnostics };
}

function reportUnknownTerm(term: string, at: Position): Diagnostic {
  const near = findNearTerm(term);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const message = `${quote(term)} is not a known term of the Active Inference Ontology${hint}`;
  return diagnostic('GNN-I003', at, message);
}

const findNearTerm = prepareNear([...ONTOLOGY_TERMS.keys()]);

import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { OntologyBinding } from '../domain/model.js';
import { prepareNear } from '../domain/nearest.js';
import { ONTOLOGY_TERMS } from '../domain/ontology-terms.js';
import type { Position } from '../domain/position.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { note } from './places.js';
import { parseSetting } from './settings.js';
import { positionAt } from './source.js';

export interface Ontology {
  readonly ontology: OntologyBinding[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads the ActInfOntologyAnnotation section (notation, sections 5 and 7): `name=Term  # note`, with
 * one term or several.
 */
export function readOntology(body: Body): Ontology {
  const ontology: OntologyBinding[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const line of contentLines(body)) {
    const binding = parseSetting(body, line);
    const terms = binding === undefined ? [] : splitTerms(binding.value);
    if (binding === undefined || terms.length === 0) {
      const at = positionAt(body.source, line.start);
      const message = `expected \`name=Term\`, found ${quote(line.text)}`;
      diagnostics.push(diagnostic('GNN-W012', at, message));
      continue;
    }
    const { name: variable, value, ...at } = binding;
    note(body.source, 'annotated', line.start, line.start + variable.length);
    let from = 0;
    for (const term of terms) {
      const uri = ONTOLOGY_TERMS.get(term) ?? null;
      ontology.push({ variable, term, uri, description: line.comment, ...at });
      if (uri !== null && body.source.places === undefined) continue;
      const offset = findWord(value, term, from);
      from = offset + term.length;
      const start = line.end - value.length + offset;
      note(body.source, 'term', start, start + term.length);
      if (uri === null) {
        diagnostics.push(reportUnknownTerm(term, positionAt(body.source, start)));
      }
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

/** The known term that a text is likely a misspelling of. */
export const findNearTerm = prepareNear([...ONTOLOGY_TERMS.keys()]);

/** The offset of a term in a binding, where it is no part of another. */
function findWord(text: string, word: string, from: number): number {
  let at = text.indexOf(word, from);
  while (at !== -1 && /[\p{L}\p{N}_]/u.test(text.charAt(at - 1) + text.charAt(at + word.length))) {
    at = text.indexOf(word, at + word.length);
  }
  return Math.max(0, at);
}

/** The terms of a binding; other text, in which a comma may stand as well, is one term as written. */
function splitTerms(written: string): string[] {
  if (!/[^A-Za-z0-9_]/.test(written)) return written === '' ? [] : [written];
  const list = written.replace(/^[[({](.*)[\])}]$/su, '$1');
  const terms = list
    .split(/[,;&+]/)
    .map((term) => term.trim().replace(/^(["'])(.*)\1$/u, '$2'))
    .filter((term) => term !== '');
  // One unknown term in brackets, such as the `[Term]` of a template, is kept as written.
  if (terms.length === 1 && list !== written && !ONTOLOGY_TERMS.has(terms[0] ?? '')) {
    return [written];
  }
  if (terms.every((term) => /^[\p{L}_][\p{L}\p{N}_:-]*$/u.test(term))) return [...new Set(terms)];
  return [written];
}

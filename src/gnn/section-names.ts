import type { SectionName } from '../domain/spec.js';
import { SECTION_NAMES } from '../domain/spec.js';

const SECTIONS: ReadonlySet<string> = new Set(SECTION_NAMES);

/** Names that other projects and older files give to sections (notation, section 7). */
const SYNONYMS: readonly (readonly [string, SectionName])[] = [
  ['State space', 'StateSpaceBlock'],
  ['Initial parameterisation', 'InitialParameterization'],
  ['GNN version', 'GNNVersionAndFlags'],
  ['Version and flags', 'GNNVersionAndFlags'],
  ['Active Inference Ontology', 'ActInfOntologyAnnotation'],
  ['Active Inference Ontology Annotation', 'ActInfOntologyAnnotation'],
  ['ActInf Ontology', 'ActInfOntologyAnnotation'],
  ['Model annotations', 'ModelAnnotation'],
];

const BY_LETTERS: ReadonlyMap<string, SectionName> = new Map([
  ...SECTION_NAMES.map((name) => [lettersOf(name), name] as const),
  ...SYNONYMS.map(([written, name]) => [lettersOf(written), name] as const),
]);

/** Names compare by their letters and digits, without case. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

export function isSectionName(text: string): text is SectionName {
  return SECTIONS.has(text);
}

/** What a heading opens. */
export interface OpenedSection {
  readonly section: SectionName;
  /** `exact` for the section's name, or else a synonym. */
  readonly exact: boolean;
  /** The part of the heading's text that belongs to the body, as in `## ModelName: X`. */
  readonly inline: string | null;
}

/** Longer headings are no names. */
const LONGEST_NAME = 64;

/** Finds the section that the text of a heading names, exactly, by a synonym, or with its body behind a colon. */
export function findSection(text: string): OpenedSection | undefined {
  if (isSectionName(text)) return { section: text, exact: true, inline: null };
  if (/^GNN[\s_-]*(?:v|version[\s:=]*v?)\s*[0-9.]+$/i.test(text)) {
    return { section: 'GNNVersionAndFlags', exact: false, inline: text };
  }
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon).trimEnd();
  if (name.length > LONGEST_NAME) return undefined;
  const section = isSectionName(name) ? name : BY_LETTERS.get(lettersOf(name));
  if (section === undefined) return undefined;
  const inline = colon === -1 ? '' : text.slice(colon + 1).trim();
  return { section, exact: section === name, inline: inline === '' ? null : inline };
}

import type { SectionName } from '../domain/spec.js';
import { nearestName } from '../domain/nearest.js';
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

/** What authors call sections in words that are far from the names of these. */
const NEAR_MISSES: ReadonlyMap<string, readonly SectionName[]> = new Map([
  ['action', ['ControlBlock']],
  ['actions', ['ControlBlock']],
  ['control', ['ControlBlock']],
  ['controls', ['ControlBlock']],
  ['parameters', ['InitialParameterization', 'ModelParameters']],
  ['timesettings', ['Time']],
  ['timeconfiguration', ['Time']],
]);

/** What authors also call sections; it may be something else in a spec that has the section. */
const OTHER_NAMES: ReadonlyMap<string, SectionName> = new Map([
  ['variables', 'StateSpaceBlock'],
  ['edges', 'Connections'],
  ['initialvalues', 'InitialParameterization'],
  ['ontology', 'ActInfOntologyAnnotation'],
  ['ontologyannotation', 'ActInfOntologyAnnotation'],
  ['ontologyannotations', 'ActInfOntologyAnnotation'],
  ['ontologymapping', 'ActInfOntologyAnnotation'],
  ['ontologymappings', 'ActInfOntologyAnnotation'],
  ['ontologyterms', 'ActInfOntologyAnnotation'],
]);

/**
 * Finds the sections that a heading most likely means, although it names none: those that the spec lacks,
 * if there are any.
 */
export function findNearSections(
  text: string,
  isOpened: (section: SectionName) => boolean,
): readonly SectionName[] {
  const other = text.length > LONGEST_NAME ? undefined : OTHER_NAMES.get(lettersOf(text));
  if (other !== undefined) return isOpened(other) ? [] : [other];
  const near = listNearSections(text);
  const lacking = near.filter((it) => !isOpened(it));
  return lacking.length > 0 ? lacking : near;
}

function listNearSections(text: string): readonly SectionName[] {
  // The line breaks of a text that was printed instead of written.
  const printed = /^(\w+)\\n/.exec(text)?.[1] ?? '';
  if (isSectionName(printed)) return [printed];
  const listed = text.length > LONGEST_NAME ? undefined : NEAR_MISSES.get(lettersOf(text));
  if (listed !== undefined) return listed;
  const nearest = nearestName(text, SECTION_NAMES);
  return nearest === undefined ? [] : [nearest];
}

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
  /** The heading may as well be a title, such as `## StateSpaceBlock of level 2`. */
  readonly mayBeTitle: boolean;
}

/** Longer headings are no names. */
const LONGEST_NAME = 64;

/**
 * Finds the section that the text of a heading names: exactly, by a synonym, or with its body after
 * a colon or, for names that are no English words, after a blank.
 */
export function findSection(text: string): OpenedSection | undefined {
  if (isSectionName(text)) return { section: text, exact: true, ...WITHOUT_BODY };
  if (/^GNN[\s_-]*(?:v|version[\s:=]*v?)\s*[0-9.]+$/i.test(text)) {
    return { section: 'GNNVersionAndFlags', exact: false, inline: text, mayBeTitle: false };
  }
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon).trimEnd();
  const section = name.length > LONGEST_NAME ? undefined : BY_LETTERS.get(lettersOf(name));
  if (section === undefined) return findSectionBeforeBlank(text);
  const inline = colon === -1 ? '' : text.slice(colon + 1).trim();
  const exact = section === name;
  return inline === ''
    ? { section, exact, ...WITHOUT_BODY }
    : { section, exact, inline, mayBeTitle: false };
}

const WITHOUT_BODY = { inline: null, mayBeTitle: false };

/** `## ModelName Agent one`; neither `## Time series` nor `## ModelName (draft)` has a body. */
function findSectionBeforeBlank(text: string): OpenedSection | undefined {
  const [, name = '', inline = ''] = /^([A-Za-z]+)[ \t]+([\p{L}\p{N}_\\].*)$/su.exec(text) ?? [];
  if (!isSectionName(name) || !/[a-zN][A-Z]/.test(name)) return undefined;
  return { section: name, exact: true, inline, mayBeTitle: true };
}

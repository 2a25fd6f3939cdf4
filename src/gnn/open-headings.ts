import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { SectionName } from '../domain/spec.js';
import { findSection, isSectionName } from './section-names.js';
import type { Heading, Outline } from './sections.js';
import type { LineRange } from './source.js';
import { itemsWithin } from './source.js';

/** A heading of a model that opens a section, or an extension. */
export interface OpenHeading {
  readonly line: number;
  readonly text: string;
  readonly level: number;
  /** Null for a heading that names no section, or one that the model has already. */
  readonly section: SectionName | null;
  /** Another level's heading of a section that the model has already; the one above it says so. */
  readonly isRepeat: boolean;
  /** The part of the heading's text that belongs to the body. */
  readonly inline: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Sections of prose, in which a level-1 heading is no comment. */
const PROSE: ReadonlySet<SectionName> = new Set<SectionName>([
  'ModelAnnotation',
  'ImageFromPaper',
  'Footer',
  'Signature',
]);

/**
 * Finds what the headings of a model open. Where the model lacks a section, a synonym of its name
 * opens it, and so does its name in a heading of another level, with a finding (notation, section 7).
 */
export function findOpenHeadings(outline: Outline, part: LineRange): OpenHeading[] {
  const inside = itemsWithin(outline.headings, lineOf, part).filter(({ level }) => level === 2);
  const misplaced = itemsWithin(outline.misplaced, lineOf, part);
  // The exact names come first, wherever they are, and synonyms before other levels.
  const taken = new Set<SectionName>();
  for (const { text } of inside) if (isSectionName(text)) taken.add(text);
  const exact = new Set(taken);
  const opened = inside.map((heading) => openHeading(heading, taken, exact));
  if (misplaced.length === 0) return opened;
  const all = [...opened];
  for (const heading of misplaced) {
    const { text, line } = heading;
    const current = all.findLast((it) => it.line < line);
    if (!isSectionName(text) || !mayOpen(heading, current)) continue;
    // Among headings of another level, one that the model has already still ends the one before it.
    const isComment = current === undefined || current.level === 2 || current.section === text;
    if (taken.has(text) && isComment) continue;
    const none = { ...heading, ...NOTHING };
    all.push(taken.has(text) ? { ...none, isRepeat: true } : { ...none, section: text });
    all.sort((a, b) => a.line - b.line);
    taken.add(text);
  }
  return reportAdopted(all, new Set(misplaced.map(lineOf)));
}

/** Says at each heading of another level what it opens, and which headings below it open nothing. */
function reportAdopted(all: readonly OpenHeading[], misplaced: ReadonlySet<number>): OpenHeading[] {
  return all.map((heading, index) => {
    if (heading.section === null || !misplaced.has(heading.line)) return heading;
    let next = index + 1;
    while (all[next]?.isRepeat === true) next += 1;
    return { ...heading, diagnostics: [describeAdopted(heading, all.slice(index + 1, next))] };
  });
}

function openHeading(
  { text, line, level }: Heading,
  taken: Set<SectionName>,
  exact: Set<SectionName>,
): OpenHeading {
  const none = { line, text, level, ...NOTHING };
  if (isSectionName(text)) return exact.delete(text) ? { ...none, section: text } : none;
  const found = findSection(text);
  if (found === undefined) return none;
  const { section, inline } = found;
  if (taken.has(section)) return none;
  taken.add(section);
  const at = { line, column: 1 };
  const diagnostics: Diagnostic[] = [];
  if (!found.exact) {
    const message = `${quote(text)} is read as ${section}; write \`## ${section}\``;
    diagnostics.push(diagnostic('GNN-I014', at, message));
  }
  if (inline !== null && inline !== text) {
    const message = `${quote(inline)} is read as the body of ${section}; move it to a line of its own below the heading`;
    diagnostics.push(diagnostic('GNN-W032', at, message));
  }
  return { ...none, section, inline, diagnostics };
}

const NOTHING = { section: null, isRepeat: false, inline: null, diagnostics: [] };

function lineOf({ line }: Heading): number {
  return line;
}

/** Within a structured section, a level-1 heading is the comment above the next line. */
function mayOpen({ level }: Heading, current: OpenHeading | undefined): boolean {
  if (level !== 1 || current === undefined) return true;
  return current.section === null || PROSE.has(current.section);
}

function describeAdopted(heading: OpenHeading, repeats: readonly OpenHeading[]): Diagnostic {
  const { line, section } = heading;
  const remedy =
    repeats.length === 0 ? '' : " above the model's other sections, and delete this copy of them";
  const message = `${written(heading)} opens ${section}, since the model has no other; write \`## ${section}\`${remedy}${describeRepeats(repeats)}`;
  return diagnostic('GNN-W031', { line, column: 1 }, message);
}

function describeRepeats([first, ...others]: readonly OpenHeading[]): string {
  if (first === undefined) return '';
  const where = `; ${written(first)} on line ${first.line}`;
  return others.length === 0
    ? `${where}, whose section the model has, is kept under extensions`
    : `${where} and ${others.length} more below it, whose sections the model has, are kept under extensions`;
}

function written({ level, text }: OpenHeading): string {
  return `\`${'#'.repeat(level)}${level === 2 ? '' : ' '}${text}\``;
}

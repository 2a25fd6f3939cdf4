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
    all.push(taken.has(text) ? open(heading, null) : adopt(heading, text));
    all.sort((a, b) => a.line - b.line);
    taken.add(text);
  }
  return all;
}

function openHeading(
  heading: Heading,
  taken: Set<SectionName>,
  exact: Set<SectionName>,
): OpenHeading {
  const { text, line, level } = heading;
  if (isSectionName(text)) return open(heading, exact.delete(text) ? text : null);
  const found = findSection(text);
  if (found === undefined || taken.has(found.section)) return open(heading, null);
  const { section, inline } = found;
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
  return { line, text, level, section, inline, diagnostics };
}

function open({ line, text, level }: Heading, section: SectionName | null): OpenHeading {
  return { line, text, level, section, inline: null, diagnostics: NO_FINDINGS };
}

const NO_FINDINGS: readonly Diagnostic[] = [];

function lineOf({ line }: Heading): number {
  return line;
}

/** Within a structured section, a level-1 heading is the comment above the next line. */
function mayOpen({ level }: Heading, current: OpenHeading | undefined): boolean {
  if (level !== 1 || current === undefined) return true;
  return current.section === null || PROSE.has(current.section);
}

function adopt({ level, text, line }: Heading, section: SectionName): OpenHeading {
  const written = `${'#'.repeat(level)}${level === 2 ? '' : ' '}${text}`;
  const message = `\`${written}\` opens ${section}, since the model has no other; write \`## ${section}\``;
  const diagnostics = [diagnostic('GNN-W031', { line, column: 1 }, message)];
  return { line, text, level, section, inline: null, diagnostics };
}

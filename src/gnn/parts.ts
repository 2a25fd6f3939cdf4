import type { SectionName } from '../domain/model.js';
import { DISTINCTIVE_SECTIONS, SECTION_NAMES } from '../domain/model.js';
import type { Heading, Outline } from './sections.js';
import type { LineRange } from './source.js';

const SECTIONS: ReadonlySet<string> = new Set(SECTION_NAMES);
const DISTINCTIVE: ReadonlySet<string> = new Set(DISTINCTIVE_SECTIONS);
const OPENS_MODEL: ReadonlySet<string> = new Set<SectionName>(['GNNSection', 'StateSpaceBlock']);

export function isSectionName(text: string): text is SectionName {
  return SECTIONS.has(text);
}

/** Whether the headings make a spec of a Markdown file (notation, section 1). */
export function isSpecOutline(outline: Outline): boolean {
  return outline.headings.some(isDistinctive);
}

/**
 * The lines of each model of a file. A rule starts a new model when the text behind it opens its
 * own GNNSection or StateSpaceBlock before the next rule; any other rule is prose.
 */
export function modelParts(outline: Outline, from: number, to: number): LineRange[] {
  const starts = [from];
  for (const [index, rule] of outline.rules.entries()) {
    const next = outline.rules[index + 1] ?? to;
    if (outline.headings.some((it) => OPENS_MODEL.has(it.text) && isSection(it, rule, next))) {
      starts.push(rule + 1);
    }
  }
  const parts = starts.map((start, index) => {
    const following = starts[index + 1];
    return { from: start, to: following === undefined ? to : following - 1 };
  });
  const models = parts.filter((part) =>
    outline.headings.some((it) => isDistinctive(it) && it.line >= part.from && it.line < part.to),
  );
  // One model has the whole file, with whatever stands before and behind it.
  return models.length > 1 ? models : [{ from, to }];
}

function isDistinctive(heading: Heading): boolean {
  return heading.level === 2 && DISTINCTIVE.has(heading.text);
}

function isSection(heading: Heading, after: number, before: number): boolean {
  return heading.level === 2 && heading.line > after && heading.line < before;
}

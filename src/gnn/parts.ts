import type { SectionName } from '../domain/spec.js';
import { DISTINCTIVE_SECTIONS } from '../domain/spec.js';
import { findSection } from './section-names.js';
import type { Heading, Outline } from './sections.js';
import type { LineRange } from './source.js';
import { itemsWithin } from './source.js';

const DISTINCTIVE: ReadonlySet<string> = new Set(DISTINCTIVE_SECTIONS);
const OPENS_MODEL: ReadonlySet<string> = new Set<SectionName>(['GNNSection', 'StateSpaceBlock']);

/** Whether the headings of a Markdown file identify it as a spec (notation, section 1). */
export function isSpecOutline(outline: Outline): boolean {
  return outline.headings.some((heading) => heading.level === 2 && DISTINCTIVE.has(heading.text));
}

/**
 * Splits a file into its models and returns the lines of each. A thematic break starts a new model
 * if, before the next break, a GNNSection or StateSpaceBlock follows that the current model already
 * has. All other breaks are prose, so that they may separate the sections of one model.
 */
export function splitModels(outline: Outline, from: number, to: number): LineRange[] {
  const { headings, rules } = outline;
  if (rules.length === 0) return [{ from, to }];
  const starts = [from];
  const seen = new Set(openingNames(headings, { from, to: rules[0] ?? to }));
  for (const [index, rule] of rules.entries()) {
    const opened = openingNames(headings, { from: rule, to: rules[index + 1] ?? to });
    if (opened.some((name) => seen.has(name))) {
      starts.push(rule + 1);
      seen.clear();
    }
    for (const name of opened) seen.add(name);
  }
  return starts.map((start, index) => {
    const following = starts[index + 1];
    return { from: start, to: following === undefined ? to : following - 1 };
  });
}

function openingNames(headings: readonly Heading[], range: LineRange): string[] {
  return itemsWithin(headings, (heading) => heading.line, range)
    .filter(({ level }) => level === 2)
    .flatMap(({ text }) => findSection(text) ?? [])
    .filter(({ section, mayBeTitle }) => OPENS_MODEL.has(section) && !mayBeTitle)
    .map(({ section }) => section);
}

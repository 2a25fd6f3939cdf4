/** Fixes of headings and sections. Pure. */
import { isSlipOf } from '../../../domain/nearest.js';
import { quote } from '../../../domain/diagnostics.js';
import type { SectionName } from '../../../domain/spec.js';
import { headingText } from '../../../gnn/sections.js';
import { findNearSections, findSection } from '../../../gnn/section-names.js';
import { lineCount, lineEnd, lineStart } from '../../../gnn/source.js';
import { draftSection } from '../../../skeletons/sections.js';
import { findMissing, findSlips } from '../../../validate/consequences.js';
import { lineTextOf } from '../analysis.js';
import {
  addSection,
  insertAfterLine,
  lastContentLine,
  option,
  remedy,
  remedyIf,
  removeLines,
  replaceLine,
  type Edit,
  type Fix,
  type FixContext,
  type Fixer,
} from './fix.js';

/** Adds what is missing, or mends the heading or the fence that was meant to open it. */
export const addMissing: Fixer = (context) => {
  const { model, rules, found } = context;
  const missing = findMissing(model.spec, rules.profile);
  const slips = findSlips(model.spec, missing);
  // A heading on the first line is where what is missing is told, too.
  const slip = slips.find(
    ({ at, isEmpty, sections }) =>
      at.line === found.line &&
      (isEmpty !== true || sections.some((it) => found.message.includes(it))),
  );
  const isHidden = model.spec.hiddenSections.some(({ inside }) => inside.from === found.line);
  if (slip !== undefined && isHidden) return endBlock(context);
  const [name] = slip?.sections ?? [];
  if (name !== undefined) {
    if (slip?.isEmpty === true) return fillSection(context, name);
    return slip?.isBefore === true ? insertHeading(context, name) : writeHeading(context, name);
  }
  const absent = missing.filter((name) => !slips.some((it) => it.sections.includes(name)));
  const edits = joinInserts(absent.map((name) => draft(context, name)));
  const [only] = absent;
  const title = absent.length === 1 ? `Add ## ${only}` : `Add ${absent.length} missing sections`;
  return remedyIf(
    absent.every((it) => SAFE_DRAFTS.has(it)),
    title,
    ...edits,
  );
};

/** The drafts that say nothing of the model but what is known. */
const SAFE_DRAFTS: ReadonlySet<SectionName> = new Set(['GNNVersionAndFlags']);

/** Writes the line of a section whose heading stands alone. */
function fillSection({ model, source, found }: FixContext, name: SectionName): Fix[] {
  const [line = ''] = draftSection(name, model.spec.model);
  return option(`Write ${line} below the heading`, insertAfterLine(source, found.line, line));
}

function draft(context: FixContext, name: SectionName): Edit {
  return addSection(context, name, draftSection(name, context.model.spec.model));
}

/** Joins insertions at one place, in the order of the sections. */
function joinInserts(edits: readonly Edit[]): Edit[] {
  const byStart = new Map<number, Edit>();
  for (const edit of edits) {
    const before = byStart.get(edit.start);
    byStart.set(edit.start, before ? { ...before, text: before.text + edit.text } : edit);
  }
  return [...byStart.values()];
}

/** Gives a model the name that its title is; another one would be invented. */
export const addModelName: Fixer = (context) => {
  const { emptySections, model } = context.model.spec;
  const isPreferred = (model.title ?? '') !== '';
  const title = isPreferred ? 'Add ## ModelName with the title' : 'Add ## ModelName';
  return emptySections.has('ModelName')
    ? fillSection(context, 'ModelName').map((it) => ({ ...it, isPreferred }))
    : remedyIf(isPreferred, title, draft(context, 'ModelName'));
};

/** Static or dynamic is for the author to say; the model shows which is likely. */
export const addTime: Fixer = (context) => {
  const lines = draftSection('Time', context.model.spec.model);
  const other = lines.includes('Static') ? ['Dynamic', 'Discrete'] : ['Static'];
  return [
    ...option(`Add ## Time: ${lines.join(', ')}`, addSection(context, 'Time', lines)),
    ...option(`Add ## Time: ${other.join(', ')}`, addSection(context, 'Time', other)),
  ];
};

function writeHeading({ analysis, source, found }: FixContext, name: string): Fix[] {
  const line = lineTextOf(analysis, found.line);
  // What stands behind the name stays.
  const printed = /^\s*#+\s*\w+\\n(.*)$/.exec(line)?.[1];
  if (printed !== undefined) {
    const body = printed.replaceAll('\\n', '\n');
    return option(
      'Break the line where \\n stands',
      replaceLine(source, found.line, `## ${name}\n${body}`),
    );
  }
  const text = headingText(line);
  const isSlip = findSection(text)?.section === name || isSlipOf(text, name);
  return remedyIf(isSlip, `Write ## ${name}`, replaceLine(source, found.line, `## ${name}`));
}

function insertHeading({ source, found }: FixContext, name: string): Fix[] {
  const start = lineStart(source, found.line);
  return option(`Write ## ${name} before this line`, { start, end: start, text: `## ${name}\n` });
}

/** Writes the name of the section that a heading resembles, or names in other words. */
export const writeSectionName: Fixer = (context) => {
  const text = headingText(lineTextOf(context.analysis, context.found.line));
  const opened = findSection(text);
  if (opened !== undefined) {
    return opened.inline === null ? writeHeading(context, opened.section) : moveBody(context);
  }
  const { sections } = context.model.spec;
  const [first, ...others] = findNearSections(text, (name) => sections.has(name));
  if (first === undefined || sections.has(first)) return [];
  const fix = writeHeading(context, first);
  return others.length === 0
    ? fix
    : [first, ...others].flatMap((name) =>
        writeHeading(context, name).map((it) => ({ ...it, isPreferred: false })),
      );
};

/** Makes a heading of another level one of level 2. */
export const writeLevel: Fixer = (context) => {
  const name = headingText(lineTextOf(context.analysis, context.found.line));
  return name === '' ? [] : writeHeading(context, name);
};

/** Moves what stands on the line of a heading below it. */
export const moveBody: Fixer = ({ analysis, source, found }) => {
  const text = headingText(lineTextOf(analysis, found.line));
  const opened = findSection(text);
  if (opened === undefined || opened.inline === null) return [];
  const { section, inline } = opened;
  const edit = replaceLine(source, found.line, `## ${section}\n${inline}`);
  return remedy(`Move ${quote(inline)} below the heading`, edit);
};

/** Moves the lines of the second section of a name to the end of the first. */
export const mergeSections: Fixer = ({ model, source, found, analysis }) => {
  const second = model.spec.model.extensions.find((it) => it.line === found.line);
  const first = model.sections.find(({ name }) => name === second?.name);
  if (second === undefined || first === undefined || first.line > second.line) return [];
  const end = lastContentLine(source, second.line, second.end_line + 1);
  const body = Array.from({ length: end - second.line }, (_, index) =>
    lineTextOf(analysis, second.line + 1 + index),
  );
  const last = lastContentLine(source, first.line, first.to);
  return option(
    `Merge the two ${second.name} sections`,
    ...(body.length === 0 ? [] : [insertAfterLine(source, last, body.join('\n'))]),
    removeLines(source, second.line, second.end_line + 1),
  );
};

/** Ends an open fence or comment before the first section that it hides, or at the end of the text. */
export const endBlock: Fixer = ({ model, source, found, analysis }) => {
  const hidden = model.spec.hiddenSections.filter(({ inside }) => inside.from === found.line);
  const opening = lineTextOf(analysis, found.line).trim();
  const mark = opening.startsWith('<!--')
    ? '-->'
    : (/^(?:`{3,}|~{3,})/.exec(opening)?.[0] ?? '```');
  const [first] = hidden;
  if (first === undefined) {
    const { from, to } = model.spec.lines;
    const last = lastContentLine(source, from, to);
    return remedy(`Write ${mark} at the end`, insertAfterLine(source, last, mark));
  }
  const closing = first.inside.to - 1;
  const edits: Edit[] = [];
  const before = lastContentLine(source, found.line, first.line);
  edits.push(insertAfterLine(source, before, mark));
  if (first.inside.closed) edits.push(removeLines(source, closing, closing + 1));
  return option(`Write ${mark} before ## ${first.section}`, ...edits);
};

/** Removes the lines of a fence; what is between them is read. */
export const removeFence: Fixer = ({ analysis, source, found }) => {
  const text = lineTextOf(analysis, found.line).trim();
  const mark = /^(?:`{3,}|~{3,})/.exec(text)?.[0];
  if (mark === undefined)
    return option('Remove this line', removeLines(source, found.line, found.line + 1));
  const last = lineCount(source);
  let closing = found.line + 1;
  while (closing < last && !lineTextOf(analysis, closing).trim().startsWith(mark)) closing += 1;
  const isClosed = lineTextOf(analysis, closing).trim().startsWith(mark);
  return option(
    'Remove the fence',
    removeLines(source, found.line, found.line + 1),
    ...(isClosed ? [removeLines(source, closing, closing + 1)] : []),
  );
};

/** Moves the front matter to the start of the file. */
export const moveFrontMatter: Fixer = ({ source, found }) => {
  const before = { start: 0, end: lineStart(source, found.line) };
  const skipped = source.text.slice(before.start, before.end).trim();
  const lines = source.text.slice(before.end).split('\n');
  const last = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (last === -1) return [];
  const end = lineEnd(source, found.line + last);
  const edits: Edit[] = [{ ...before, text: '' }];
  if (skipped !== '') edits.push({ start: end, end, text: `\n\n${skipped}` });
  return remedyIf(skipped === '', 'Move the front matter to the first line', ...edits);
};

import type { Diagnostic } from '../domain/diagnostics.js';
import type { DiagnosticCode } from '../domain/catalogue.js';
import { SECTION_GUIDE } from '../domain/section-guide.js';
import { quote } from '../domain/diagnostics.js';
import type { Position } from '../domain/position.js';
import type { HiddenSection, HidingBlock, SectionName, Spec } from '../domain/spec.js';
import { namesIn } from '../domain/names.js';
import { BLOCKS } from '../domain/spec.js';
import type { ProfileRules } from './profiles.js';

/**
 * The sections whose content is not in the model although the author wrote it, or had to: a heading
 * that is misspelt, one inside a code fence, or a required section that is missing. What only they
 * would have said cannot be held against the rest of the model.
 */
export function findUnopened(spec: Spec, profile: ProfileRules): ReadonlySet<SectionName> {
  const unopened = new Set<SectionName>();
  const want = (name: SectionName): void => {
    if (!spec.sections.has(name)) unopened.add(name);
  };
  for (const name of profile.requiredSections) want(name);
  for (const { section } of spec.nearMisses) want(section);
  for (const { section } of spec.hiddenSections) want(section);
  return unopened;
}

/** The required sections that a spec lacks. */
export function findMissing(spec: Spec, profile: ProfileRules): readonly SectionName[] {
  const missing = profile.requiredSections.filter((name) => !spec.sections.has(name));
  const isNameless = spec.nameFrom === 'nowhere' && !missing.includes('ModelName');
  return isNameless ? [...missing, 'ModelName'] : missing;
}

/** A place in the file at which missing sections were meant to be. */
export interface Slip {
  readonly at: Position;
  readonly sections: readonly SectionName[];
  readonly message: string;
  /** Whether the heading is missing before the line; else the line stands for it. */
  readonly isBefore?: true;
  /** Whether the heading is there, and only what it takes is missing. */
  readonly isEmpty?: true;
}

/** A line that joins names by an operator of Connections. */
const CONNECTS = /^[^[\]#:=]+?(?:<->|->|<-|[-→←↔>|~])\s*[^\s\-<>|~]/u;

/** Unreadable declarations that are connections: their own heading is missing. */
function findStrayConnections(spec: Spec): readonly Diagnostic[] {
  if (spec.sections.has('Connections')) return [];
  return spec.diagnostics.filter(
    ({ code, line }) => code === 'GNN-E006' && CONNECTS.test(spec.lineText(line)),
  );
}

function describeStrays([first]: readonly Diagnostic[]): Slip[] {
  if (first === undefined) return [];
  const { line } = first;
  return [
    {
      at: { line, column: 1 },
      sections: ['Connections'],
      isBefore: true,
      message: `the required section Connections is missing, but here are its lines: write \`## Connections\` before line ${line}`,
    },
  ];
}

/**
 * Finds where missing sections were meant to be: misspelt headings, fences that hide them, and lines that
 * stand below another heading.
 */
export function findSlips(spec: Spec, missing: readonly SectionName[]): Slip[] {
  const left = new Set(missing);
  const misspelt = spec.nearMisses
    .filter(({ section }) => left.delete(section))
    .map(({ heading, section, position }) => ({
      at: position,
      sections: [section],
      message: `the required section ${section} is missing, but here is ${quote(`## ${heading}`)}: ${heading.startsWith(`${section}\\n`) ? 'break the line where `\\n` stands' : `write \`## ${section}\``}`,
    }));
  const empty = Array.from(spec.emptySections)
    .filter(([section]) => left.delete(section))
    .map(([section, at]) => ({
      at,
      sections: [section],
      isEmpty: true as const,
      message: `the required section ${section} is empty: write a line such as ${quote(SECTION_GUIDE[section].example[0] ?? '')} below its heading`,
    }));
  const blocks = new Set(spec.hiddenSections.map((hidden) => hidden.inside));
  const hidden = [...blocks].flatMap((block) => {
    const inside = spec.hiddenSections.filter(
      (it) => it.inside === block && left.delete(it.section),
    );
    return inside.length === 0 ? [] : [describeHidden(block, inside)];
  });
  const strays = left.delete('Connections') ? describeStrays(findStrayConnections(spec)) : [];
  return [...misspelt, ...empty, ...hidden, ...strays];
}

function describeHidden(block: HidingBlock, inside: readonly HiddenSection[]): Slip {
  const sections = inside.map((it) => it.section);
  const list = sections.map((name) => `## ${name}`).join(', ');
  const construct = block.type === 'code' ? 'code fence' : 'HTML comment';
  const before = `before line ${inside[0]?.line ?? block.to}`;
  const remedy = block.closed
    ? `end it ${before}, or delete it`
    : `nothing closes it; write ${block.type === 'code' ? '```' : '-->'} ${before}`;
  const message = `the ${construct} that opens here hides required sections (${list}): ${remedy}`;
  return { at: { line: block.from, column: 1 }, sections, message };
}

/** The names in lines that the parser could not read. */
export interface UnreadNames {
  /** Names in declarations, and below a misspelt heading of these: they may be declared there. */
  readonly declared: ReadonlySet<string>;
  /** Names in connections and values: they may be used there. */
  readonly used: ReadonlySet<string>;
}

const UNREAD_USES: ReadonlySet<DiagnosticCode> = new Set([
  'GNN-E005',
  'GNN-E007',
  'GNN-E018',
  'GNN-E020',
]);

/** Collects the names in the lines that the parser could not read. */
export function findUnreadNames(spec: Spec): UnreadNames {
  const declared = new Set<string>();
  const used = new Set<string>();
  const unread = spec.diagnostics.filter(({ code }) => UNREAD_USES.has(code));
  const findLines = unread.length === 0 ? undefined : prepareUnreadLines(spec);
  // Many findings can be about the same lines: each stretch is read once.
  const visited = new Set<number>();
  for (const { code, line } of spec.diagnostics) {
    if (code === 'GNN-E006') addNames(spec, line, line, declared);
    else if (code === 'GNN-E005') addNames(spec, line, line, used);
    else if (findLines !== undefined && UNREAD_USES.has(code)) {
      const [from, to] = findLines(line);
      if (!visited.has(from)) addNames(spec, from, to, used);
      visited.add(from);
    }
  }
  const meant = spec.nearMisses.filter(({ section }) => DECLARING.has(section));
  const headings = new Set(meant.map(({ position }) => position.line));
  for (const { line, end_line } of headings.size === 0 ? [] : spec.model.extensions) {
    if (headings.has(line)) addNames(spec, line + 1, end_line, declared);
  }
  return { declared, used };
}

/** The sections that declare variables. */
const DECLARING: ReadonlySet<SectionName> = new Set(['StateSpaceBlock', ...BLOCKS]);

function addNames(spec: Spec, from: number, to: number, into: Set<string>): void {
  for (let line = from; line <= to; line += 1) {
    const [content = ''] = spec.lineText(line).split('#', 1);
    for (const name of namesIn(content)) into.add(name.normalize('NFC'));
  }
}

/** Finds the lines around an unreadable value that belong to no other value. */
function prepareUnreadLines({ model, sections, lines }: Spec): (line: number) => [number, number] {
  const headings = Array.from(sections.values(), (it) => it.line);
  const starts = [...model.parameters.map((it) => it.line), ...headings].toSorted(byNumber);
  const ends = [...model.parameters.map((it) => it.end_line), ...headings].toSorted(byNumber);
  return (line) => {
    const before = ends[countBelow(ends, line) - 1];
    const next = starts[countBelow(starts, line + 1)];
    return [
      Math.max(lines.from, (before ?? -Infinity) + 1),
      Math.min(lines.to, next ?? Infinity) - 1,
    ];
  };
}

function byNumber(a: number, b: number): number {
  return a - b;
}

/** Counts the numbers below a limit in a sorted list, by bisection. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Leaves out findings that only repeat another: a declaration that the one about missing variables
 * quotes, a heading or a fence that one about missing sections explains, and lines that an unclosed
 * fence has taken from their section.
 */
export function withoutConsequences(
  spec: Spec,
  profile: ProfileRules,
  all: readonly Diagnostic[],
): Diagnostic[] {
  const none = all.find((it) => it.code === 'GNN-E013');
  const found =
    none === undefined
      ? [...all]
      : all.filter(
          (it) => it.code !== 'GNN-E006' || it.line !== none.line || it.column !== none.column,
        );
  const { nearMisses, hiddenSections } = spec;
  const strays = new Set(findStrayConnections(spec));
  const unclosed = found.find((it) => it.code === 'GNN-W013');
  const isPlain = nearMisses.length === 0 && hiddenSections.length === 0 && strays.size === 0;
  if (isPlain && unclosed === undefined) return found;
  const slips = findSlips(spec, findMissing(spec, profile));
  const explained = new Set(slips.map((it) => it.at.line));
  const swallowed = hiddenSections.find(({ inside }) => !inside.closed);
  const first = swallowed?.line ?? Infinity;
  const last = swallowed?.inside.to ?? Infinity;
  return found.filter(
    (it) =>
      !(it.code === 'GNN-I007' && it.line === unclosed?.line) &&
      !(EXPLAINED.has(it.code) && explained.has(it.line)) &&
      !(strays.has(it) && slips.some(({ sections }) => sections.includes('Connections'))) &&
      !(it.line >= first && it.line < last && !KEPT.has(it.code)),
  );
}

/** Findings about a heading, fence or comment that one about missing sections makes redundant. */
const EXPLAINED: ReadonlySet<DiagnosticCode> = new Set(['GNN-W008', 'GNN-W013', 'GNN-I007']);
/** Findings that refuse a spec are never left out. */
const KEPT: ReadonlySet<DiagnosticCode> = new Set(['GNN-E001', 'GNN-E014', 'GNN-E016']);

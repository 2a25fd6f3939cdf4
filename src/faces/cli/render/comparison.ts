import type { DiffSide, DiffOutput } from '../../../operations/generated/shapes.js';
import { escapeMarkdown } from '../../../domain/escape-markdown.js';
import type { RendererOf, View } from '../renderers.js';
import type { Colors } from './colours.js';
import type { DifferenceLine, DifferenceSection, LineDiff } from './difference.js';
import { sectionsOf } from './difference.js';
import { escapeControls } from './escape.js';

export const DIFF: RendererOf<'diff'> = {
  text: (comparison, _, view) => renderComparison(comparison, view),
  markdown: renderComparisonMarkdown,
};

const VERDICTS: Readonly<Record<DiffOutput['verdict'], string>> = {
  same: 'no difference',
  drop_in: 'drop-in',
  needs_rerendering: 'needs re-rendering',
  incompatible: 'incompatible',
};

/** Reasons of a verdict that are told. */
const MOST_REASONS = 6;

/** A comparison for people: the verdict, and what differs section by section. */
export async function renderComparison(
  comparison: DiffOutput,
  { colours }: Pick<View, 'colours'>,
): Promise<string[]> {
  const { before, after, verdict } = comparison;
  const paint = paintVerdict(verdict, colours);
  const head = [
    colours.bold(`--- ${sideText(before)}`),
    colours.bold(`+++ ${sideText(after)}`),
    `${paint(VERDICTS[verdict])}${reasons(comparison)}`,
  ];
  const sections = sectionsOf(comparison.changes, await lineDiff(comparison));
  return [
    ...head,
    ...sections.flatMap(({ name, lines }) => [
      '',
      colours.cyan(name),
      ...lines.map((line) => paintLine(line, colours)),
    ]),
  ];
}

/** The same as Markdown, for a pull request. */
export async function renderComparisonMarkdown(comparison: DiffOutput): Promise<string[]> {
  const { before, after, verdict } = comparison;
  const sections = sectionsOf(comparison.changes, await lineDiff(comparison));
  return [
    `## ${escapeMarkdown(before.reference)} → ${escapeMarkdown(after.reference)}`,
    '',
    `**${capital(VERDICTS[verdict])}**${escapeMarkdown(reasons(comparison))}`,
    ...sections.flatMap(markdownSection),
  ];
}

function markdownSection({ name, lines }: DifferenceSection): string[] {
  const written = lines.map((line) => escapeControls(`${line.sign} ${line.text}`.trimEnd()));
  const longest = Math.max(2, ...written.map((it) => /`{3,}/.exec(it)?.[0].length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return ['', `### ${name}`, '', `${fence}diff`, ...written, fence];
}

function sideText({ reference, version, file_path }: DiffSide): string {
  const path = version === null ? '' : `  (${file_path})`;
  return escapeControls(`${reference}${path}`);
}

function reasons({ because, verdict }: DiffOutput): string {
  if (verdict === 'same') return '';
  const told = because.slice(0, MOST_REASONS).join('; ');
  const more = because.length > MOST_REASONS ? ` and ${because.length - MOST_REASONS} more` : '';
  return escapeControls(`: ${told}${more}`);
}

function paintVerdict(verdict: DiffOutput['verdict'], colours: Colors) {
  if (verdict === 'incompatible') return colours.red;
  return verdict === 'needs_rerendering' ? colours.yellow : colours.green;
}

function paintLine({ sign, text }: DifferenceLine, colours: Colors): string {
  const line = escapeControls(`${sign} ${text}`).trimEnd();
  if (sign === '-') return colours.red(line);
  return sign === '+' ? colours.green(line) : colours.dim(line);
}

/** Only prose is compared line by line: most differences do without the library for that. */
async function lineDiff({ changes }: DiffOutput): Promise<LineDiff> {
  if (!changes.some((it) => it.kind === 'text_changed')) return () => [];
  const { diffLines } = await import('diff');
  return (before, after) =>
    // A last line without an end would differ from the same line in the middle.
    diffLines(`${before}\n`, `${after}\n`).flatMap(({ added, removed, value }) => {
      const sign = added ? '+' : removed ? '-' : ' ';
      const lines = value.replace(/\n$/, '').split('\n');
      // What stayed is told only by the lines around it that did not.
      return sign === ' ' ? [] : lines.map((text): DifferenceLine => ({ sign, text }));
    });
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

import type { DiffSide, DiffOutput } from '../../../operations/generated/shapes.js';
import { abbreviate } from '../../../domain/lists.js';
import { escapeMarkdown } from '../../../domain/escape-markdown.js';
import type { RendererOf, View } from '../renderers.js';
import type { Colors } from './colours.js';
import type { DifferenceLine, DifferenceSection, LineDiff } from './difference.js';
import { groupBySection } from './difference.js';
import { escapeControls } from './escape.js';
import type { Report } from './reports/report.js';
import { VERDICTS } from '../../../operations/verdict-words.js';

export const DIFF: RendererOf<'diff'> = {
  ids: ({ verdict }) => [VERDICTS[verdict]],
  text: (comparison, _, view) => renderComparison(comparison, view),
  markdown: renderComparisonMarkdown,
  report: reportComparison,
  forms: ({ picture = '' }) => ({ svg: () => picture, html: () => picture }),
};

/** The number of reasons that are shown. */
const MAX_REASONS = 6;

/** Renders a comparison: the verdict, and the differences section by section. */
export async function renderComparison(
  comparison: DiffOutput,
  { colours }: Pick<View, 'colours'>,
): Promise<string[]> {
  const { before, after, verdict } = comparison;
  const paint = paintVerdict(verdict, colours);
  const head = [
    colours.bold(`--- ${formatSide(before)}`),
    colours.bold(`+++ ${formatSide(after)}`),
    `${paint(VERDICTS[verdict])}${formatReasons(comparison)}`,
  ];
  const sections = groupBySection(comparison.changes, await loadLineDiff(comparison));
  return [
    ...head,
    ...sections.flatMap(({ name, lines }) => [
      '',
      colours.cyan(name),
      ...lines.map((line) => paintLine(line, colours)),
    ]),
  ];
}

/** Reports each change as a finding; a breaking one as a warning. */
function reportComparison(comparison: DiffOutput): Report {
  const { before, after, verdict, changes } = comparison;
  const id = after.model_id ?? before.model_id;
  return {
    models: [
      {
        id,
        file: after.file_path,
        before: before.version ?? before.reference,
        after: after.version ?? after.reference,
        verdict: `${VERDICTS[verdict]}${formatReasons(comparison)}`,
      },
    ],
    findings: changes.map(({ kind, importance, path, text }) => ({
      code: kind,
      title: null,
      severity: importance === 'major' ? 'warning' : 'info',
      message: `${text} (${importance})`,
      remedy:
        importance === 'major'
          ? 'Code that uses the earlier one may have to change.'
          : 'Nothing to do in code that uses the earlier one.',
      file: after.file_path,
      line: null,
      column: null,
      model_id: id,
      declaration: path,
      fails: false,
    })),
  };
}

/** Renders the same as Markdown, for a pull request. */
async function renderComparisonMarkdown(comparison: DiffOutput): Promise<string[]> {
  const { before, after, verdict } = comparison;
  const sections = groupBySection(comparison.changes, await loadLineDiff(comparison));
  return [
    `## ${escapeMarkdown(before.reference)} → ${escapeMarkdown(after.reference)}`,
    '',
    `**${capitalize(VERDICTS[verdict])}**${escapeMarkdown(formatReasons(comparison))}`,
    ...sections.flatMap(renderMarkdownSection),
  ];
}

function renderMarkdownSection({ name, lines }: DifferenceSection): string[] {
  const written = lines.map((line) => escapeControls(`${line.sign} ${line.text}`.trimEnd()));
  const longest = Math.max(2, ...written.map((line) => /`{3,}/.exec(line)?.[0].length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return ['', `### ${name}`, '', `${fence}diff`, ...written, fence];
}

function formatSide({ reference, version, file_path }: DiffSide): string {
  const path = version === null ? '' : `  (${file_path})`;
  return escapeControls(`${reference}${path}`);
}

function formatReasons({ because, verdict }: DiffOutput): string {
  if (verdict === 'same') return '';
  return escapeControls(`: ${abbreviate(because, MAX_REASONS, '; ')}`);
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

/** Loads the library for line differences only if prose changed, which is rare. */
async function loadLineDiff({ changes }: DiffOutput): Promise<LineDiff> {
  if (!changes.some((change) => change.kind === 'text_changed')) return () => [];
  const { diffLines } = await import('diff');
  return (before, after) =>
    // Without a line break, the last line would differ from the same line elsewhere.
    diffLines(`${before}\n`, `${after}\n`).flatMap(({ added, removed, value }) => {
      const sign = added ? '+' : removed ? '-' : ' ';
      const lines = value.replace(/\n$/, '').split('\n');
      // Unchanged lines are left out.
      return sign === ' ' ? [] : lines.map((text): DifferenceLine => ({ sign, text }));
    });
}

function capitalize(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A report as Markdown that GitHub shows well, with a diagram of the lineage. Pure. */
import { escapeMarkdown } from '../../domain/escape-markdown.js';
import { renderMarkdownTable } from '../../domain/markdown-table.js';
import type { ReportOutput } from '../generated/shapes.js';
import { describeRegistry, listSections, TITLE, type Section } from './sections.js';

/** Renders a report; texts of models have no meaning in Markdown. */
export function renderReportMarkdown(report: ReportOutput): string {
  const sections = listSections(report).flatMap(renderSection);
  return `${[`# ${TITLE}`, '', escapeMarkdown(describeRegistry(report)), ...sections].join('\n')}\n`;
}

function renderSection({
  heading,
  sentence = '',
  names,
  rows,
  rest = '',
  edges,
}: Section): string[] {
  return [
    '',
    `## ${heading}`,
    ...(sentence === '' ? [] : ['', escapeMarkdown(sentence)]),
    ...(edges === undefined ? [] : ['', ...renderDiagram(edges)]),
    ...(names === undefined || rows === undefined ? [] : ['', ...renderMarkdownTable(names, rows)]),
    ...(rest === '' ? [] : ['', rest]),
  ];
}

/** Renders which model comes from which as a Mermaid diagram. */
function renderDiagram(edges: ReportOutput['lineage']): string[] {
  const names = [...new Set(edges.flatMap(({ parent, child }) => [parent, child]))];
  const nameOf = new Map(names.map((it, at) => [it, `m${at}`]));
  return [
    '```mermaid',
    'graph LR',
    ...names.map((it, at) => `  m${at}["${toLabel(it)}"]`),
    ...edges.map((it) => `  ${nameOf.get(it.parent)} -->|${it.kind}| ${nameOf.get(it.child)}`),
    '```',
  ];
}

/** Everything but letters, digits and a few marks is a number entity, which Mermaid shows as text. */
function toLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N}._ -]/gu, (it) => `#${it.codePointAt(0)};`);
}

/** `registry_summary.md`: what there is in a registry, in a few lines and tables. Pure. */
import { findDiagnosticInfo } from '../../domain/catalogue.js';
import { renderMarkdownTable } from '../../domain/markdown-table.js';
import type { IndexedRegistry, ModelCounts, RegistryStatistics } from '../../domain/model.js';
import { plural } from '../../domain/plural.js';
import { listCounts, toMostFirst } from '../../domain/statistics.js';
import { WEIGHTS_KIND } from '../../domain/weights.js';

/** Emits the summary of a registry as Markdown. */
export function emitSummaryPage(
  { counts, health }: Pick<RegistryStatistics, 'counts' | 'health'>,
  { generation, updated_at }: IndexedRegistry,
): string {
  const lines = [
    '# Registry summary',
    '',
    `${describeSize(counts)}. As of ${updated_at}, generation ${generation}.`,
    '',
    ...renderCounts(counts, health),
    ...renderFindings(counts),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Describes how much there is: `31 models, 40 versions, 212 variables, 180 connections`. Weights have only the first two. */
export function describeSize(counts: ModelCounts): string {
  const { models, versions, variables, connections, by_kind: kinds } = counts;
  const areWeights = models > 0 && kinds[WEIGHTS_KIND] === models;
  return [
    plural(models, 'model'),
    plural(versions, 'version'),
    ...(areWeights ? [] : [plural(variables, 'variable'), plural(connections, 'connection')]),
  ].join(', ');
}

/** Renders the models by status, health, kind and tag, with a heading. */
function renderCounts(
  { by_status, by_health, by_kind, by_tag }: ModelCounts,
  { status, healthy_share: share }: RegistryStatistics['health'],
): string[] {
  const rows = [
    ['Status', listCounts(by_status)],
    ['Kind', listCounts(by_kind)],
    ['Health', listCounts(by_health)],
    ['Tags', listCounts(by_tag)],
    ['The registry', share === null ? status : `${status}: ${toPercent(share)} healthy`],
  ].filter(([, value]) => value !== '');
  return ['## Models', '', ...renderMarkdownTable(['by', 'models'], rows), ''];
}

/** Renders how many findings there are of each code, with a heading; nothing if there are none. */
function renderFindings({ by_finding }: ModelCounts): string[] {
  const rows = toMostFirst(by_finding).map(([code, count]) => [
    code,
    findDiagnosticInfo(code)?.severity ?? '',
    String(count),
    findDiagnosticInfo(code)?.title ?? '',
  ]);
  if (rows.length === 0) return [];
  return [
    '## Findings',
    '',
    ...renderMarkdownTable(['code', 'severity', 'findings', 'meaning'], rows),
    '',
  ];
}

/** Words a share: `93 %`. Less than all is never 100 %. */
export function toPercent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

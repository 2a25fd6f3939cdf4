/** A report as headings, sentences and tables, whatever the format. Pure. */
import { findDiagnosticInfo } from '../../domain/catalogue.js';
import { formatBytes, formatCount } from '../../domain/format-size.js';
import { plural } from '../../domain/plural.js';
import { listCounts, toMostFirst } from '../../domain/statistics.js';
import { describeSize, toPercent } from '../../emit/indexes/summary-page.js';
import type { ReportOutput } from '../generated/shapes.js';

/** A part of a report. */
export interface Section {
  readonly heading: string;
  /** What it says first, or instead of a table. */
  readonly sentence?: string;
  readonly names?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
  /** What follows the table, such as how many rows are left out. */
  readonly rest?: string;
  /** The models that it is about, for pictures. */
  readonly models?: readonly string[];
  /** Which model comes from which, for a diagram. */
  readonly edges?: ReportOutput['lineage'];
}

/** How many models of a section are drawn. */
const MAX_DRAWN = 6;

/** The title of a report. */
export const TITLE = 'Registry report';

/** Describes the registry in a line. */
export function describeRegistry({ counts, registry, updated_at }: ReportOutput): string {
  return `${describeSize(counts)} in ${registry}, last changed ${formatTime(updated_at)}.`;
}

/** Lists the sections of a report. */
export function listSections(report: ReportOutput): Section[] {
  return [
    describeWhatIsHere(report),
    listNewVersions(report),
    listOtherChanges(report),
    listStages(report),
    ...listWeights(report),
    listAiling(report),
    listFindings(report),
    listStale(report),
    listLineage(report),
  ];
}

function describeWhatIsHere({ counts, health }: ReportOutput): Section {
  const { healthy_share: share, status } = health;
  const rows = [
    ['Status', listCounts(counts.by_status)],
    ['Kind', listCounts(counts.by_kind)],
    ['Health', listCounts(counts.by_health)],
    ['Tags', listCounts(counts.by_tag) || 'none'],
    ['Use', `${plural(counts.uses, 'use')}; ${counts.never_used} never used`],
  ].filter(([, value]) => value !== '');
  const sentence =
    share === null
      ? 'There are no models.'
      : `The registry is ${status}: ${toPercent(share)} of its models are healthy.`;
  return { heading: 'What is here', sentence, names: ['', 'models'], rows };
}

function listNewVersions({ since, new_versions, total_new_versions }: ReportOutput): Section {
  const heading = 'New versions';
  if (since === null) return { heading, sentence: 'Nothing was ever changed.' };
  const from = `since ${formatTime(since)}`;
  if (new_versions.length === 0) return { heading, sentence: `None ${from}.` };
  return {
    heading,
    sentence: `${plural(total_new_versions, 'version')} ${from}.`,
    names: ['model', 'version', 'verdict', 'why'],
    rows: new_versions.map(({ model_id, version, previous, importance, summary }) => [
      model_id,
      previous === null ? version : `${previous} → ${version}`,
      importance ?? 'first',
      summary ?? '',
    ]),
    rest: sayMore(total_new_versions, new_versions),
    models: pick(new_versions),
  };
}

function listOtherChanges({ events, total_events, since }: ReportOutput): Section {
  const heading = 'Who changed what';
  if (since === null || events.length === 0) {
    return {
      heading,
      sentence: `Only runs changed the registry: ${plural(total_events, 'event')}.`,
    };
  }
  return {
    heading,
    names: ['when', 'who', 'what', 'model', 'changed'],
    rows: events.map((it) => [
      formatTime(it.at),
      it.actor,
      it.action.replaceAll('_', ' '),
      it.model_id ?? '',
      it.changed,
    ]),
  };
}

function listStages({ in_use, total_in_use }: ReportOutput): Section {
  const heading = 'Production and staging';
  if (in_use.length === 0) return { heading, sentence: 'No version has either tag.' };
  return {
    heading,
    names: ['stage', 'model', 'version', 'health'],
    rows: in_use.map(({ tag, model_id, version, health }) => [tag, model_id, version, health]),
    rest: sayMore(total_in_use, in_use),
    models: pick(in_use),
  };
}

/** Nothing for a registry without weights. */
function listWeights({ weights: all, total_weights }: ReportOutput): Section[] {
  if (all.length === 0) return [];
  const names = [
    'model',
    'version',
    'architecture',
    'parameters',
    'quantisation',
    'context',
    'license',
    'tensors',
    'size',
    'memory to load',
    'served',
  ];
  const rows = all.map(({ model_id, version, license, serving, weights }) => [
    model_id,
    version,
    weights.architecture ?? '',
    weights.parameters === null ? '' : formatCount(weights.parameters),
    weights.quantisation ?? '',
    weights.context_length === null ? '' : String(weights.context_length),
    license ?? '',
    String(weights.tensors),
    formatBytes(weights.size_bytes),
    formatBytes(weights.memory_bytes),
    serving || 'enabled',
  ]);
  return [{ heading: 'Weights', names, rows, rest: sayMore(total_weights, all) }];
}

function listAiling({ ailing, total_ailing, counts }: ReportOutput): Section {
  const heading = 'Health';
  if (ailing.length === 0) {
    const sentence =
      counts.models === 0 ? 'There are no models.' : 'No model has errors or warnings.';
    return { heading, sentence };
  }
  return {
    heading,
    sentence: `${plural(total_ailing, 'model')} with errors or warnings.`,
    names: ['model', 'version', 'health', 'errors', 'warnings', 'file'],
    rows: ailing.map(({ model_id, version, health, errors, warnings, file }) => [
      model_id,
      version,
      health,
      String(errors),
      String(warnings),
      file,
    ]),
    rest: sayMore(total_ailing, ailing),
  };
}

function listFindings({ counts: { by_finding } }: ReportOutput): Section {
  const heading = 'Findings by code';
  const rows = toMostFirst(by_finding).map(([code, count]) => {
    const info = findDiagnosticInfo(code);
    return [code, info?.severity ?? '', String(count), info?.title ?? ''];
  });
  return rows.length === 0
    ? { heading, sentence: 'There are none.' }
    : { heading, names: ['code', 'severity', 'findings', 'meaning'], rows };
}

function listStale({ stale, total_stale, days }: ReportOutput): Section {
  const heading = 'Stale models';
  const since = plural(days, 'day');
  if (stale.length === 0) return { heading, sentence: `None was unused for ${since}.` };
  return {
    heading,
    sentence: `${plural(total_stale, 'model')} unused for ${since}.`,
    names: ['model', 'version', 'last used', 'days'],
    rows: stale.map((it) => [
      it.model_id,
      it.version,
      it.last_used_at === null ? 'never' : formatTime(it.last_used_at),
      String(it.days),
    ]),
    rest: sayMore(total_stale, stale),
  };
}

function listLineage({ lineage, total_lineage }: ReportOutput): Section {
  const heading = 'Lineage';
  if (lineage.length === 0) return { heading, sentence: 'No model says which one it comes from.' };
  return {
    heading,
    names: ['model', 'comes from', 'how'],
    rows: lineage.map(({ child, parent, version, kind }) => [
      child,
      version === null ? parent : `${parent}@${version}`,
      kind,
    ]),
    rest: sayMore(total_lineage, lineage),
    edges: lineage,
  };
}

function pick(items: readonly { readonly model_id: string }[]): string[] {
  return [...new Set(items.map((it) => it.model_id))].slice(0, MAX_DRAWN);
}

function sayMore(total: number, shown: readonly unknown[]): string {
  return total > shown.length ? `And ${total - shown.length} more.` : '';
}

function formatTime(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

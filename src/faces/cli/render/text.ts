import type { FileDiagnostic, ModelOutcome, RefusedFile, Summary } from '../../../domain/model.js';
import type { StepOptions } from '../../../domain/options.js';
import type { View } from '../renderers.js';
import { paintStatus, type Colors } from './colours.js';
import { renderDiagnostics, selectDiagnostics } from './diagnostics.js';
import { escapeControls } from './escape.js';
import { countFindings } from './format.js';
import { formatBump } from './reasons.js';
import { plural } from '../../../domain/plural.js';
import { renderListing, renderTable, type Cell } from './table.js';

/** How to show lists of models and findings. */
interface ListView extends Pick<View, 'verbosity' | 'colours' | 'columns' | 'failOn'> {
  /** The file that has everything, including what is left out here; null if none is written. */
  readonly summaryPath: string | null;
}

/** How to show a summary. */
export interface TextView extends ListView {
  readonly options: Pick<StepOptions, 'mode' | 'queryOntology' | 'targetDir'>;
}

/** The largest number of lines of each list, unless verbose. */
const LIMIT = 200;

/**
 * Renders a run for people: what happened to the models, the findings, and the totals in the last
 * line. Quiet: only errors, and the answer to `--query-ontology`.
 */
export function renderText(summary: Summary, view: TextView): string {
  const all = [
    unlessQuiet(view, () => renderMode(view)),
    unlessQuiet(view, () => renderModels(summary.models, view)),
    renderFindings(summary.diagnostics.list, view),
    renderRefused(summary.refused_files, view),
    unlessQuiet(view, () => renderMissing(summary, view)),
    renderMatches(summary, view),
    unlessQuiet(view, () => renderUnhealthy(summary, view)),
    unlessQuiet(view, () => renderTotals(summary, view)),
  ];
  return all
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function unlessQuiet(view: TextView, render: () => string[]): string[] {
  return view.verbosity === 'quiet' ? [] : render();
}

function renderMode({ options, colours }: TextView): string[] {
  if (options.mode === 'check') return [colours.bold('check: nothing written')];
  if (options.mode === 'dry-run') return [colours.bold('dry run: nothing written')];
  return options.queryOntology === null ? [] : [colours.bold('query: the registry is unchanged')];
}

/** Renders what happened, or would happen, to models. */
export function renderModels(models: readonly ModelOutcome[], view: ListView): string[] {
  if (models.length === 0) return [];
  const { colours } = view;
  const header = ['model', 'version', 'health', 'what happened'];
  const { kept, rest } = limit(models, view);
  const rows: Cell[][] = kept.map((model) => [
    model.model_id,
    formatVersion(model),
    { text: model.health, paint: paintStatus(model.health, colours) },
    describeOutcome(model, colours),
  ]);
  return [...renderListing(header, rows, view), ...rest];
}

function describeOutcome(model: ModelOutcome, colours: Colors): Cell {
  switch (model.outcome) {
    case 'new_model':
      return { text: 'new', paint: colours.green };
    case 'new_version':
      return { text: formatBump(model), paint: paintBump(model, colours) };
    case 'updated': {
      const before = model.previous_file_path;
      return { text: before === null ? 'updated' : `moved from ${before}`, paint: colours.cyan };
    }
    case 'unchanged':
      return { text: 'unchanged', paint: colours.dim };
  }
}

/** Formats a version; a new one as `1.2.0 → 2.0.0`. */
function formatVersion({ outcome, version, previous_version: before }: ModelOutcome): string {
  return outcome === 'new_version' && before !== null ? `${before} → ${version}` : version;
}

function paintBump({ changes }: ModelOutcome, colours: Colors) {
  return changes?.importance === 'major' ? colours.yellow : colours.green;
}

/** Renders findings, each on a line, and how many are hidden. */
export function renderFindings(list: readonly FileDiagnostic[], view: ListView): string[] {
  const { shown, hiddenInfos, omitted } = selectDiagnostics(
    list,
    view.verbosity,
    LIMIT,
    view.failOn,
  );
  const lines = renderDiagnostics(shown, view.colours);
  const notes: string[] = [];
  if (omitted > 0) notes.push(pointToRest(omitted, view));
  if (hiddenInfos > 0 && view.verbosity === 'normal') {
    notes.push(view.colours.dim(`${plural(hiddenInfos, 'info')} hidden; --verbose shows them`));
  }
  return [...lines, ...(lines.length > 0 && notes.length > 0 ? [''] : []), ...notes];
}

/** Renders the files that are refused, and the codes that say why. */
export function renderRefused(files: readonly RefusedFile[], view: ListView): string[] {
  if (files.length === 0) return [];
  const { kept, rest } = limit(files, view);
  const rows: Cell[][] = kept.map((file) => [
    `  ${file.file_path}`,
    { text: file.codes.join(' '), paint: view.colours.dim },
  ]);
  return [view.colours.red('refused:'), ...renderTable(rows), ...rest];
}

function renderMissing(summary: Summary, view: TextView): string[] {
  if (summary.missing_sources.length === 0) return [];
  const { kept, rest } = limit(summary.missing_sources, view);
  const owners = new Map(summary.models.map((it) => [it.file_path, it.model_id]));
  const skipped = new Set(summary.skipped_files);
  const rows: Cell[][] = kept.map(({ model_id: id, file_path: path }) => {
    const owner = owners.get(path);
    const now =
      owner !== undefined
        ? `, which is the file of ${owner} now`
        : skipped.has(path)
          ? ', which is not a spec now'
          : '';
    return [`  ${id}`, `${path}${now}`];
  });
  return [
    view.colours.yellow('registered, but their files are not here:'),
    ...renderTable(rows),
    ...rest,
    view.colours.dim(
      'gnn-registry show ID --output FILE puts a file back; else retire or delete the model',
    ),
  ];
}

/** Says that errors alone refuse no spec in the profiles that register it. */
function renderUnhealthy({ models }: Summary, view: TextView): string[] {
  const count = models.filter(
    ({ outcome, health }) =>
      health === 'unhealthy' && (outcome === 'new_model' || outcome === 'new_version'),
  ).length;
  if (count === 0) return [];
  const verb = isWriting(view) ? 'is' : 'would be';
  const what =
    count === 1
      ? `1 spec with errors ${verb}`
      : `${count} specs with errors ${isWriting(view) ? 'are' : verb}`;
  return [
    view.colours.dim(
      `${what} registered: --profile strict refuses such specs, and gnn-registry check shows errors before a run`,
    ),
  ];
}

function renderMatches(summary: Summary, view: TextView): string[] {
  const { queryOntology: query } = view.options;
  if (query === null) return [];
  const quoted = escapeControls(JSON.stringify(query));
  if (summary.matching_bindings.length === 0) return [`no model is bound to ${quoted}`];
  const rows: Cell[][] = summary.matching_bindings.map((match) => [
    match.model_id,
    match.variable,
    match.term,
    match.uri ?? '-',
  ]);
  const header = ['model', 'variable', 'term', 'identifier'];
  const title = `${plural(rows.length, 'binding')} to ${quoted}:`;
  return [title, ...renderListing(header, rows, view)];
}

function renderTotals(summary: Summary, view: TextView): string[] {
  const { diagnostics, refused_files: refused, skipped_files: skipped } = summary;
  const registered = [
    `${summary.new_models} new`,
    plural(summary.new_versions, 'new version'),
    ...(summary.updated > 0 ? [`${summary.updated} updated`] : []),
    `${summary.unchanged} unchanged`,
  ].join(', ');
  const files = [
    `${plural(summary.processed_files, 'spec')}: ${summary.successful_registrations} ${isWriting(view) ? '' : 'would be '}registered (${registered})`,
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ].join(', ');
  const findings = countFindings(diagnostics.list) || 'no findings';
  const seconds = `${(summary.duration_ms / 1000).toFixed(2)} s`;
  const totals = [files, findings, seconds, escapeControls(summary.registry_path)].join(' · ');
  if (summary.processed_files > 0) return [totals];
  const hint = view.colours.dim('gnn-registry init or gnn-registry new writes a first one');
  return [`no spec found in ${escapeControls(view.options.targetDir)}`, hint, totals];
}

function isWriting({ options }: TextView): boolean {
  return options.mode === 'write' && options.queryOntology === null;
}

/** Returns the first items of a list, and a line about the rest. */
function limit<Item>(items: readonly Item[], view: ListView) {
  const kept = view.verbosity === 'verbose' ? items : items.slice(0, LIMIT);
  const omitted = items.length - kept.length;
  return { kept, rest: omitted === 0 ? [] : [pointToRest(omitted, view)] };
}

function pointToRest(omitted: number, { summaryPath, colours }: ListView): string {
  const where =
    summaryPath === null ? '--verbose shows them' : `all are in ${escapeControls(summaryPath)}`;
  return colours.dim(`… and ${omitted} more; ${where}`);
}

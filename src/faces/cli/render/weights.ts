/** Shows models of weights. Pure. */
import type { DiscoveredWeights } from '../../../operations/mutations/discover.js';
import { plural } from '../../../domain/plural.js';
import { describeServing, servingOf } from '../../../domain/weights-summary.js';
import type { Lines, RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatBytes, formatCount } from '../../../domain/format-size.js';
import { renderListing, type Cell } from './table.js';

/** Such as `added`, and the model that it became. */
function renderOutcome({ outcome, registered }: DiscoveredWeights): Cell {
  return registered === undefined ? outcome : `${outcome} ${registered.version}`;
}

function renderModel(found: DiscoveredWeights): Cell[] {
  const { facts, format, size_bytes: size } = found.model.weights;
  const { architecture, parameters, quantisation, context_length: context, license } = facts;
  return [
    found.registered?.model_id ?? found.model.name,
    architecture?.value ?? '-',
    parameters ? formatCount(parameters.value) : '-',
    quantisation?.value ?? '-',
    context ? String(context.value) : '-',
    license?.value ?? '-',
    format,
    formatBytes(size),
    renderOutcome(found),
    found.model.shown,
  ];
}

const NAMES = [
  'model',
  'architecture',
  'parameters',
  'quantisation',
  'context',
  'license',
  'format',
  'size',
  'outcome',
  'path',
];

/** Where the facts of a model are from, for those who want to know more. */
function renderOrigins({ model: { name, weights } }: DiscoveredWeights): string[] {
  const facts = Object.entries(weights.facts).flatMap(([fact, said]) =>
    said === null
      ? []
      : `  ${fact.replaceAll('_', ' ')}: ${said.value} (${said.from}${said.file === null ? '' : `, ${said.file}`})`,
  );
  return ['', `${name}:`, ...facts].map(escapeControls);
}

type Result = Parameters<RendererOf<'discover'>['text']>[0];

function renderSum({ result }: Result, isPlanned: boolean): string {
  const { models, scanned, refused, copies, seconds } = result;
  const of = (...outcomes: string[]): number =>
    models.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const all = refused.length + of('refused');
  const counts = [
    ...(isPlanned
      ? [
          `${of('added')} added`,
          `${of('updated', 'moved')} updated`,
          `${of('unchanged')} unchanged`,
        ]
      : []),
    ...(all > 0 ? [`${all} refused`] : []),
    ...(copies.length > 0 ? [plural(copies.length, 'link') + ' to the same files'] : []),
  ];
  const found = plural(models.length + refused.length, 'model');
  const details = counts.length > 0 ? `: ${counts.join(', ')}` : '';
  const places = scanned === 1 ? '1 file or folder' : `${scanned} files and folders`;
  return `${found} of weights in ${places}${details} (${seconds.toFixed(2)} s)`;
}

function renderFindings({ result }: Result, { colours }: View): string[] {
  return result.findings.map(({ severity, path, message, code }) => {
    const paint = severity === 'error' ? colours.red : colours.yellow;
    return `${paint(severity)} ${escapeControls(`${path}: ${message}`)} ${colours.dim(`(${code})`)}`;
  });
}

export const DISCOVER: RendererOf<'discover'> = {
  ids: ({ result: { models } }) =>
    models.map(({ model, registered }) => registered?.model_id ?? model.shown),
  text: (done, { register = false, dry_run: isDry = false }, view): Lines => {
    const { models } = done.result;
    const isPlanned = register || isDry;
    const listing = models.length === 0 ? [] : renderListing(NAMES, models.map(renderModel), view);
    const origins = view.verbosity === 'verbose' ? models.flatMap(renderOrigins) : [];
    const findings = renderFindings(done, view);
    return [
      ...(isDry ? [view.colours.bold('dry run: nothing written')] : []),
      ...listing,
      ...origins,
      ...(listing.length > 0 ? [''] : []),
      ...findings,
      renderSum(done, isPlanned),
      ...(isPlanned || models.length === 0 ? [] : ['Register them with --register.']),
    ];
  },
};

/** Renders the model that was picked, for scripts alone on its line, and the reasons against the others. */
export const SELECT: RendererOf<'select'> = {
  ids: ({ selected }) => (selected === null ? [] : [selected.entry.model_id]),
  text: ({ selected, passedOver }, _, view): Lines => {
    const rows = passedOver.map(({ entry, reasons }) => [entry.model_id, reasons.join('; ')]);
    const others =
      rows.length === 0 ? [] : ['', ...renderListing(['passed over', 'because'], rows, view)];
    if (selected === null) return ['no model of weights fits', ...others];
    const { entry, weights } = selected;
    const facts = [
      weights.parameters === null ? null : `${formatCount(weights.parameters)} parameters`,
      weights.quantisation,
      formatBytes(weights.size_bytes),
      entry.file_path,
    ].filter((it) => it !== null);
    const name = view.colours.bold(escapeControls(`${entry.model_id}@${entry.version}`));
    return [`${name}  ${escapeControls(facts.join(', '))}`, ...others];
  },
};

/** Says how weights are served from now on. */
export const SERVING_SET: RendererOf<'serving set'> = {
  ids: ({ result }) => [result.entry.model_id],
  text: ({ result: { entry, previousDefault }, changed }): Lines => {
    const words = describeServing(entry);
    const isTaken = changed && servingOf(entry).isDefault;
    const was =
      isTaken && previousDefault !== null && previousDefault !== entry.model_id
        ? ` (the default was ${previousDefault})`
        : '';
    const now = words === '' ? 'enabled' : words;
    return [`${entry.model_id} is ${changed ? '' : 'already '}${now}${was}`];
  },
};

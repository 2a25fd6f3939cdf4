/** Shows what a version models. Pure. */
import { describeModel, type Described } from '../../../operations/queries/describe.js';
import { describeServing } from '../../../domain/weights-summary.js';
import { plural } from '../../../domain/plural.js';
import type { RendererOf, View } from '../renderers.js';
import { formatName } from './format.js';
import { formatBytes } from '../../../domain/format-size.js';
import { escapeControls } from './escape.js';
import { isShown, renderFacts, type Fact } from './table.js';

export const DESCRIBE: RendererOf<'describe'> = {
  ids: (found) => [formatName(found)],
  text: (found, _, view) => {
    const it = describeModel(found);
    if (it.weights !== undefined) return renderWeights({ ...it, weights: it.weights }, found, view);
    const facts: readonly Fact[] = [
      ['model', formatName(found)],
      ['name', it.name],
      ['kind', [it.kind, it.gnn_section].filter(Boolean).join('  ')],
      ['description', it.description],
      ['status', `${it.status}, ${it.health}`],
      ['tags', it.tags.join(', ')],
      ['file', it.file_path],
      ['time', it.time],
      ...Object.entries(it.sizes).map(([what, sizes]): Fact => [what, formatPairs(sizes)]),
      ['settings', formatPairs(it.model_parameters)],
      ['connections', it.connections.join('  ')],
      ['equations', it.equations === 0 ? null : plural(it.equations, 'equation')],
    ];
    const shown = facts.filter(([, value]) => isShown(value));
    return [...renderFacts(shown, view), '', ...it.variables];
  },
};

type Description = ReturnType<typeof describeModel>;
type WeightsDescription = Description & { readonly weights: NonNullable<Description['weights']> };

/** How many tensors are shown; the answer for programs has all. */
const MAX_TENSORS = 40;

/** What is known of weights, each fact with where it is from, and their tensors. */
function renderWeights(it: WeightsDescription, found: Described, view: View): string[] {
  const { facts, types, tensors, ...weights } = it.weights;
  const said = Object.entries(facts).map(([name, fact]): Fact => {
    const from = [fact?.from, fact?.file].filter(isShown).join(', ');
    return [name.replaceAll('_', ' '), `${fact?.value}  (${from})`];
  });
  const head: readonly Fact[] = [
    ['model', formatName(found)],
    ['name', it.name],
    ['kind', it.kind],
    ['status', `${it.status}, ${it.health}`],
    ['serving', describeServing(found.entry)],
    ['tags', it.tags.join(', ')],
    ['file', it.file_path],
    ['format', weights.format],
    ['size', formatBytes(weights.size_bytes)],
    ['memory', `at least ${formatBytes(weights.memory_bytes)}`],
    ['sha256', weights.hash],
    ...said,
    ['base', weights.base_models.map(({ name, relation }) => `${name} (${relation})`).join(', ')],
    ['types', formatPairs(types)],
  ];
  const more = tensors.length - MAX_TENSORS;
  return [
    ...renderFacts(
      head.filter(([, value]) => isShown(value)),
      view,
    ),
    ...(tensors.length === 0 ? [] : ['', view.colours.bold('tensors')]),
    ...tensors.slice(0, MAX_TENSORS).map((line) => `  ${escapeControls(line)}`),
    ...(more > 0 ? [view.colours.dim(`  and ${more} more: --json has all`)] : []),
  ];
}

function formatPairs(pairs: Readonly<Record<string, unknown>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value === null ? '?' : formatValue(value)}`)
    .join('  ');
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

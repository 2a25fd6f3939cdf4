/** Shows what a version models. Pure. */
import { describeModel } from '../../../operations/queries/describe.js';
import { plural } from '../../../domain/plural.js';
import type { RendererOf } from '../renderers.js';
import { formatName } from './format.js';
import { isShown, renderFacts, type Fact } from './table.js';

export const DESCRIBE: RendererOf<'describe'> = {
  ids: (found) => [formatName(found)],
  text: (found, _, view) => {
    const it = describeModel(found);
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

function formatPairs(pairs: Readonly<Record<string, unknown>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value === null ? '?' : formatValue(value)}`)
    .join('  ');
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

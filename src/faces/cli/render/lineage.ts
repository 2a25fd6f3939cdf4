import { formatReference } from '../../../domain/declared-lineage.js';
import { groupBy } from '../../../domain/lists.js';
import type { Parent } from '../../../domain/model.js';
import type {
  LineageDependency,
  LineageEdge,
  LineageOutput,
} from '../../../operations/generated/shapes.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatKind, renderDot, renderMermaid } from './lineage-graph.js';

export const LINEAGE: Renderers<'link' | 'unlink' | 'lineage'> = {
  link: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result, changed }) => [
      `${result.entry.model_id} ${changed ? 'is' : 'is already'} ${result.parents.map(describeRelation).join(', ')}`,
    ],
  },
  unlink: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, parents } }) => {
      const links = parents.map((parent) => `${formatReference(parent)} (${parent.kind})`);
      return [`${entry.model_id} is no longer linked to ${links.join(', ')}`];
    },
  },
  lineage: {
    ids: ({ models }) => models.map((model) => model.model_id),
    forms: (lineage) => ({
      mermaid: () => renderMermaid(lineage),
      dot: () => renderDot(lineage),
    }),
    text: (lineage, _, view) => renderLineage(lineage, view),
  },
};

/** Such as `fine-tuned from kettle@1.0.0`. */
function describeRelation(parent: Parent): string {
  return `${RELATIONS[parent.kind]} ${formatReference(parent)}`;
}

const RELATIONS: Readonly<Record<Parent['kind'], string>> = {
  derived: 'derived from',
  'fine-tuned': 'fine-tuned from',
  composed: 'composed of',
  replaces: 'a replacement of',
  adapter: 'an adapter of',
  quantised: 'quantised from',
};

/** The depth to which trees are shown; `--json` has all levels. */
const MAX_LEVELS = 50;

type End = 'parent' | 'child';

/** Renders a lineage as trees: the ancestors, the descendants, and the dependencies. */
export function renderLineage(
  lineage: LineageOutput,
  { colours }: Pick<View, 'colours'>,
): string[] {
  const { model_id, version, ancestors, descendants, dependencies, dependents } = lineage;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['parents', renderTree(lineage, ancestors, 'parent')],
    ['children', renderTree(lineage, descendants, 'child')],
    ['needs', renderLeaves(dependencies.map((dependency) => formatNeed(dependency)))],
    [
      'is needed by',
      renderLeaves(dependents.map((dependent) => escapeControls(dependent.model_id))),
    ],
  ];
  const filled = sections.filter(([, lines]) => lines.length > 0);
  return [
    colours.bold(`${escapeControls(model_id)} ${escapeControls(version)}`),
    ...(filled.length === 0 ? ['no parents, no children'] : []),
    ...filled.flatMap(([title, lines]) => [colours.cyan(title), ...lines]),
  ];
}

function formatNeed({ needs, needed_id }: LineageDependency): string {
  return `${escapeControls(needs)}${needed_id === null ? ' (missing)' : ''}`;
}

function renderLeaves(texts: readonly string[]): string[] {
  return texts.map((text, index) => `${index === texts.length - 1 ? '└─ ' : '├─ '}${text}`);
}

interface Branch {
  readonly edges: readonly LineageEdge[];
  readonly prefix: string;
  readonly isLast: boolean;
  readonly level: number;
}

/** Renders the tree below a model; each model's branches are shown once. */
function renderTree(lineage: LineageOutput, edges: readonly LineageEdge[], end: End): string[] {
  const branches = groupEdges(edges, end);
  const statuses = new Map(lineage.models.map((model) => [model.model_id, model.status]));
  const shown = new Set([lineage.model_id]);
  const lines: string[] = [];
  const waiting: Branch[] = [];
  const open = (id: string, prefix: string, level: number): void => {
    const groups = [...(branches.get(id)?.values() ?? [])];
    const last = groups.length - 1;
    waiting.push(
      ...groups
        .map((edges, index) => ({ edges, prefix, isLast: index === last, level }))
        .toReversed(),
    );
  };
  open(lineage.model_id, '', 1);
  for (let branch = waiting.pop(); branch !== undefined; branch = waiting.pop()) {
    const { edges, prefix, isLast, level } = branch;
    const [first] = edges;
    if (first === undefined) continue;
    const id = first[end];
    const hasMore = branches.has(id);
    const isShown = hasMore && shown.has(id);
    const isTooDeep = hasMore && !isShown && level === MAX_LEVELS;
    const status = statuses.get(id) ?? 'missing';
    const remarks = [
      ...(status === 'active' ? [] : [status]),
      ...(isShown ? ['see above'] : []),
      ...(isTooDeep ? ['more below it: --json has all'] : []),
    ];
    lines.push(`${prefix}${isLast ? '└─ ' : '├─ '}${formatBranch(edges, id, remarks)}`);
    if (!isShown && !isTooDeep) open(id, `${prefix}${isLast ? '   ' : '│  '}`, level + 1);
    shown.add(id);
  }
  return lines;
}

/** Groups edges by the model where they start, then by the model where they end. */
function groupEdges(
  edges: readonly LineageEdge[],
  end: End,
): Map<string, Map<string, LineageEdge[]>> {
  const start: End = end === 'parent' ? 'child' : 'parent';
  const byStart = [...groupBy(edges, (edge) => edge[start])];
  return new Map(byStart.map(([id, from]) => [id, groupBy(from, (edge) => edge[end])]));
}

/** Formats a branch: `base (fine-tuned from 1.0.0; missing)`. */
function formatBranch(
  edges: readonly LineageEdge[],
  id: string,
  remarks: readonly string[],
): string {
  const kinds = edges.map(formatKind).join(', ');
  return `${escapeControls(id)} (${[kinds, ...remarks].join('; ')})`;
}

import { formatReference } from '../../../domain/declared-lineage.js';
import type {
  LineageDependency,
  LineageEdge,
  LineageOutput,
} from '../../../operations/generated/shapes.js';
import type { LinkedModel } from '../../../operations/mutations/lineage.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { kindText, renderDot, renderMermaid } from './lineage-graph.js';

export const LINEAGE: Renderers<'link' | 'unlink' | 'lineage'> = {
  link: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result, changed }) => [
      linksText(result, changed ? 'comes from' : 'already comes from'),
    ],
  },
  unlink: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result }) => [linksText(result, 'is no longer linked to')],
  },
  lineage: {
    ids: ({ models }) => models.map((it) => it.model_id),
    forms: (lineage) => ({
      mermaid: () => renderMermaid(lineage),
      dot: () => renderDot(lineage),
    }),
    text: (lineage, _, view) => renderLineage(lineage, view),
  },
};

function linksText({ entry, parents }: LinkedModel, how: string): string {
  const links = parents.map((it) => `${formatReference(it)} (${it.kind})`).join(', ');
  return `${entry.model_id} ${how} ${links}`;
}

/** Deeper levels of a tree are left to programs. */
const MOST_LEVELS = 50;

type End = 'parent' | 'child';

/** A lineage as trees: what the model comes from, what comes from it, and what it needs. */
export function renderLineage(
  lineage: LineageOutput,
  { colours }: Pick<View, 'colours'>,
): string[] {
  const { model_id, version, ancestors, descendants, dependencies, dependents } = lineage;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['comes from', treeOf(lineage, ancestors, 'parent')],
    ['led to', treeOf(lineage, descendants, 'child')],
    ['needs', leaves(dependencies.map((it) => neededText(it)))],
    ['is needed by', leaves(dependents.map((it) => escapeControls(it.model_id)))],
  ];
  const told = sections.filter(([, lines]) => lines.length > 0);
  return [
    colours.bold(`${escapeControls(model_id)} ${escapeControls(version)}`),
    ...(told.length === 0 ? ['no parents, no children'] : []),
    ...told.flatMap(([title, lines]) => [colours.cyan(title), ...lines]),
  ];
}

function neededText({ needs, needed_id }: LineageDependency): string {
  return `${escapeControls(needs)}${needed_id === null ? ' (missing)' : ''}`;
}

function leaves(texts: readonly string[]): string[] {
  return texts.map((text, index) => `${index === texts.length - 1 ? '└─ ' : '├─ '}${text}`);
}

interface Branch {
  readonly edges: readonly LineageEdge[];
  readonly prefix: string;
  readonly isLast: boolean;
  readonly level: number;
}

/** The tree below a model, each model with its own branches once. */
function treeOf(lineage: LineageOutput, edges: readonly LineageEdge[], end: End): string[] {
  const branches = branchesBy(edges, end);
  const statuses = new Map(lineage.models.map((it) => [it.model_id, it.status]));
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
    const isTold = hasMore && shown.has(id);
    const isTooDeep = hasMore && !isTold && level === MOST_LEVELS;
    const status = statuses.get(id) ?? 'missing';
    const remarks = [
      ...(status === 'active' ? [] : [status]),
      ...(isTold ? ['see above'] : []),
      ...(isTooDeep ? ['more below it: --json has all'] : []),
    ];
    lines.push(`${prefix}${isLast ? '└─ ' : '├─ '}${branchText(edges, id, remarks)}`);
    if (!isTold && !isTooDeep) open(id, `${prefix}${isLast ? '   ' : '│  '}`, level + 1);
    shown.add(id);
  }
  return lines;
}

/** The edges that lead on from each model, together where they lead to the same one. */
function branchesBy(
  edges: readonly LineageEdge[],
  end: End,
): Map<string, Map<string, LineageEdge[]>> {
  const start: End = end === 'parent' ? 'child' : 'parent';
  const branches = new Map<string, Map<string, LineageEdge[]>>();
  for (const edge of edges) {
    const from = branches.get(edge[start]) ?? new Map<string, LineageEdge[]>();
    const there = from.get(edge[end]);
    if (there === undefined) from.set(edge[end], [edge]);
    else there.push(edge);
    branches.set(edge[start], from);
  }
  return branches;
}

/** `base (fine-tuned from 1.0.0; missing)` */
function branchText(edges: readonly LineageEdge[], id: string, remarks: readonly string[]): string {
  const kinds = edges.map(kindText).join(', ');
  return `${escapeControls(id)} (${[kinds, ...remarks].join('; ')})`;
}

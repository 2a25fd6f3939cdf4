/** Renders a lineage as a graph for other programs: Mermaid and Graphviz DOT. */
import type { LineageEdge, LineageOutput } from '../../../operations/generated/shapes.js';
import { escapeDot, escapeMermaid } from '../../../domain/escape-diagrams.js';
import { escapeControls } from './escape.js';

interface Node {
  readonly name: string;
  readonly label: string;
  readonly look: 'subject' | 'missing' | 'plain';
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly isNeed: boolean;
}

interface Graph {
  readonly nodes: readonly Node[];
  readonly arrows: readonly Arrow[];
}

/** Creates the graph of a lineage: the models, with arrows from parents to children. */
function createGraph(lineage: LineageOutput): Graph {
  const nodes = new Map<string, Node>();
  const nameOf = (key: string, label: string, look: Node['look']): string => {
    const known = nodes.get(key);
    if (known !== undefined) return known.name;
    const name = `m${nodes.size}`;
    nodes.set(key, { name, label: escapeControls(label), look });
    return name;
  };
  for (const { model_id: id, version, status } of lineage.models) {
    const isSubject = id === lineage.model_id;
    const state = status === 'active' ? '' : ` (${status})`;
    const look = isSubject ? 'subject' : status === 'missing' ? 'missing' : 'plain';
    nameOf(id, `${id}${version === null ? '' : ` ${version}`}${state}`, look);
  }
  // In a cycle, an edge is both an ancestor's and a descendant's.
  const all = [...lineage.ancestors, ...lineage.descendants];
  const unseen = new Set(all.map((edge) => JSON.stringify(edge)));
  const edges = all.filter((edge) => unseen.delete(JSON.stringify(edge)));
  const arrows: Arrow[] = edges.map((edge) => ({
    from: nameOf(edge.parent, edge.parent, 'missing'),
    to: nameOf(edge.child, edge.child, 'missing'),
    label: formatKind(edge),
    isNeed: false,
  }));
  for (const { model_id, needs, needed_id } of [...lineage.dependencies, ...lineage.dependents]) {
    const label = needed_id === null ? `${needs} (missing)` : needed_id;
    arrows.push({
      from: nameOf(model_id, model_id, 'plain'),
      to: nameOf(needed_id ?? needs, label, needed_id === null ? 'missing' : 'plain'),
      label: needed_id === null || needed_id === needs ? 'needs' : escapeControls(`needs ${needs}`),
      isNeed: true,
    });
  }
  return { nodes: [...nodes.values()], arrows };
}

/** Renders a lineage as a Mermaid flowchart. */
export function renderMermaid(lineage: LineageOutput): string {
  const { nodes, arrows } = createGraph(lineage);
  const lines = [
    'flowchart TD',
    ...nodes.map(({ name, label, look }) => {
      const style = look === 'plain' ? '' : `:::${look}`;
      return `  ${name}["${escapeMermaid(label)}"]${style}`;
    }),
    ...arrows.map(({ from, to, label, isNeed }) => {
      const arrow = isNeed ? '-.->' : '-->';
      return `  ${from} ${arrow}|"${escapeMermaid(label)}"| ${to}`;
    }),
    '  classDef subject stroke-width:3px',
    '  classDef missing stroke-dasharray:4',
  ];
  return `${lines.join('\n')}\n`;
}

/** Renders a lineage in Graphviz's DOT language. */
export function renderDot(lineage: LineageOutput): string {
  const { nodes, arrows } = createGraph(lineage);
  const looks = { subject: ', penwidth=3', missing: ', style=dashed', plain: '' };
  const lines = [
    'digraph lineage {',
    '  node [shape=box];',
    ...nodes.map(
      ({ name, label, look }) => `  ${name} [label="${escapeDot(label)}"${looks[look]}];`,
    ),
    ...arrows.map(({ from, to, label, isNeed }) => {
      const style = isNeed ? ', style=dotted' : '';
      return `  ${from} -> ${to} [label="${escapeDot(label)}"${style}];`;
    }),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** Formats the kind of an edge: `fine-tuned from 1.0.0`, or `replaces 1.0.0`. */
export function formatKind({ kind, version }: LineageEdge): string {
  if (version === null) return kind;
  const shown = escapeControls(version);
  return kind === 'replaces' ? `replaces ${shown}` : `${kind} from ${shown}`;
}

import type { Change, FrontMatterValue } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import type { ConnectionForm } from '../semantic-form.js';
import { createChange } from './importance.js';
import { findUnmatched, pairBy, readSides, type Pairs, type Sides } from './unmatched.js';
import { formatTransition, formatValue } from './words.js';

/** One source and one target of a connection. Its keys are in code-unit order, as in every form. */
export type Edge = Omit<ConnectionForm, 'sources' | 'targets'> & {
  readonly source: string;
  readonly target: string;
};

/** With more edges than this, groups are compared as a whole. */
const MAX_EDGES = 100_000;

/**
 * Compares connections edge by edge, so that a name that joins a group adds an edge. Lists the edges
 * that were added and removed, and the changes of those that still have the same ends.
 */
export function compareConnections(left: Sides<ConnectionForm>): Change[] {
  const edges = { before: expandEdges(left.before), after: expandEdges(left.after) };
  const remaining = findUnmatched(toSortedTexts(edges.before), toSortedTexts(edges.after));
  if (remaining.before.length + remaining.after.length === 0) {
    return left.before.length + left.after.length === 0 ? [] : [createRegrouping(left)];
  }
  const same = pairBy(readSides<Edge>(remaining), (it) =>
    JSON.stringify([it.relation, it.source, it.target]),
  );
  const reversed = pairBy(
    collectUnpaired(same),
    (it) => JSON.stringify([it.relation, it.source, it.target]),
    (it) => JSON.stringify([it.relation, it.target, it.source]),
  );
  const converted = pairBy(collectUnpaired(reversed), (it) =>
    JSON.stringify([it.source, it.target].sort(byCodeUnit)),
  );
  return [
    ...converted.removed.map(createRemoval),
    ...reversed.changed.map(({ before, after }) => {
      const text = `${formatEdge(before)} reversed${formatAnnotations(before, after)}`;
      return createEdgeChange('connection_reversed', before, after, text);
    }),
    ...converted.changed.map(({ before, after }) => {
      const more = formatAnnotations(before, after);
      const text = `${formatEdge(before)} became ${formatEdge(after)}${more}`;
      return createEdgeChange('connection_operator_changed', before, after, text);
    }),
    ...same.changed.map(({ before, after }) => createAnnotationChange(before, after)),
    ...converted.added.map(createAddition),
  ];
}

/** Expands connections to edges; groups that are too large to expand become a single edge each. */
export function expandEdges(connections: readonly ConnectionForm[]): Edge[] {
  const count = connections.reduce(
    (sum, { sources, targets }) => sum + sources.length * targets.length,
    0,
  );
  const single = (names: readonly string[]): readonly string[] =>
    count > MAX_EDGES ? [names.join(', ')] : names;
  return connections.flatMap(({ sources, targets, ...rest }) =>
    single(sources).flatMap((source) =>
      single(targets).map((target) => orderEnds({ ...rest, source, target })),
    ),
  );
}

function orderEnds({ constraint, label, relation, source, target }: Edge): Edge {
  const isSwapped = relation === 'undirected' && source > target;
  return {
    constraint,
    label,
    relation,
    source: isSwapped ? target : source,
    target: isSwapped ? source : target,
  };
}

function toSortedTexts(edges: readonly Edge[]): string[] {
  return edges.map((edge) => JSON.stringify(edge)).sort(byCodeUnit);
}

function collectUnpaired({ removed, added }: Pairs<Edge>): Sides<Edge> {
  return { before: removed, after: added };
}

function createRemoval(edge: Edge): Change {
  const name = formatEdge(edge);
  return createChange('connection_removed', `connections/${name}`, `${name} removed`, {
    before: toValue(edge),
  });
}

function createAddition(edge: Edge): Change {
  const name = formatEdge(edge);
  return createChange('connection_added', `connections/${name}`, `${name} added`, {
    after: toValue(edge),
  });
}

/** The same edge with a different label, a different constraint, or both. */
function createAnnotationChange(before: Edge, after: Edge): Change {
  const edge = formatEdge(before);
  if (before.constraint === after.constraint) {
    const text = `${edge} relabelled ${formatTransition(before.label, after.label)}`;
    return createEdgeChange('connection_relabelled', before, after, text);
  }
  const text = `${edge}${formatAnnotations(before, after).slice(1)}`;
  return createEdgeChange('connection_constraint_changed', before, after, text);
}

function formatAnnotations(before: Edge, after: Edge): string {
  return (['constraint', 'label'] as const)
    .filter((it) => before[it] !== after[it])
    .map((it) => `, ${it} ${formatTransition(before[it], after[it])}`)
    .join('');
}

function createEdgeChange(kind: Change['kind'], before: Edge, after: Edge, text: string): Change {
  const values = { before: toValue(before), after: toValue(after) };
  return createChange(kind, `connections/${formatEdge(before)}`, text, values);
}

function createRegrouping({ before, after }: Sides<ConnectionForm>): Change {
  const [was, is] = [before.map(formatConnection), after.map(formatConnection)];
  const text = `edges regrouped: ${formatValue(was.join('; '))} → ${formatValue(is.join('; '))}`;
  return createChange('connections_regrouped', 'connections', text, { before: was, after: is });
}

function formatConnection({ sources, targets, relation }: ConnectionForm): string {
  return formatEdge({ source: formatGroup(sources), target: formatGroup(targets), relation });
}

function formatGroup(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `(${names.join(',')})`;
}

/** Formats an edge in the notation of specs, where `X|Y` is X given Y. */
export function formatEdge({
  source,
  target,
  relation,
}: Pick<Edge, 'source' | 'target' | 'relation'>): string {
  if (relation === 'conditional') return `${target}|${source}`;
  return `${source}${relation === 'directed' ? '>' : '-'}${target}`;
}

function toValue({ source, target, relation, label, constraint }: Edge): FrontMatterValue {
  return { source, target, relation, label, constraint };
}

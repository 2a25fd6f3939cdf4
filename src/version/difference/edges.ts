import type { Change, FrontMatterValue } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import type { ConnectionForm, Relation } from '../semantic-form.js';
import { change } from './kinds.js';
import type { Pairs, Sides } from './unmatched.js';
import { leftovers, pairBy, readForm } from './unmatched.js';
import { fromTo, valueText } from './words.js';

/** One source and one target of a connection; keys in code-unit order, as in every form. */
export interface Edge {
  readonly constraint: string | null;
  readonly label: string | null;
  readonly relation: Relation;
  readonly source: string;
  readonly target: string;
}

/** With more edges than this, groups are compared as they stand. */
const MOST_EDGES = 100_000;

/**
 * Edges added and removed, and of those that stay between the same two ends what is different.
 * Connections are compared edge by edge, so that a name that joins a group is one edge more.
 */
export function compareConnections(left: Sides<ConnectionForm>): Change[] {
  const edges = { before: edgesOf(left.before), after: edgesOf(left.after) };
  const remaining = leftovers(textsOf(edges.before), textsOf(edges.after));
  if (remaining.before.length + remaining.after.length === 0) {
    return left.before.length + left.after.length === 0 ? [] : [regrouped(left)];
  }
  const rest: Sides<Edge> = {
    before: remaining.before.map(readForm<Edge>),
    after: remaining.after.map(readForm<Edge>),
  };
  const same = pairBy(rest, (it) => JSON.stringify([it.relation, it.source, it.target]));
  const turned = pairBy(
    unpaired(same),
    (it) => JSON.stringify([it.relation, it.source, it.target]),
    (it) => JSON.stringify([it.relation, it.target, it.source]),
  );
  const other = pairBy(unpaired(turned), (it) =>
    JSON.stringify([it.source, it.target].sort(byCodeUnit)),
  );
  return [
    ...other.removed.map(removedEdge),
    ...turned.changed.map(({ before, after }) =>
      altered(
        'connection_reversed',
        before,
        after,
        `${edgeText(before)} reversed${annotationText(before, after)}`,
      ),
    ),
    ...other.changed.map(({ before, after }) =>
      altered(
        'connection_operator_changed',
        before,
        after,
        `${edgeText(before)} became ${edgeText(after)}${annotationText(before, after)}`,
      ),
    ),
    ...same.changed.map(({ before, after }) => annotated(before, after)),
    ...other.added.map(addedEdge),
  ];
}

/** The edges of connections; of groups too large to be taken apart, one for each group. */
export function edgesOf(connections: readonly ConnectionForm[]): Edge[] {
  const count = connections.reduce(
    (sum, { sources, targets }) => sum + sources.length * targets.length,
    0,
  );
  const single = (names: readonly string[]): readonly string[] =>
    count > MOST_EDGES ? [names.join(', ')] : names;
  return connections.flatMap(({ sources, targets, ...rest }) =>
    single(sources).flatMap((source) =>
      single(targets).map((target) => orderEnds({ ...rest, source, target })),
    ),
  );
}

function orderEnds({ constraint, label, relation, source, target }: Edge): Edge {
  const turn = relation === 'undirected' && source > target;
  return {
    constraint,
    label,
    relation,
    source: turn ? target : source,
    target: turn ? source : target,
  };
}

function textsOf(edges: readonly Edge[]): string[] {
  return edges.map((edge) => JSON.stringify(edge)).sort(byCodeUnit);
}

function unpaired({ removed, added }: Pairs<Edge>): Sides<Edge> {
  return { before: removed, after: added };
}

function removedEdge(edge: Edge): Change {
  return change('connection_removed', {
    path: `connections/${edgeText(edge)}`,
    before: valueOf(edge),
    text: `${edgeText(edge)} removed`,
  });
}

function addedEdge(edge: Edge): Change {
  return change('connection_added', {
    path: `connections/${edgeText(edge)}`,
    after: valueOf(edge),
    text: `${edgeText(edge)} added`,
  });
}

/** The same edge with another label, another constraint, or both. */
function annotated(before: Edge, after: Edge): Change {
  const edge = edgeText(before);
  if (before.constraint === after.constraint) {
    const text = `${edge} relabelled ${fromTo(before.label, after.label)}`;
    return altered('connection_relabelled', before, after, text);
  }
  const text = `${edge}${annotationText(before, after).slice(1)}`;
  return altered('connection_constraint_changed', before, after, text);
}

function annotationText(before: Edge, after: Edge): string {
  return (['constraint', 'label'] as const)
    .filter((it) => before[it] !== after[it])
    .map((it) => `, ${it} ${fromTo(before[it], after[it])}`)
    .join('');
}

function altered(kind: Change['kind'], before: Edge, after: Edge, text: string): Change {
  const path = `connections/${edgeText(before)}`;
  return change(kind, { path, before: valueOf(before), after: valueOf(after), text });
}

function regrouped({ before, after }: Sides<ConnectionForm>): Change {
  const [was, is] = [before.map(groupsText), after.map(groupsText)];
  const text = `the same edges in other groups: ${valueText(was.join('; '))} → ${valueText(is.join('; '))}`;
  return change('connections_regrouped', { path: 'connections', before: was, after: is, text });
}

function groupsText({ sources, targets, relation }: ConnectionForm): string {
  return edgeText({ source: group(sources), target: group(targets), relation });
}

function group(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `(${names.join(',')})`;
}

/** An edge as the notation writes it; `X|Y` is X given Y. */
export function edgeText({
  source,
  target,
  relation,
}: Pick<Edge, 'source' | 'target' | 'relation'>): string {
  if (relation === 'conditional') return `${target}|${source}`;
  return `${source}${relation === 'directed' ? '>' : '-'}${target}`;
}

function valueOf({ source, target, relation, label, constraint }: Edge): FrontMatterValue {
  return { source, target, relation, label, constraint };
}

/** Draws a model of many nodes by groups: what belongs together is one node. Pure. */
import { groupBy } from '../domain/lists.js';
import { plural } from '../domain/plural.js';
import type { PictureEdge, PictureGraph, PictureNode } from './graph.js';

/** More nodes than this are drawn by groups. */
export const MAX_NODES = 150;

/** Puts nodes together until there are at most {@link MAX_NODES}: by plates, then by kinds. */
export function collapseGraph(graph: PictureGraph): PictureGraph {
  if (graph.nodes.length <= MAX_NODES) return graph;
  const parents = new Map(graph.plates.map((it) => [it.id, it.parent]));
  const outermost = (plate: string): string => {
    const parent = parents.get(plate) ?? null;
    return parent === null ? plate : outermost(parent);
  };
  const keys: readonly ((node: PictureNode) => string)[] = [
    (it) => it.plate ?? it.kind,
    (it) => (it.plate === null ? it.kind : outermost(it.plate)),
    (it) => it.kind,
  ];
  const groupings = keys.map((keyOf) => groupBy(withoutJunctions(graph.nodes), keyOf));
  const groups = groupings.find((it) => it.size <= MAX_NODES) ?? new Map();
  return toGroups(graph, groups);
}

function withoutJunctions(nodes: readonly PictureNode[]): PictureNode[] {
  return nodes.filter(({ kind }) => kind !== 'junction');
}

type Groups = ReadonlyMap<string, readonly PictureNode[]>;

function toGroups(graph: PictureGraph, groups: Groups): PictureGraph {
  const labels = new Map(graph.plates.map((it) => [it.id, it.label]));
  const parents = new Map(graph.plates.map((it) => [it.id, it.parent]));
  const pathOf = (plate: string | null): string[] =>
    plate === null ? [] : [...pathOf(parents.get(plate) ?? null), labels.get(plate) ?? ''];
  const groupOf = new Map<string, string>();
  const nodes = Array.from(groups, ([key, members], index): PictureNode => {
    const id = `g${index}`;
    for (const { id: member } of members) groupOf.set(member, id);
    const name = labels.has(key) ? pathOf(key).join(', ') : (KIND_WORDS[key] ?? key);
    const caption = plural(members.length, 'node');
    return {
      id,
      kind: 'group',
      name,
      dimensions: '',
      caption,
      title: nameMembers(members),
      plate: null,
    };
  });
  return { ...graph, nodes, plates: [], edges: joinEdges(graph, groupOf) };
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  variable: 'variables',
  observed: 'observations',
  action: 'actions',
  computed: 'free energies',
  factor: 'factors',
  undeclared: 'not declared',
};

/** The number of members that a title names. */
const MAX_NAMED = 12;

function nameMembers(members: readonly PictureNode[]): string {
  const names = members.slice(0, MAX_NAMED).map(({ title }) => title.split(' · ')[0]);
  const more = members.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** One edge for all that go from a group to another, with their number. */
function joinEdges(
  { edges, nodes }: PictureGraph,
  groupOf: ReadonlyMap<string, string>,
): PictureEdge[] {
  const junctions = new Set(nodes.filter(({ kind }) => kind === 'junction').map(({ id }) => id));
  const into = groupBy(
    edges.filter(({ target }) => junctions.has(target)),
    ({ target }) => target,
  );
  const direct = edges.flatMap((edge) => {
    if (junctions.has(edge.target)) return [];
    const sources = junctions.has(edge.source)
      ? (into.get(edge.source) ?? []).map(({ source }) => source)
      : [edge.source];
    return sources.map((source) => ({ ...edge, source }));
  });
  const joined = groupBy(direct, ({ source, target, kind }) =>
    JSON.stringify([groupOf.get(source), groupOf.get(target), kind]),
  );
  return [...joined.values()].flatMap(([first, ...more], index) => {
    const [source, target] = [groupOf.get(first.source), groupOf.get(first.target)];
    // What is within a group is not shown.
    if (source === undefined || target === undefined || source === target) return [];
    const count = plural(more.length + 1, 'edge');
    return [
      { ...first, id: `e${index}`, source, target, label: String(more.length + 1), title: count },
    ];
  });
}

/** Draws a model by groups where it is too large: what belongs together is one node. Pure. */
import { groupBy } from '../domain/lists.js';
import { plural } from '../domain/plural.js';
import type { Mark, PictureEdge, PictureGraph, PictureNode, Plate } from './graph.js';

/** More nodes than this are drawn by groups. */
export const MAX_NODES = 150;

/** How nodes are put together. */
interface Grouping {
  /** The plate or the kind that a node is drawn as; undefined if it is drawn as it is. */
  readonly keyOf: (node: PictureNode) => string | undefined;
  /** Whether the point where several ends meet stays one, unless they all meet within a group. */
  readonly keepsJunctions: boolean;
}

/**
 * The same graph with fewer and fewer nodes, each of at most {@link MAX_NODES}: as it is, with a group for each innermost
 * plate, for each outermost plate, and, if it is very large, for what is of one kind.
 */
export function* coarsen(graph: PictureGraph): Generator<PictureGraph, undefined> {
  const isLarge = graph.nodes.length > MAX_NODES;
  if (!isLarge) yield graph;
  let least = graph.nodes.length;
  for (const grouping of listGroupings(graph.plates, isLarge)) {
    const grouped = toGroups(graph, grouping);
    if (grouped.nodes.length >= least) continue;
    least = grouped.nodes.length;
    if (least <= MAX_NODES) yield grouped;
  }
}

/** Whether a graph is drawn by groups. */
export function isGrouped({ nodes }: PictureGraph): boolean {
  return nodes.some(({ kind }) => kind === 'group');
}

function listGroupings(plates: readonly Plate[], isLarge: boolean): Grouping[] {
  const parents = new Map(plates.map(({ id, parent }) => [id, parent]));
  const around = new Set(parents.values());
  const outermost = (plate: string): string => {
    const parent = parents.get(plate) ?? null;
    return parent === null ? plate : outermost(parent);
  };
  const innermost: Grouping['keyOf'] = ({ plate }) =>
    plate === null || around.has(plate) ? undefined : plate;
  const whole: Grouping['keyOf'] = ({ plate }) => (plate === null ? undefined : outermost(plate));
  return [
    { keyOf: innermost, keepsJunctions: true },
    { keyOf: whole, keepsJunctions: true },
    ...(isLarge
      ? [
          { keyOf: (it: PictureNode) => it.plate ?? it.kind, keepsJunctions: false },
          { keyOf: (it: PictureNode) => whole(it) ?? it.kind, keepsJunctions: false },
          { keyOf: (it: PictureNode) => it.kind, keepsJunctions: false },
        ]
      : []),
  ];
}

function toGroups(graph: PictureGraph, { keyOf, keepsJunctions }: Grouping): PictureGraph {
  const { nodes, junctions } = splitJunctions(graph.nodes);
  const groups = groupBy(nodes, (it) => keyOf(it) ?? it.id);
  const idOf = new Map<string, string>();
  const shown = Array.from(groups, ([key, members]): PictureNode => {
    const [first] = members;
    const isAlone = keyOf(first) === undefined;
    const node = isAlone ? first : toGroup(graph.plates, key, members);
    for (const { id } of members) idOf.set(id, node.id);
    return node;
  });
  const kept = keepsJunctions ? junctions.filter((it) => joins(it, graph.edges, idOf)) : [];
  for (const { id } of kept) idOf.set(id, id);
  const all = [...shown, ...kept.map((it) => ({ ...it, plate: findFrame(it, graph, shown) }))];
  const dissolved = new Set(junctions.filter((it) => !idOf.has(it.id)).map(({ id }) => id));
  return {
    ...graph,
    nodes: all,
    plates: keepAround(graph.plates, all),
    edges: joinEdges(withoutJunctions(graph.edges, dissolved), idOf),
  };
}

function splitJunctions(all: readonly PictureNode[]) {
  return {
    nodes: all.filter(({ kind }) => kind !== 'junction'),
    junctions: all.filter(({ kind }) => kind === 'junction'),
  };
}

/** A junction stays in its plate, if that is still drawn. */
function findFrame(
  { plate }: PictureNode,
  { plates }: PictureGraph,
  shown: readonly PictureNode[],
): string | null {
  const kept = new Set(keepAround(plates, shown).map(({ id }) => id));
  const parents = new Map(plates.map(({ id, parent }) => [id, parent]));
  let frame = plate;
  while (frame !== null && !kept.has(frame)) frame = parents.get(frame) ?? null;
  return frame;
}

/** Whether what meets in a junction is not all within one group. */
function joins(
  { id }: PictureNode,
  edges: readonly PictureEdge[],
  idOf: ReadonlyMap<string, string>,
): boolean {
  const ends = edges
    .filter(({ source, target }) => source === id || target === id)
    .map(({ source, target }) => idOf.get(source === id ? target : source));
  return new Set(ends).size > 1;
}

/** The plates that something is in. */
function keepAround(plates: readonly Plate[], nodes: readonly PictureNode[]): Plate[] {
  const parents = new Map(plates.map(({ id, parent }) => [id, parent]));
  const kept = new Set<string>();
  for (const node of nodes) {
    for (let at = node.plate; at !== null && !kept.has(at); at = parents.get(at) ?? null) {
      kept.add(at);
    }
  }
  return plates.filter(({ id }) => kept.has(id));
}

function toGroup(
  plates: readonly Plate[],
  key: string,
  members: readonly PictureNode[],
): PictureNode {
  const plate = plates.find(({ id }) => id === key);
  return {
    id: `g${key}`,
    kind: 'group',
    name: plate?.label ?? KIND_WORDS[key] ?? key,
    dimensions: '',
    caption: plural(members.length, 'node'),
    title: nameMembers(members),
    plate: plate?.parent ?? null,
    ...markOf(members),
  };
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  variable: 'variables',
  observed: 'observations',
  action: 'actions',
  computed: 'free energies',
  factor: 'factors',
  undeclared: 'not declared',
};

/** The mark of what is drawn as one: that of all of it, or `changed` if only some of it has one. */
function markOf(parts: readonly { readonly mark?: Mark }[]): { readonly mark?: Mark } {
  const [first, ...others] = new Set(parts.map(({ mark }) => mark));
  if (others.length > 0) return { mark: 'changed' };
  return first === undefined ? {} : { mark: first };
}

/** The number of members that a title names. */
const MAX_NAMED = 12;

function nameMembers(members: readonly PictureNode[]): string {
  const names = members.slice(0, MAX_NAMED).map(({ title }) => title.split(' · ')[0]);
  const more = members.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Edges from each source of some junctions to each target of them, in place of those that end there. */
function withoutJunctions(
  edges: readonly PictureEdge[],
  junctions: ReadonlySet<string>,
): PictureEdge[] {
  const into = groupBy(
    edges.filter(({ target }) => junctions.has(target)),
    ({ target }) => target,
  );
  return edges.flatMap((edge) => {
    if (junctions.has(edge.target)) return [];
    const sources = junctions.has(edge.source)
      ? (into.get(edge.source) ?? []).map(({ source }) => source)
      : [edge.source];
    return sources.map((source) => ({ ...edge, source }));
  });
}

/** One edge for all that go from a group to another, with their number. What is within a group is not shown. */
function joinEdges(
  edges: readonly PictureEdge[],
  idOf: ReadonlyMap<string, string>,
): PictureEdge[] {
  const joined = groupBy(edges, ({ source, target, kind, arrow }) =>
    JSON.stringify([idOf.get(source), idOf.get(target), kind, arrow]),
  );
  return [...joined.values()].flatMap((parts, index) => {
    const [first] = parts;
    const [source, target] = [idOf.get(first.source), idOf.get(first.target)];
    const isWithin = source === target && source !== first.source;
    if (source === undefined || target === undefined || isWithin) return [];
    const edge = { ...first, id: `e${index}`, source, target };
    if (parts.length === 1) return [edge];
    const { length } = parts;
    return [{ ...edge, label: String(length), title: plural(length, 'edge'), ...markOf(parts) }];
  });
}

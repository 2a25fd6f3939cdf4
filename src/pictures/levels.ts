/** Levels of a hierarchy, which are drawn above one another: the highest at the top. Pure. */
import { groupBy } from '../domain/lists.js';
import type { Point } from './box.js';
import type { PictureGraph, Plate } from './graph.js';

/** How levels are to be laid out. */
export interface Levels {
  /** The rank of each plate of a level from the top, if there are others beside it. */
  readonly ranks: ReadonlyMap<string, number>;
  /**
   * The edges from one level to another, and the plate around both. An ordinary edge would place its target to the right of
   * its source, and so beside its level: these ones leave to the right, turn, and come back from there.
   */
  readonly turns: ReadonlyMap<string, string | null>;
}

/** Finds the levels of a graph, and the edges between them. */
export function findLevels({ nodes, edges, plates }: PictureGraph): Levels {
  const ranks = rankLevels(plates);
  const parents = new Map(plates.map(({ id, parent }) => [id, parent]));
  const levelsAround = (plate: string | null): string[] => {
    if (plate === null) return [];
    const around = levelsAround(parents.get(plate) ?? null);
    return ranks.has(plate) ? [...around, plate] : around;
  };
  const levelsOf = new Map(nodes.map(({ id, plate }) => [id, levelsAround(plate)]));
  const turns = new Map<string, string | null>();
  for (const { id, source, target } of edges) {
    const [from, to] = [levelsOf.get(source) ?? [], levelsOf.get(target) ?? []];
    const pair = from.flatMap((one) => to.map((other) => [one, other] as const));
    const apart = pair.find(
      ([one, other]) => one !== other && parents.get(one) === parents.get(other),
    );
    if (apart !== undefined) turns.set(id, parents.get(apart[0]) ?? null);
  }
  return { ranks, turns };
}

function rankLevels(plates: readonly Plate[]): Map<string, number> {
  const levels = plates.filter(({ label }) => numberOf(label) !== undefined);
  const families = [...groupBy(levels, ({ parent }) => parent).values()];
  return new Map(
    families
      .filter(({ length }) => length > 1)
      .flatMap((family) =>
        family
          .toSorted((a, b) => (numberOf(b.label) ?? 0) - (numberOf(a.label) ?? 0))
          .map(({ id }, rank) => [id, rank] as const),
      ),
  );
}

function numberOf(label: string): number | undefined {
  const [, digits] = /^level (\d+)$/.exec(label) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Joins the two halves of an edge that turns, and turns as early as it can.
 *
 * @param there - from its source to where it turns
 * @param back - from its target to there
 */
export function joinHalves(there: readonly Point[], back: readonly Point[]): readonly Point[] {
  const [beforeTurn, turn] = [there.at(-2), there.at(-1)];
  const [afterTurn, turned] = [back.at(-2), back.at(-1)];
  if (beforeTurn === undefined || turn === undefined) return back;
  if (afterTurn === undefined || turned === undefined) return there;
  const x = Math.max(beforeTurn.x, afterTurn.x);
  return [
    ...there.slice(0, -1),
    { x, y: turn.y },
    { x, y: turned.y },
    ...back.slice(0, -1).toReversed(),
  ];
}

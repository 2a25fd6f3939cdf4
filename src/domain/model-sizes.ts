/** The sizes and settings of a model of discrete states. Pure. */
import type { GnnModel, Variable } from './model.js';
import { nameKey } from './names.js';

/** How many values each observation, hidden state and action has, by variable; null if that is not known. */
export interface Sizes {
  readonly observations: Readonly<Record<string, number | null>>;
  readonly states: Readonly<Record<string, number | null>>;
  readonly actions: Readonly<Record<string, number | null>>;
}

/** A letter of the usual names, alone or indexed: `B`, `B_f0`, `B_loc`, `B1`. */
function isOf(letter: string, { name }: Pick<Variable, 'name'>): boolean {
  const key = nameKey(name);
  return key.startsWith(letter) && /^(?:$|[_^0-9])/.test(key.slice(letter.length));
}

/** The sizes that the usual variables of a model of discrete states declare. Pure. */
export function readSizes({ kind, variables }: Pick<GnnModel, 'kind' | 'variables'>): Sizes {
  const sizesOf = (letter: string, axis: number): Record<string, number | null> =>
    Object.fromEntries(
      variables
        .filter((it) => isOf(letter, it) && it.dimensions.length > axis)
        .map(({ name, dimensions }) => [name, dimensions[axis] ?? null]),
    );
  // The same letters mean other things there.
  if (kind === 'CONTINUOUS') return { observations: {}, states: {}, actions: {} };
  const states = ['B', 'D', 's'].map((letter) => sizesOf(letter, 0));
  return {
    observations: sizesOf('A', 0),
    states: states.find((it) => Object.keys(it).length > 0) ?? {},
    actions: sizesOf('B', 2),
  };
}

/** The parameters that say a size or a setting, rather than a distribution. */
export function readSettings({
  parameters,
  model_parameters: declared,
}: Pick<GnnModel, 'parameters' | 'model_parameters'>): Readonly<Record<string, unknown>> {
  const scalars = parameters.filter(
    ({ shape, value }) => shape?.length === 0 && value !== undefined,
  );
  return Object.fromEntries([...scalars, ...declared].map(({ name, value }) => [name, value]));
}

/** The declarations that names are to have. Pure. */
import type { GnnModel } from '../../../domain/model.js';
import { nameKey } from '../../../domain/names.js';

/** A declaration, and whether the model says what its shape is. */
export interface Declaration {
  readonly text: string;
  readonly isKnown: boolean;
}

/** Declares a name: with the shape of its value, else with that of its usual role, else as a scalar. */
export function draftDeclaration(name: string, model: GnnModel): Declaration {
  const shape = shapeOfValue(name, model) ?? shapeOfRole(name, model);
  const type = /^u(?![\p{L}])/u.test(name) ? 'int' : 'float';
  const text = `${name}[${(shape ?? [1]).join(',')},type=${type}]`;
  return { text, isKnown: shape !== undefined };
}

function shapeOfValue(name: string, { parameters }: GnnModel): readonly number[] | undefined {
  const key = nameKey(name);
  const shape = parameters.find((it) => nameKey(it.name) === key)?.shape;
  if (shape === undefined || shape === null || shape.includes(0)) return undefined;
  return shape.length === 0 ? [1] : shape;
}

/** What the axes of the usual tensors count: states, observations and actions. */
const ROLES: Readonly<Record<string, readonly Counted[]>> = {
  A: ['o', 's'],
  B: ['s', 's', 'u'],
  C: ['o'],
  D: ['s'],
  E: ['u'],
  G: ['u'],
  π: ['u'],
  pi: ['u'],
};

type Counted = 's' | 'o' | 'u';

/** Which axis of which variable has the number; the first one that is known counts. */
const COUNTS: Readonly<Record<Counted, readonly (readonly [name: string, axis: number])[]>> = {
  s: [
    ['s', 0],
    ['D', 0],
    ['B', 0],
    ['A', 1],
  ],
  o: [
    ['o', 0],
    ['A', 0],
    ['C', 0],
  ],
  u: [
    ['π', 0],
    ['pi', 0],
    ['E', 0],
    ['B', 2],
    ['G', 0],
  ],
};

/** The shape of a variable with a usual name; undefined unless the model says each of its sizes. */
function shapeOfRole(name: string, model: GnnModel): readonly number[] | undefined {
  const key = nameKey(name);
  // An action is one number, whatever the number of actions.
  if (key === 'u') return [1];
  const role = Object.hasOwn(ROLES, key) ? ROLES[key] : undefined;
  const sizes = role?.map((it) => countOf(it, model, key));
  return sizes?.every((it) => it !== undefined) === true ? sizes : undefined;
}

/** How many states, observations or actions a model has. @param asked - the variable that is not to be asked */
export function countOf(counted: Counted, model: GnnModel, asked = ''): number | undefined {
  for (const [name, axis] of COUNTS[counted]) {
    if (name === asked) continue;
    const variable = model.variables.find((it) => nameKey(it.name) === name);
    const size = variable?.dimensions[axis] ?? shapeOfValue(name, model)?.[axis];
    if (size !== undefined) return size;
  }
  return undefined;
}

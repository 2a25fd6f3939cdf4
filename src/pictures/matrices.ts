/** The matrices of a model as tables of numbers, with their axes named. Pure. */
import type { GnnModel, Value } from '../domain/model.js';
import { nameKey } from '../domain/names.js';
import { alignShapes } from '../validate/shapes.js';
import { findRoles, isFactor, roleOfName, type Role } from './roles.js';
import { toPlainText } from './text.js';

type Variable = GnnModel['variables'][number];

/** An axis of a matrix: what it is an index of, as far as the names say. */
export interface Axis {
  readonly name: string;
  readonly size: number;
}

/** One slice of a matrix, such as the transitions under one action. */
export interface Slice {
  /** Such as `u = 1`; empty for the only one. */
  readonly label: string;
  readonly rows: readonly (readonly number[])[];
}

/** A parameter that is drawn as heat maps. */
export interface Matrix {
  readonly name: string;
  readonly shape: readonly number[];
  readonly caption: string;
  readonly row: Axis;
  readonly column: Axis;
  readonly slices: readonly Slice[];
}

/** A parameter that is not drawn, and why. */
export interface Undrawn {
  readonly name: string;
  readonly reason: string;
}

/** More rows or columns are too small to see. */
const MAX_SIDE = 64;
/** More slices are counted only. */
export const MAX_SLICES = 12;

/** Lists the matrices of a model. @param values - of its parameters, also those that are too large for it */
export function listMatrices(
  model: GnnModel,
  values: readonly (Value | undefined)[] = model.parameters.map((it) => it.value),
): (Matrix | Undrawn)[] {
  const roles = findRoles(model);
  const variables = new Map(model.variables.map((it) => [nameKey(it.name), it]));
  return model.parameters.flatMap((parameter, index) => {
    const key = nameKey(parameter.name);
    const role = roles.get(key) ?? roleOfName(parameter.name);
    if (role === undefined || !isFactor(role)) return [];
    const variable = variables.get(key);
    return [readMatrix(parameter, values[index], { role, variable, model, roles })];
  });
}

/** Whether a parameter is drawn. */
export function isDrawn(matrix: Matrix | Undrawn): matrix is Matrix {
  return 'slices' in matrix;
}

interface Surroundings {
  readonly role: Role;
  readonly variable: Variable | undefined;
  readonly model: GnnModel;
  readonly roles: ReadonlyMap<string, Role>;
}

function readMatrix(
  { name: written, shape }: GnnModel['parameters'][number],
  value: Value | undefined,
  around: Surroundings,
): Matrix | Undrawn {
  const name = toPlainText(written);
  if (shape === null)
    return { name, reason: 'its value is symbolic or has rows of several lengths' };
  if (value === undefined)
    return { name, reason: `${shape.join('×')} elements are too many to keep` };
  if (shape.includes(0)) return { name, reason: 'it is empty' };
  const tensor = toTensor(value, shape);
  if (tensor === undefined) return { name, reason: 'its value is not all numbers' };
  const ordered = orderAxes(tensor, written, around.variable);
  const [rows = 1, columns = 1, ...more] =
    ordered.shape.length === 1 ? [1, ...ordered.shape] : ordered.shape;
  if (Math.max(rows, columns) > MAX_SIDE) {
    return { name, reason: `${shape.join('×')} is too large to draw` };
  }
  const names = nameAxes(around, written, ordered.shape.length);
  const [row, column, ...rest] = ordered.shape.length === 1 ? ['', ...names] : names;
  return {
    name,
    shape,
    caption: toPlainText(around.variable?.ontology_term ?? ''),
    row: { name: row ?? '', size: rows },
    column: { name: column ?? '', size: columns },
    slices: slice(ordered, { rows, columns, more, names: rest }),
  };
}

/** Numbers in the order of their indices, the last index first to change. */
interface Tensor {
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

function toTensor(value: Value, shape: readonly number[]): Tensor | undefined {
  const numbers: number[] = [];
  const walk = (part: Value): boolean => {
    if (Array.isArray(part)) return part.every((it: Value) => walk(it));
    const number = toNumber(part);
    if (number !== undefined) numbers.push(number);
    return number !== undefined;
  };
  if (!walk(value)) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  return count === numbers.length ? { shape, numbers } : undefined;
}

/** JSON has no infinities, and writes them as texts. */
function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value === 'inf' || value === '-inf') return value === 'inf' ? Infinity : -Infinity;
  return value === 'nan' ? NaN : undefined;
}

/** Puts the axes in the order of the declaration, and leaves out those that are mere brackets. */
function orderAxes(tensor: Tensor, name: string, variable: Variable | undefined): Tensor {
  const declared = variable?.dimensions ?? [];
  const [alignment] = alignShapes(name, declared, tensor.shape);
  const axes = tensor.shape.map((size, axis) => ({ size, axis, at: alignment?.[axis] ?? axis }));
  const isVector = axes.filter(({ size }) => size > 1).length < 2;
  const kept = axes.filter(({ size }) => size > 1 || !isVector);
  const ordered = kept.toSorted((a, b) => a.at - b.at);
  const shape = ordered.length === 0 ? [1] : ordered.map(({ size }) => size);
  const strides = tensor.shape.map((_, axis) =>
    tensor.shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const numbers = listIndices(shape).map((indices) => {
    const offsets = ordered.map(({ axis }, place) => (indices[place] ?? 0) * (strides[axis] ?? 0));
    return tensor.numbers[offsets.reduce((sum, offset) => sum + offset, 0)] ?? NaN;
  });
  return { shape, numbers };
}

function listIndices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (found, size) =>
      found.flatMap((indices) => Array.from({ length: size }, (_, index) => [...indices, index])),
    [[]],
  );
}

/** Cuts a tensor into matrices, one for each index of the axes after the second. */
function slice(
  { numbers }: Tensor,
  {
    rows,
    columns,
    more,
    names,
  }: {
    readonly rows: number;
    readonly columns: number;
    readonly more: readonly number[];
    readonly names: readonly string[];
  },
): Slice[] {
  const depth = more.reduce((product, size) => product * size, 1);
  return listIndices(more).map((indices, at) => ({
    label: indices.map((index, axis) => `${names[axis] ?? '#'} = ${index}`).join(', '),
    rows: Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => {
        return numbers[(row * columns + column) * depth + at] ?? NaN;
      }),
    ),
  }));
}

/** The variables that the axes of each role are indices of; `'` is the next state. */
const AXES: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  likelihood: ['observation', 'state', 'state', 'state'],
  transition: ['state', 'state', 'action'],
  preference: ['observation', 'time'],
  prior: ['state'],
  habit: ['policy'],
};

const WORDS: Readonly<Partial<Record<Role, string>>> = {
  observation: 'o',
  state: 's',
  action: 'u',
  policy: 'π',
  time: 't',
};

/** Names the axes of a parameter after the variables with its suffix, or by the field's letters. */
function nameAxes(around: Surroundings, written: string, count: number): string[] {
  const { model, roles } = around;
  const { name, role } = findCounted(written, around);
  const wanted = AXES[role] ?? [];
  const suffix = suffixOf(name);
  const ofRole = (it: Role): string[] =>
    model.variables
      .filter((variable) => roles.get(nameKey(variable.name)) === it)
      .map((variable) => toPlainText(variable.name))
      .filter((variable) => !/(?:'|_prime|_next|[+-]\d+)$/.test(variable));
  const isLikelihood = role === 'likelihood';
  const [action] = ofRole('action');
  return Array.from({ length: count }, (_, axis) => {
    const part = wanted[axis];
    if (part === undefined) return axis === 0 ? 'row' : axis === 1 ? 'column' : '#';
    const all = ofRole(part);
    const own = all.find((it) => suffixOf(it) === suffix);
    const linked = isLikelihood && axis === 0 ? findPredicted(name, around) : undefined;
    const inOrder =
      isLikelihood && axis > 0 ? all[axis - 1] : all.length === 1 ? all[0] : undefined;
    const found = own ?? linked ?? inOrder ?? WORDS[part] ?? '';
    const isSeveral = isLikelihood && axis > 0 && count > 2;
    // What is observed may depend on the action, as in a bandit.
    const shown = isSeveral ? (all[axis - 1] ?? action ?? found) : found;
    return role === 'transition' && axis === 0 ? `${shown}′` : shown;
  });
}

/** The parameter that another one counts or is a prior of, as `dirichlet_A` of `A`; else itself. */
function findCounted(
  name: string,
  { role, model, roles }: Surroundings,
): { readonly name: string; readonly role: Role } {
  const counted = model.variables.find((it) => {
    const key = nameKey(it.name);
    return /^[A-E](?![a-z])/.test(key) && nameKey(name).endsWith(`_${key}`) && roles.has(key);
  });
  if (counted === undefined) return { name, role };
  return { name: counted.name, role: roles.get(nameKey(counted.name)) ?? role };
}

/** What a likelihood without an observation of its own predicts: the state of a lower level, as its connections say. */
function findPredicted(name: string, { model, roles }: Surroundings): string | undefined {
  const key = nameKey(name);
  const targets = model.connections
    .filter(({ sources }) => sources.some((it) => nameKey(it) === key))
    .flatMap((it) => it.targets);
  const parts: readonly Role[] = ['observation', 'state'];
  const found = parts.flatMap((part) => targets.filter((it) => roles.get(nameKey(it)) === part));
  return found[0] === undefined ? undefined : toPlainText(found[0]);
}

function suffixOf(name: string): string {
  return nameKey(name).replace(/^[^_0-9]*_?/, '');
}

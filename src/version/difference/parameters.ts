import type { Change, Extent, FrontMatterValue, Value } from '../../domain/model.js';
import type { ComparableModel } from '../../domain/semantic-form.js';
import { nameKey } from '../../domain/names.js';
import type { ParameterForm } from '../semantic-form.js';
import { change } from './kinds.js';
import type { Sides } from './unmatched.js';
import { pairBy } from './unmatched.js';
import { distanceText, fromTo, shapeText } from './words.js';

/** Values of more characters, as JSON, are told by their shape and hash alone. */
const MOST_CHARACTERS = 600;
const MOST_ELEMENTS = 100;

/** The value of a parameter of one of the two models; undefined where it is not known. */
type ValueOf = (form: ParameterForm) => Value | undefined;

/** Looks up values by the names that the model itself uses. */
export function valuesOf({ model, values }: ComparableModel): (name: string) => Value | undefined {
  let byName: ReadonlyMap<string, Value | undefined> | undefined;
  return (name) => {
    byName ??= new Map(model.parameters.map((it, index) => [nameKey(it.name), values[index]]));
    return byName.get(name);
  };
}

/** Initial values added, removed, of another shape, and of other numbers. */
export function compareParameters(
  left: Sides<ParameterForm>,
  valueBefore: ValueOf,
  valueAfter: ValueOf,
): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) =>
      change('parameter_removed', {
        path: `parameters/${it.name}`,
        before: told(it, valueBefore(it)),
        text: `value of ${it.name} removed`,
      }),
    ),
    ...changed.map(({ before, after }) => {
      const sides = {
        path: `parameters/${after.name}`,
        before: told(before, valueBefore(before)),
        after: told(after, valueAfter(after)),
      };
      if (JSON.stringify(before.shape) !== JSON.stringify(after.shape)) {
        const text = `value of ${after.name} reshaped ${shapeText(before.shape)} → ${shapeText(after.shape)}`;
        return change('parameter_reshaped', { ...sides, text });
      }
      return compareValues(after.name, sides, valueBefore(before), valueAfter(after));
    }),
    ...added.map((it) =>
      change('parameter_added', {
        path: `parameters/${it.name}`,
        after: told(it, valueAfter(it)),
        text: `value of ${it.name} added`,
      }),
    ),
  ];
}

function compareValues(
  name: string,
  sides: { path: string; before: FrontMatterValue; after: FrontMatterValue },
  before: Value | undefined,
  after: Value | undefined,
): Change {
  if (before === undefined || after === undefined) {
    return change('parameter_changed', { ...sides, text: `${name} changed` });
  }
  if (!Array.isArray(before) || !Array.isArray(after)) {
    const extent = extentOf(before, after);
    const text = `${name} ${fromTo(before, after)}`;
    return change('parameter_changed', { ...sides, ...(extent && { extent }), text });
  }
  const extent = extentOf(before, after);
  if (extent === undefined) {
    return change('parameter_changed', { ...sides, text: `${name} ${fromTo(before, after)}` });
  }
  const [was, is] = [before, after].map((value) => elementAt(value, extent.at));
  const by = extent.largest === null ? '' : ` by ${distanceText(extent.largest)}`;
  const text =
    extent.changed === 1
      ? `${name}[${extent.at.join(',')}] ${fromTo(was, is)}`
      : `${name} changed in ${extent.changed} of ${extent.elements} elements, most${by} at [${extent.at.join(',')}]: ${fromTo(was, is)}`;
  return change('parameter_changed', { ...sides, extent, text });
}

/** Where two values of one shape differ: how often, and where most. Undefined for texts. */
function extentOf(before: Value, after: Value): Extent | undefined {
  const state = { changed: 0, elements: 0, largest: -1, at: [] as number[] };
  // Depth is bounded by the parser: values nest 32 deep at most.
  const walk = (a: Value | undefined, b: Value | undefined, at: readonly number[]): boolean => {
    if (Array.isArray(a) && Array.isArray(b)) {
      const length = Math.max(a.length, b.length);
      for (let index = 0; index < length; index += 1) {
        if (!walk(a[index], b[index], [...at, index])) return false;
      }
      return true;
    }
    const [x, y] = [numeric(a), numeric(b)];
    if (x === undefined || y === undefined) return false;
    state.elements += 1;
    if (Object.is(x, y) || x === y) return true;
    state.changed += 1;
    const gap = Math.abs(y - x);
    // A change from or to a value that is no finite number is larger than any other.
    const size = Number.isFinite(gap) ? gap : Infinity;
    if (size > state.largest) Object.assign(state, { largest: size, at: [...at] });
    return true;
  };
  if (!walk(before, after, []) || state.changed === 0) return undefined;
  const { changed, elements, largest, at } = state;
  return { changed, elements, largest: Number.isFinite(largest) ? largest : null, at };
}

/** Numbers, and what the notation writes for those that JSON cannot hold. */
function numeric(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (value === 'inf') return Infinity;
  if (value === '-inf') return -Infinity;
  return value === 'nan' ? NaN : undefined;
}

function elementAt(value: Value | undefined, at: readonly number[]): Value | undefined {
  return at.reduce<Value | undefined>(
    (inner, index) => (Array.isArray(inner) ? inner[index] : undefined),
    value,
  );
}

/** A value as a change tells it: shape and hash, and the value itself where it is short. */
function told({ shape, value_hash }: ParameterForm, value: Value | undefined): FrontMatterValue {
  const elements = shape?.reduce((product, size) => product * size, 1) ?? 0;
  const isShort = elements <= MOST_ELEMENTS && isBrief(value);
  return {
    shape: shape === null ? null : [...shape],
    value: isShort ? (value ?? null) : null,
    value_hash,
  };
}

// A ragged value has no shape to tell its size by.
function isBrief(value: Value | undefined): boolean {
  return (JSON.stringify(value)?.length ?? 0) <= MOST_CHARACTERS;
}

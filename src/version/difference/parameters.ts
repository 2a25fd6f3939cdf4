import type { Change, Extent, FrontMatterValue, Value } from '../../domain/model.js';
import type { ComparableModel } from '../../domain/semantic-form.js';
import { nameKey } from '../../domain/names.js';
import type { ParameterForm } from '../semantic-form.js';
import { createChange, type ChangedValues } from './importance.js';
import { pairBy, type Sides } from './unmatched.js';
import { formatDistance, formatTransition, formatShape } from './words.js';

/** Values with more characters of JSON are represented by their shape and hash only. */
const MAX_CHARACTERS = 600;
const MAX_ELEMENTS = 100;

/** Looks up the value of a parameter in one of the two models; undefined if it is unknown. */
type ValueOf = (form: ParameterForm) => Value | undefined;

/** Returns a lookup of values by the names that the model itself uses. */
export function createValueLookup({
  model,
  values,
}: ComparableModel): (name: string) => Value | undefined {
  let byName: ReadonlyMap<string, Value | undefined> | undefined;
  return (name) => {
    byName ??= new Map(model.parameters.map((it, index) => [nameKey(it.name), values[index]]));
    return byName.get(name);
  };
}

/** Compares initial values: added, removed, reshaped, or with other elements. */
export function compareParameters(
  left: Sides<ParameterForm>,
  valueBefore: ValueOf,
  valueAfter: ValueOf,
): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) =>
      createChange('parameter_removed', `parameters/${it.name}`, `value of ${it.name} removed`, {
        before: toChangeValue(it, valueBefore(it)),
      }),
    ),
    ...changed.map(({ before, after }) => {
      const sides = {
        before: toChangeValue(before, valueBefore(before)),
        after: toChangeValue(after, valueAfter(after)),
      };
      if (JSON.stringify(before.shape) !== JSON.stringify(after.shape)) {
        const text = `value of ${after.name} reshaped ${formatShape(before.shape)} → ${formatShape(after.shape)}`;
        return createChange('parameter_reshaped', `parameters/${after.name}`, text, sides);
      }
      return compareValues(after.name, sides, valueBefore(before), valueAfter(after));
    }),
    ...added.map((it) =>
      createChange('parameter_added', `parameters/${it.name}`, `value of ${it.name} added`, {
        after: toChangeValue(it, valueAfter(it)),
      }),
    ),
  ];
}

function compareValues(
  name: string,
  sides: ChangedValues,
  before: Value | undefined,
  after: Value | undefined,
): Change {
  const path = `parameters/${name}`;
  if (before === undefined || after === undefined) {
    return createChange('parameter_changed', path, `${name} changed`, sides);
  }
  const extent = measureExtent(before, after);
  if (extent === undefined || !Array.isArray(before) || !Array.isArray(after)) {
    const text = `${name} ${formatTransition(before, after)}`;
    return createChange('parameter_changed', path, text, { ...sides, ...(extent && { extent }) });
  }
  const [was, is] = [before, after].map((value) => getElement(value, extent.at));
  const by = extent.largest === null ? '' : ` by ${formatDistance(extent.largest)}`;
  const text =
    extent.changed === 1
      ? `${name}[${extent.at.join(',')}] ${formatTransition(was, is)}`
      : `${name} changed in ${extent.changed} of ${extent.elements} elements, most${by} at [${extent.at.join(',')}]: ${formatTransition(was, is)}`;
  return createChange('parameter_changed', path, text, { ...sides, extent });
}

/** Measures where and by how much two values of the same shape differ. Undefined for text. */
function measureExtent(before: Value, after: Value): Extent | undefined {
  const state = { changed: 0, elements: 0, largest: -1, at: [] as number[] };
  // The parser limits the nesting of values, so the recursion is bounded.
  const walk = (a: Value | undefined, b: Value | undefined, at: readonly number[]): boolean => {
    if (Array.isArray(a) && Array.isArray(b)) {
      const length = Math.max(a.length, b.length);
      for (let index = 0; index < length; index += 1) {
        if (!walk(a[index], b[index], [...at, index])) return false;
      }
      return true;
    }
    const [x, y] = [toNumber(a), toNumber(b)];
    if (x === undefined || y === undefined) return false;
    state.elements += 1;
    if (Object.is(x, y) || x === y) return true;
    state.changed += 1;
    const gap = Math.abs(y - x);
    // A change from or to a value that is not finite is larger than any other.
    const size = Number.isFinite(gap) ? gap : Infinity;
    if (size > state.largest) Object.assign(state, { largest: size, at: [...at] });
    return true;
  };
  if (!walk(before, after, []) || state.changed === 0) return undefined;
  const { changed, elements, largest, at } = state;
  return { changed, elements, largest: Number.isFinite(largest) ? largest : null, at };
}

/** Reads a number, including infinities and NaN, which JSON can only represent as strings. */
function toNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (value === 'inf') return Infinity;
  if (value === '-inf') return -Infinity;
  return value === 'nan' ? NaN : undefined;
}

function getElement(value: Value | undefined, at: readonly number[]): Value | undefined {
  return at.reduce<Value | undefined>(
    (inner, index) => (Array.isArray(inner) ? inner[index] : undefined),
    value,
  );
}

/** Represents a value in a change: shape and hash, and the value itself if it is short. */
function toChangeValue(
  { shape, value_hash }: ParameterForm,
  value: Value | undefined,
): FrontMatterValue {
  const elements = shape?.reduce((product, size) => product * size, 1) ?? 0;
  const isShort = elements <= MAX_ELEMENTS && isBrief(value);
  return {
    shape: shape === null ? null : [...shape],
    value: isShort ? (value ?? null) : null,
    value_hash,
  };
}

// The size of a ragged value does not follow from its shape.
function isBrief(value: Value | undefined): boolean {
  return (JSON.stringify(value)?.length ?? 0) <= MAX_CHARACTERS;
}

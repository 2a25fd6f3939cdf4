/** Longer texts are no call whose shape could be known. */
const LONGEST_CALL = 256;
const NUMBER = String.raw`[+-]?[0-9.]+(?:e[+-]?[0-9]+)?`;
const CALL = new RegExp(
  String.raw`^(?:-\s*|${NUMBER}\s*\*\s*)?((?:[a-z]+\.)*)([a-z]+)\s*\(((?:[^()]|\([^()]*\))*)\)(?:\s*[*/]\s*${NUMBER})?$`,
  'isu',
);
/** How a tensor's initial value is named; the words of `default=` among them. */
const FILLED: ReadonlySet<string> = new Set(['eye', 'identity', 'ones', 'uniform', 'zeros']);
const RANDOM: ReadonlySet<string> = new Set(['rand', 'randn', 'random']);

/** Whether a text such as `eye(3)`, `np.zeros((2,3))` or `uniform` says exactly which numbers it means. */
export function isFilledTensor(text: string): boolean {
  if (FILLED.has(text.toLowerCase())) return true;
  const call = callOf(text);
  return call !== null && FILLED.has(call.name);
}

/**
 * The shape of a text such as `identity(3,3,1)`, `eye(3)` or `np.zeros((2,3))`, as far as its
 * arguments are numbers (notation, section 7). Null where it is not known: `zeros(3)` alone is a
 * vector to some and a matrix to others.
 */
export function knownShape(text: string): number[] | null {
  const call = callOf(text);
  if (call === null) return null;
  const { library, name, sizes, isTuple } = call;
  if (sizes === null || sizes.length === 0) return null;
  const [only = 0] = sizes;
  if (sizes.length > 1 || isTuple) return sizes;
  if (name === 'eye' || name === 'identity') return [only, only];
  return name === 'uniform' || library ? sizes : null;
}

/** Braces and parentheses around a single call mean nothing; a square bracket is a dimension. */
function withoutBrackets(text: string): string {
  let inner = text;
  while (/^\{.*\}$|^\(.*\)$/su.test(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

interface Call {
  /** Whether the function is one of a library, such as `np.zeros`. */
  readonly library: boolean;
  readonly name: string;
  /** Null unless all are positive integers. */
  readonly sizes: number[] | null;
  readonly isTuple: boolean;
}

function callOf(text: string): Call | null {
  const found = text.length > LONGEST_CALL ? null : CALL.exec(withoutBrackets(text));
  if (found === null) return null;
  const [, library = '', word = '', inner = ''] = found;
  const name = word.toLowerCase();
  // The arguments of a library's `uniform` are the bounds of a distribution.
  if (!FILLED.has(name) && !RANDOM.has(name)) return null;
  if (name === 'uniform' && library !== '') return null;
  const [, tuple] =
    /^\s*(?:(?:shape|size)\s*=\s*)?[[(]([^()[\]]*)[\])]\s*(?:,[^()[\]]*)?$/su.exec(inner) ?? [];
  const sizes = (tuple ?? inner)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && !/^\w+\s*=/.test(item));
  const areSizes = sizes.every((item) => /^0*[1-9][0-9]{0,6}$/.test(item));
  return {
    library: library !== '',
    name,
    sizes: areSizes ? sizes.map(Number) : null,
    isTuple: tuple !== undefined,
  };
}

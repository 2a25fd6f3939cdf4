/** Every place at which a spec names a variable, so that a name can be followed and changed. */
import type { ModelParameter, Variable } from '../domain/model.js';
import { isName, nameKey, referenceKeys } from '../domain/names.js';
import type { Place, PlaceKind } from '../domain/places.js';
import type { Spec } from '../domain/spec.js';
import { commentStart } from './lines.js';
import { nameRanges } from './places.js';
import type { SourceText } from './source.js';
import { lineAt, lineEnd } from './source.js';

/** A place that names a variable or a key of ModelParameters. */
export interface Occurrence {
  /** What names of one variable have in common. */
  readonly key: string;
  /** `expression` is text in a value. */
  readonly kind: NamingKind | 'expression';
  readonly start: number;
  readonly end: number;
}

/** A variable or a key of ModelParameters, and all that names it. */
export interface NamedThing {
  readonly key: string;
  readonly name: string;
  readonly variable: Variable | undefined;
  readonly setting: ModelParameter | undefined;
  /** In file order. */
  readonly occurrences: readonly Occurrence[];
}

const NAMING = [
  'declared',
  'dimension',
  'connected',
  'index',
  'assigned',
  'setting',
  'annotated',
  'time',
  'equation',
] as const satisfies readonly PlaceKind[];
type NamingKind = (typeof NAMING)[number];

const IS_NAMING: ReadonlySet<PlaceKind> = new Set(NAMING);
/** Words there are only names if they are declared. */
const MAY_BE_WORDS: ReadonlySet<Occurrence['kind']> = new Set(['index', 'equation', 'expression']);

/**
 * Collects the places that name each variable of a model: declared ones, keys of ModelParameters, and
 * names that are declared nowhere.
 *
 * @param places - those of the model, in file order
 */
export function findOccurrences(
  { model }: Pick<Spec, 'model'>,
  source: SourceText,
  places: readonly Place[],
): Map<string, NamedThing> {
  const variables = new Map(model.variables.map((it) => [nameKey(it.name), it]));
  const settings = new Map(model.model_parameters.map((it) => [nameKey(it.name), it]));
  const isKnown = (key: string): boolean => variables.has(key) || settings.has(key);
  const found = new Map<string, Occurrence[]>();
  const add = (kind: Occurrence['kind'], start: number, end: number): void => {
    const written = source.text.slice(start, end);
    const [whole, plain = whole] = referenceKeys(written);
    const key = isKnown(whole) || kind === 'declared' ? whole : plain;
    if (MAY_BE_WORDS.has(kind) && !isKnown(key)) return;
    const offset = key === whole ? 0 : (/[+-][0-9]+$/.exec(written)?.[0].length ?? 0);
    const list = found.get(key) ?? [];
    if (list.length === 0) found.set(key, list);
    list.push({ key, kind, start, end: end - offset });
  };
  for (const { kind, start, end } of places) if (isNaming(kind)) add(kind, start, end);
  for (const [start, end] of findExpressions({ model }, source, places)) {
    for (const [from, to] of nameRanges(source.text, start, end)) add('expression', from, to);
  }
  return new Map(
    Array.from(found, ([key, occurrences]) => [
      key,
      describe(key, occurrences, source, variables.get(key), settings.get(key)),
    ]),
  );
}

function describe(
  key: string,
  occurrences: Occurrence[],
  source: SourceText,
  variable: Variable | undefined,
  setting: ModelParameter | undefined,
): NamedThing {
  const [first] = occurrences;
  const written = first === undefined ? key : source.text.slice(first.start, first.end);
  occurrences.sort((a, b) => a.start - b.start);
  return {
    key,
    name: variable?.name ?? setting?.name ?? written,
    variable,
    setting,
    occurrences,
  };
}

function isNaming(kind: PlaceKind): kind is NamingKind {
  return IS_NAMING.has(kind);
}

/** The stretches of values that are text, without comments and quoted strings. */
function* findExpressions(
  { model }: Pick<Spec, 'model'>,
  source: SourceText,
  places: readonly Place[],
): Generator<readonly [number, number]> {
  const symbolic = new Set(model.parameters.filter((it) => it.symbolic).map((it) => it.line));
  if (symbolic.size === 0) return;
  for (const [index, place] of places.entries()) {
    const name = places[index - 1];
    if (place.kind !== 'value' || name?.kind !== 'assigned') continue;
    if (!symbolic.has(lineAt(source, name.start))) continue;
    for (let at = place.start; at < place.end;) {
      const to = Math.min(place.end, lineEnd(source, lineAt(source, at)));
      const end = commentStart(source.text, at, to);
      yield* withoutStrings(source.text, at, end);
      at = to + 1;
    }
  }
}

function* withoutStrings(
  text: string,
  start: number,
  end: number,
): Generator<readonly [number, number]> {
  let from = start;
  for (const match of text.slice(start, end).matchAll(/"[^"]*"/g)) {
    yield [from, start + match.index];
    from = start + match.index + match[0].length;
  }
  yield [from, end];
}

/** Whether a text can be the name of a variable: one name, without a time offset. */
export function canBeName(text: string): boolean {
  return text !== '' && isName(text) && !/[+-][0-9]+$/.test(text);
}

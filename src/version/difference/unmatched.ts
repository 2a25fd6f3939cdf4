import type { SemanticForm } from '../../domain/semantic-form.js';
import { groupBy } from '../../domain/lists.js';

/** Items of the earlier and the later model. */
export interface Sides<Item> {
  readonly before: Item[];
  readonly after: Item[];
}

/** The texts that only one of two sorted lists has. */
export function findUnmatched(before: readonly string[], after: readonly string[]): Sides<string> {
  const left: Sides<string> = { before: [], after: [] };
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [before[i], after[j]];
    if (a === b) {
      if (a === undefined) return left;
      i += 1;
      j += 1;
    } else if (b === undefined || (a !== undefined && a < b)) {
      if (a !== undefined) left.before.push(a);
      i += 1;
    } else {
      left.after.push(b);
      j += 1;
    }
  }
}

/** A part of the semantic form that is a list of declarations. */
export type FormPart = Exclude<keyof SemanticForm, 'kind' | 'time'>;

/** The declarations of a part that only one of two models has. */
export function findUnmatchedForms<Form>(
  part: FormPart,
  before: SemanticForm,
  after: SemanticForm,
): Sides<Form> {
  return readSides<Form>(findUnmatched(before[part], after[part]));
}

/** Parses the forms of both sides. */
export function readSides<Form>({ before, after }: Sides<string>): Sides<Form> {
  return { before: before.map(readForm<Form>), after: after.map(readForm<Form>) };
}

/** Parses a form from its canonical text; the caller knows the type. */
export function readForm<Form>(text: string): Form {
  return JSON.parse(text) as Form;
}

/** With more names than this, searching for them costs more than it saves. */
const MAX_NAMES = 16;

/** Returns a test whether a text may contain one of some names; it may give false positives. */
export function createNameTest(names: Iterable<string>): (text: string) => boolean {
  // A name starts a string, or is inside `len(…)`.
  const patterns = [...names].flatMap((name) => {
    const inner = JSON.stringify(name).slice(1, -1);
    return [`"${inner}`, `(${inner}`, `( ${inner}`];
  });
  if (patterns.length > 3 * MAX_NAMES) return () => true;
  return (text) => patterns.some((pattern) => text.includes(pattern));
}

/** Pairs of items with the same key, and the items without a partner. */
export interface Pairs<Item> {
  readonly removed: Item[];
  readonly added: Item[];
  readonly changed: { readonly before: Item; readonly after: Item }[];
}

/**
 * Pairs items by key; items with the same key are paired in order.
 *
 * @param keyAfter - the key of the later side, if it is computed differently
 */
export function pairBy<Item>(
  { before, after }: Sides<Item>,
  keyOf: (item: Item) => string,
  keyAfter: (item: Item) => string = keyOf,
): Pairs<Item> {
  const waiting = groupBy(after, keyAfter);
  const pairs: Pairs<Item> = { removed: [], added: [], changed: [] };
  const paired = new Set<Item>();
  for (const item of before) {
    const group = waiting.get(keyOf(item));
    const partner = group?.shift();
    if (partner === undefined) {
      pairs.removed.push(item);
      continue;
    }
    paired.add(partner);
    pairs.changed.push({ before: item, after: partner });
  }
  pairs.added.push(...after.filter((item) => !paired.has(item)));
  return pairs;
}

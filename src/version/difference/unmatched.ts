import type { SemanticForm } from '../../domain/semantic-form.js';
import { groupBy } from '../group-by.js';

/** What stands on one side only. */
export interface Sides<Item> {
  readonly before: Item[];
  readonly after: Item[];
}

/** What is left of two sorted lists of texts when the texts that both have are taken away. */
export function leftovers(before: readonly string[], after: readonly string[]): Sides<string> {
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

/** A part of the form that is a list of declarations. */
export type Part = Exclude<keyof SemanticForm, 'kind' | 'time'>;

/** What is left of both sides of a part of two models. */
export function leftForms<Form>(
  part: Part,
  before: SemanticForm,
  after: SemanticForm,
): Sides<Form> {
  const left = leftovers(before[part], after[part]);
  return { before: left.before.map(readForm<Form>), after: left.after.map(readForm<Form>) };
}

/** A form from its canonical text; what made the text decides the type. */
export function readForm<Form>(text: string): Form {
  return JSON.parse(text) as Form;
}

/** The canonical text of a form. */
export function writeForm(form: object): string {
  return JSON.stringify(form);
}

/** With more names than this, looking for them costs more than it saves. */
const FEW = 16;

/** Tells the texts in which one of some names may stand; true also where it only looks like it. */
export function mentions(names: Iterable<string>): (text: string) => boolean {
  // A name is a text's beginning, or stands in `len(…)`.
  const written = [...names].flatMap((name) => {
    const inner = JSON.stringify(name).slice(1, -1);
    return [`"${inner}`, `(${inner}`, `( ${inner}`];
  });
  if (written.length > 3 * FEW) return () => true;
  return (text) => written.some((name) => text.includes(name));
}

/** Items of both sides that have the same key, in pairs; and those that have no partner. */
export interface Pairs<Item> {
  readonly removed: Item[];
  readonly added: Item[];
  readonly changed: { readonly before: Item; readonly after: Item }[];
}

/**
 * Pairs items by a key, in their order where several have the same.
 *
 * @param keyAfter - the key of the later side, where it is another
 */
export function pairBy<Item>(
  { before, after }: Sides<Item>,
  keyOf: (item: Item) => string,
  keyAfter: (item: Item) => string = keyOf,
): Pairs<Item> {
  const waiting = groupBy(after, keyAfter);
  const pairs: Pairs<Item> = { removed: [], added: [], changed: [] };
  const taken = new Set<Item>();
  for (const item of before) {
    const group = waiting.get(keyOf(item));
    const partner = group?.shift();
    if (partner === undefined) {
      pairs.removed.push(item);
      continue;
    }
    taken.add(partner);
    pairs.changed.push({ before: item, after: partner });
  }
  pairs.added.push(...after.filter((item) => !taken.has(item)));
  return pairs;
}

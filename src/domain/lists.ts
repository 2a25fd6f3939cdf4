/** What many places do with lists and texts: read, shorten and group them. Pure. */

/** The items of a text that are separated by commas, without white space around them and empty ones. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** As {@link splitList}, but not at commas in double quotes, which stay. */
export function splitQuoted(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^,"]|")+/gu) ?? [])
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A name without the double quotes that it may be written in. */
export function unquote(name: string): string {
  return /^"([^"]+)"$/.exec(name)?.[1] ?? name;
}

/** Cuts a text that is longer than a number of characters, but no surrogate pair in half. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Cuts a text that is longer than a number of characters, of which some are surrogate pairs. */
export function truncateCharacters(text: string, most: number): string {
  // Few of a long text are looked at: a character has at most two units.
  const characters = Array.from(text.slice(0, 2 * most + 1));
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/** Cuts a text after a word: `at the…`. What is one long word is cut anywhere. */
export function truncateWords(text: string, most: number): string {
  const cut = truncateCharacters(text, most);
  return cut === text ? text : cut.replace(/\s+\S*…$/u, '…');
}

/** The first items of a list, and the number of the rest: `a, b and 3 more`. */
export function abbreviate(items: readonly string[], most: number, separator = ', '): string {
  const shown = items.slice(0, most).join(separator);
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

/** The items of a list by their keys, both in the order of the list. */
export function groupBy<Key, Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The first items of something that is iterated over, which is not asked for more. */
export function first<Item>(items: Iterable<Item>, most: number): Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (found.length === most) break;
    found.push(item);
  }
  return found;
}

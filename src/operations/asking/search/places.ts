/**
 * Where a word stands, in one line: `1:0,3*2,1;4:7`. For each text its number, then the rows that have
 * the word, each as the distance from the one before it (base 36), and how often where that is more
 * than once. Pure.
 */

/** By text, by row: how often. */
export type Places = Record<string, Record<string, number>>;

const RADIX = 36;

/** A line as it was written. */
export function readPlaces(line: string | undefined): Places {
  const places: Places = {};
  for (const part of line === undefined || line === '' ? [] : line.split(';')) {
    const colon = part.indexOf(':');
    const counts: Record<string, number> = {};
    let row = 0;
    for (const item of part.slice(colon + 1).split(',')) {
      const star = item.indexOf('*');
      row += Number.parseInt(star < 0 ? item : item.slice(0, star), RADIX);
      counts[row] = star < 0 ? 1 : Number.parseInt(item.slice(star + 1), RADIX);
    }
    places[part.slice(0, colon)] = counts;
  }
  return places;
}

/** Places whose rows, counted from 0, have other numbers. */
export function renumber(places: Places, numbers: readonly number[]): Places {
  const renumbered: Places = {};
  for (const [text, counts] of Object.entries(places)) {
    const moved: Record<string, number> = {};
    for (const [row, count] of Object.entries(counts)) moved[numbers[Number(row)] ?? row] = count;
    renumbered[text] = moved;
  }
  return renumbered;
}

/**
 * What is to be changed so that places which were there are no more: 0 for what is gone, nothing for
 * what is as it was.
 *
 * @param now - the places that are to be there instead; it is changed
 */
export function withoutFormer(now: Places, former: Places): Places {
  for (const [text, counts] of Object.entries(former)) {
    const known = (now[text] ??= {});
    for (const [row, count] of Object.entries(counts)) {
      if (known[row] === count) delete known[row];
      else known[row] ??= 0;
    }
  }
  return now;
}

/** A line with places set anew, or taken out where they are 0; empty where none is left. */
export function withPlaces(line: string | undefined, edits: Places): string {
  const places = readPlaces(line);
  for (const [text, counts] of Object.entries(edits)) {
    const known = (places[text] ??= {});
    for (const [row, count] of Object.entries(counts)) {
      if (count > 0) known[row] = count;
      else delete known[row];
    }
  }
  return writePlaces(places);
}

// Keys that are whole numbers come in their order, whenever they were set.
function writePlaces(places: Places): string {
  const parts: string[] = [];
  for (const [text, counts] of Object.entries(places)) {
    let before = 0;
    const items = Object.entries(counts).map(([written, count]) => {
      const row = Number(written);
      const distance = (row - before).toString(RADIX);
      before = row;
      return count === 1 ? distance : `${distance}*${count.toString(RADIX)}`;
    });
    if (items.length > 0) parts.push(`${text}:${items.join(',')}`);
  }
  return parts.join(';');
}

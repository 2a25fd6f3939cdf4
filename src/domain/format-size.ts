/** Formats large numbers for people. Pure. */

/** Bytes in decimal units, as disks and publishers count them: `4.92 GB`. */
export function formatBytes(bytes: number): string {
  return scale(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], ' ');
}

/** A number of parameters as names have it: `1.24B`. */
export function formatCount(count: number): string {
  return scale(count, ['', 'K', 'M', 'B', 'T'], '');
}

function scale(value: number, units: readonly string[], gap: string): string {
  let [left, at] = [value, 0];
  while (left >= 999.5 && at < units.length - 1) {
    left /= 1000;
    at += 1;
  }
  const number = at === 0 ? String(left) : String(Number(left.toPrecision(3)));
  return `${number}${gap}${units[at]}`.trim();
}

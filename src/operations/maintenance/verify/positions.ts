/**
 * JSON without the places in a file: one model of several has other lines in its archive than it had
 * in its file.
 */
export function withoutPositions(json: string): string {
  const isPlace = /^(?:line|end_line|column|lines)$/;
  return JSON.stringify(JSON.parse(json), (key, value: unknown) =>
    isPlace.test(key) ? null : value,
  );
}

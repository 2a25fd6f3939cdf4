/**
 * Returns JSON without positions in a file: in its archive, one of several models has different line
 * numbers than in its file.
 */
export function withoutPositions(json: string): string {
  const isPlace = /^(?:line|end_line|column|lines)$/;
  return JSON.stringify(JSON.parse(json), (key, value: unknown) =>
    isPlace.test(key) ? null : value,
  );
}

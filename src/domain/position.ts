/** A position in a file on disk: line, and column in Unicode code points, both 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** A place in a file as it is on disk: lines and Unicode code points, both from 1. */
export interface Position {
  line: number;
  column: number;
}

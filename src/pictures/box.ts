/** Where something is in a picture, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle, from its upper left corner. */
export interface Box extends Point, Size {}

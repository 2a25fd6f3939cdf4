/** A shape while it is made: its properties can still be set. */
export type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** What searches are answered from, as it can be kept beside a registry. */

/** An index, as it is kept. */
export interface StoredIndex {
  /** The state that it was made of. */
  readonly key: string;
  /** The deleted models, which are not to be found, with the marks of their entries. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly segment: StoredSegment;
}

/** Some models with their words. A row is a model's place among the ids. */
export interface StoredSegment {
  readonly ids: readonly string[];
  /** The names of the properties shown for each model. */
  readonly columns: readonly string[];
  /** All words, in the order of their code units. */
  readonly words: readonly string[];
  /** Where the places of each word end. */
  readonly placeEnds: Uint32Array;
  readonly places: Uint8Array;
  /** How many different words each text of each model has. */
  readonly lengths: Uint32Array;
  /** The numbers of the values of each model. */
  readonly cells: Uint32Array;
  /** Where each value ends. */
  readonly valueEnds: Uint32Array;
  /** Each different value once, as JSON. */
  readonly values: Uint8Array;
}

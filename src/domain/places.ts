/** The words of a spec and where they are: what an editor shows, follows and renames. */

/** What a word is where it stands. */
export type PlaceKind =
  /** The name of a variable where it is declared. */
  | 'declared'
  /** A name among the dimensions of a declaration, alone or in `len(…)`. */
  | 'dimension'
  /** A number among the dimensions of a declaration, or an exact value. */
  | 'size'
  | 'attribute'
  | 'type'
  | 'default'
  /** A name in a connection, without its time index. */
  | 'connected'
  /** A name within a time index, such as the `t` of `s[t-1]`. */
  | 'index'
  | 'operator'
  /** The name before a value of InitialParameterization. */
  | 'assigned'
  /** A value of InitialParameterization or ModelParameters, with its brackets. */
  | 'value'
  /** A key of ModelParameters. */
  | 'setting'
  /** The name before an ontology term. */
  | 'annotated'
  | 'term'
  /** The name of the time variable in Time. */
  | 'time'
  /** A name in an equation. */
  | 'equation'
  /** A declaration or a connection as a whole, without its comment. */
  | 'declaration'
  | 'connection';

/** A word of a spec, from one offset up to another, in the text with LF line ends and without a mark. */
export interface Place {
  readonly kind: PlaceKind;
  readonly start: number;
  readonly end: number;
}

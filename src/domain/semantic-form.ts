/** The meaning of a model apart from its notation, by which versions are compared. */
import type { GnnModel, Value, Weights } from './model.js';

/**
 * The meaning of a model apart from its notation. Each declaration is canonical JSON text (RFC
 * 8785), and the texts of each part are sorted by code units, so equal models have equal forms.
 */
export interface SemanticForm {
  readonly connections: readonly string[];
  readonly equations: readonly string[];
  readonly flags: readonly string[];
  readonly kind: string;
  readonly model_parameters: readonly string[];
  readonly ontology: readonly string[];
  readonly parameters: readonly string[];
  readonly time: string;
  readonly variables: readonly string[];
}

/** A model prepared for comparison. */
export interface ComparableModel {
  readonly model: GnnModel;
  readonly form: SemanticForm;
  /** The parameters' values, in order; undefined for a value that was too large to be stored. */
  readonly values: readonly (Value | undefined)[];
  /** What is known of a model of weights, of which the model has nothing but its name. */
  readonly weights?: Weights;
}

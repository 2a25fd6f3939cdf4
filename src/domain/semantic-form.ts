/** A model without how it is written: what versions are told apart by. */
import type { GnnModel, Value } from './model.js';

/**
 * What a model says, without how it is written. Each declaration is a text of canonical JSON (RFC
 * 8785), and the texts of each part are in code-unit order: equal forms are equal models.
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

/** A model as differences are taken of it. */
export interface ComparableModel {
  readonly model: GnnModel;
  readonly form: SemanticForm;
  /** The values of its parameters, in their order; undefined where one was too large to be kept. */
  readonly values: readonly (Value | undefined)[];
}

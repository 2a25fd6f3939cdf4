import type { Change, ChangeKind, Importance } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { toOneLine } from './words.js';

/** What a kind of change means for users of the model. */
interface KindInfo {
  readonly importance: Importance;
  /** Whether code that was rendered from the model must be rendered again. */
  readonly rerender: boolean;
}

const BREAKING = { importance: 'major', rerender: true } as const;
const COMPUTATIONAL = { importance: 'minor', rerender: true } as const;
/** Changes the structured part of a model, but nothing that is computed from it. */
const DESCRIPTIVE = { importance: 'minor', rerender: false } as const;

/** Kinds of changes between models of weights. */
export const WEIGHTS_KINDS = {
  architecture_changed: BREAKING,
  vocabulary_changed: BREAKING,
  tensor_removed: BREAKING,
  tensor_reshaped: BREAKING,
  tensor_added: BREAKING,
  quantisation_changed: COMPUTATIONAL,
  tensor_requantised: COMPUTATIONAL,
  weights_changed: COMPUTATIONAL,
  fact_changed: { importance: 'patch', rerender: false },
} as const satisfies Partial<Record<ChangeKind, KindInfo>>;

/**
 * Every kind of change, in the order in which changes of equal importance are listed. Major changes
 * remove or alter something that users relied on; minor changes affect anything else in the
 * structured part of the model; patch changes leave the model the same.
 */
export const CHANGE_KINDS: Readonly<Record<ChangeKind, KindInfo>> = {
  unknown: BREAKING,
  kind_changed: BREAKING,
  ...WEIGHTS_KINDS,
  variable_removed: BREAKING,
  variable_renamed: BREAKING,
  variable_reshaped: BREAKING,
  variable_retyped: BREAKING,
  variable_added: COMPUTATIONAL,
  variable_default_changed: COMPUTATIONAL,
  variable_block_changed: DESCRIPTIVE,
  connection_removed: BREAKING,
  connection_reversed: BREAKING,
  connection_operator_changed: BREAKING,
  connection_added: COMPUTATIONAL,
  connection_constraint_changed: COMPUTATIONAL,
  connection_relabelled: DESCRIPTIVE,
  connections_regrouped: DESCRIPTIVE,
  parameter_removed: BREAKING,
  parameter_added: COMPUTATIONAL,
  parameter_reshaped: COMPUTATIONAL,
  parameter_changed: COMPUTATIONAL,
  model_parameter_removed: COMPUTATIONAL,
  model_parameter_added: COMPUTATIONAL,
  model_parameter_changed: COMPUTATIONAL,
  time_changed: COMPUTATIONAL,
  horizon_changed: COMPUTATIONAL,
  flag_removed: COMPUTATIONAL,
  flag_added: COMPUTATIONAL,
  flag_changed: COMPUTATIONAL,
  equation_removed: COMPUTATIONAL,
  equation_added: DESCRIPTIVE,
  equation_changed: DESCRIPTIVE,
  ontology_term_removed: COMPUTATIONAL,
  ontology_term_added: DESCRIPTIVE,
  ontology_term_changed: DESCRIPTIVE,
  text_changed: { importance: 'patch', rerender: false },
};

const ORDER = new Map(Object.keys(CHANGE_KINDS).map((kind, index) => [kind, index]));
const RANK: Readonly<Record<Importance, number>> = { major: 0, minor: 1, patch: 2 };

/** What a change concerns: the values before and after it, and how much of them changed. */
export type ChangedValues = Partial<Pick<Change, 'before' | 'after' | 'extent'>>;

/**
 * Creates a change; its importance follows from its kind.
 *
 * @param path - where in the model, such as `variables/B/type`
 * @param text - a description for people
 */
export function createChange(
  kind: ChangeKind,
  path: string,
  text: string,
  { before = null, after = null, extent }: ChangedValues = {},
): Change {
  const { importance } = CHANGE_KINDS[kind];
  const values = { before, after, ...(extent && { extent }) };
  return { kind, importance, path, ...values, text: toOneLine(text) };
}

/** Compares changes by importance, then by kind, then by path. */
export function byImportance(a: Change, b: Change): number {
  return (
    RANK[a.importance] - RANK[b.importance] ||
    (ORDER.get(a.kind) ?? 0) - (ORDER.get(b.kind) ?? 0) ||
    byCodeUnit(a.path, b.path)
  );
}

/** The greatest importance among changes; no changes, or only other bytes, count as a patch. */
export function findImportance(changes: readonly Pick<Change, 'importance'>[]): Importance {
  if (changes.some((it) => it.importance === 'major')) return 'major';
  return changes.some((it) => it.importance === 'minor') ? 'minor' : 'patch';
}

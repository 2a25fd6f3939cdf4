import type {
  Change,
  ChangeKind,
  Extent,
  FrontMatterValue,
  Importance,
} from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { oneLine } from './words.js';

/** What a kind of change means for whoever uses the model. */
interface KindInfo {
  readonly importance: Importance;
  /** Code that was rendered from the model has to be rendered again. */
  readonly rerender: boolean;
}

const GONE = { importance: 'major', rerender: true } as const;
const COMPUTES = { importance: 'minor', rerender: true } as const;
/** In the structured part of a model, but not in what is computed from it. */
const SAYS = { importance: 'minor', rerender: false } as const;

/**
 * Every kind of change, in the order in which changes of one importance are told. Major is what a
 * user of the model relied on and that is gone or different; minor is everything else that the
 * model computes or says in its structured part; patch leaves the model the same.
 */
export const CHANGE_KINDS: Readonly<Record<ChangeKind, KindInfo>> = {
  unknown: GONE,
  kind_changed: GONE,
  variable_removed: GONE,
  variable_renamed: GONE,
  variable_reshaped: GONE,
  variable_retyped: GONE,
  variable_added: COMPUTES,
  variable_default_changed: COMPUTES,
  connection_removed: GONE,
  connection_reversed: GONE,
  connection_operator_changed: GONE,
  connection_added: COMPUTES,
  connection_constraint_changed: COMPUTES,
  connection_relabelled: SAYS,
  connections_regrouped: SAYS,
  parameter_removed: GONE,
  parameter_added: COMPUTES,
  parameter_reshaped: COMPUTES,
  parameter_changed: COMPUTES,
  model_parameter_removed: COMPUTES,
  model_parameter_added: COMPUTES,
  model_parameter_changed: COMPUTES,
  time_changed: COMPUTES,
  horizon_changed: COMPUTES,
  flag_removed: COMPUTES,
  flag_added: COMPUTES,
  flag_changed: COMPUTES,
  equation_removed: COMPUTES,
  equation_added: SAYS,
  equation_changed: SAYS,
  ontology_term_removed: COMPUTES,
  ontology_term_added: SAYS,
  ontology_term_changed: SAYS,
  text_changed: { importance: 'patch', rerender: false },
};

const ORDER = new Map(Object.keys(CHANGE_KINDS).map((kind, index) => [kind, index]));
const RANK: Readonly<Record<Importance, number>> = { major: 0, minor: 1, patch: 2 };

/** What a change is made of besides its kind. */
export interface ChangeParts {
  readonly path: string;
  readonly before?: FrontMatterValue;
  readonly after?: FrontMatterValue;
  readonly extent?: Extent;
  /** The change in words. */
  readonly text: string;
}

/** A change with the importance of its kind. */
export function change(
  kind: ChangeKind,
  { path, before = null, after = null, extent, text }: ChangeParts,
): Change {
  const { importance } = CHANGE_KINDS[kind];
  return { kind, importance, path, before, after, ...(extent && { extent }), text: oneLine(text) };
}

/** The more important first; then by kind; within a kind by what they are about. */
export function byWeight(a: Change, b: Change): number {
  return (
    RANK[a.importance] - RANK[b.importance] ||
    (ORDER.get(a.kind) ?? 0) - (ORDER.get(b.kind) ?? 0) ||
    byCodeUnit(a.path, b.path)
  );
}

/** The greatest importance among changes; none at all, or other bytes only, are a patch. */
export function importanceOf(changes: readonly Pick<Change, 'importance'>[]): Importance {
  if (changes.some((it) => it.importance === 'major')) return 'major';
  return changes.some((it) => it.importance === 'minor') ? 'minor' : 'patch';
}

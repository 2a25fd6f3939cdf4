import type { Change, ChangeKind, FrontMatterValue } from '../../domain/model.js';
import type { VariableForm } from '../semantic-form.js';
import { createChange } from './importance.js';
import { pairBy, type Sides } from './unmatched.js';
import { formatTransition, formatShape } from './words.js';

/** Compares variables: which were added or removed, and what changed in the others. */
export function compareVariables(left: Sides<VariableForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) =>
      createChange('variable_removed', `variables/${it.name}`, `${it.name} removed`, {
        before: toChangeValue(it),
      }),
    ),
    ...changed.flatMap(({ before, after }) => compareVariable(before, after)),
    ...added.map((it) =>
      createChange('variable_added', `variables/${it.name}`, `${it.name} added`, {
        after: toChangeValue(it),
      }),
    ),
  ];
}

/** The change of a renamed variable. */
export function createRename(before: string, after: string): Change {
  const text = `${before} renamed to ${after}`;
  return createChange('variable_renamed', `variables/${before}`, text, { before, after });
}

function compareVariable(before: VariableForm, after: VariableForm): Change[] {
  const path = `variables/${after.name}`;
  const compare = (
    kind: ChangeKind,
    key: string,
    verb: string,
    [was, is]: Transition,
  ): Change[] => {
    const text = `${after.name} ${verb} ${formatTransition(was, is)}`;
    return was === is
      ? []
      : [createChange(kind, `${path}/${key}`, text, { before: was, after: is })];
  };
  const changes: Change[] = [];
  const [was, is] = [[...before.dimensions], [...after.dimensions]];
  if (JSON.stringify(was) !== JSON.stringify(is)) {
    const text = `${after.name} reshaped ${formatShape(was)} → ${formatShape(is)}`;
    const values = { before: was, after: is };
    changes.push(createChange('variable_reshaped', `${path}/dimensions`, text, values));
  }
  return [
    ...changes,
    ...compare('variable_retyped', 'type', 'retyped', [before.type, after.type]),
    ...compare('variable_default_changed', 'default', 'default', [before.default, after.default]),
    ...compare('variable_block_changed', 'block', 'moved', [blockOf(before), blockOf(after)]),
  ];
}

type Transition = readonly [before: string | null, after: string | null];

function blockOf({ block }: VariableForm): string {
  return block ?? 'StateSpaceBlock';
}

function toChangeValue({ dimensions, type, default: hint, block }: VariableForm): FrontMatterValue {
  const place = block === undefined ? {} : { block };
  return { dimensions: [...dimensions], type, default: hint, ...place };
}

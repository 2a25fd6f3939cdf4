import type { Change, FrontMatterValue } from '../../domain/model.js';
import type { VariableForm } from '../semantic-form.js';
import { createChange } from './importance.js';
import type { Sides } from './unmatched.js';
import { pairBy } from './unmatched.js';
import { formatTransition, formatShape } from './words.js';

/** Compares variables: which were added or removed, and what changed in the others. */
export function compareVariables(left: Sides<VariableForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) =>
      createChange('variable_removed', {
        path: `variables/${it.name}`,
        before: toChangeValue(it),
        text: `${it.name} removed`,
      }),
    ),
    ...changed.flatMap(({ before, after }) => compareVariable(before, after)),
    ...added.map((it) =>
      createChange('variable_added', {
        path: `variables/${it.name}`,
        after: toChangeValue(it),
        text: `${it.name} added`,
      }),
    ),
  ];
}

/** The change of a renamed variable. */
export function createRename(before: string, after: string): Change {
  const text = `${before} renamed to ${after}`;
  return createChange('variable_renamed', { path: `variables/${before}`, before, after, text });
}

function compareVariable(before: VariableForm, after: VariableForm): Change[] {
  const path = `variables/${after.name}`;
  const changes: Change[] = [];
  if (JSON.stringify(before.dimensions) !== JSON.stringify(after.dimensions)) {
    changes.push(
      createChange('variable_reshaped', {
        path: `${path}/dimensions`,
        before: [...before.dimensions],
        after: [...after.dimensions],
        text: `${after.name} reshaped ${formatShape(before.dimensions)} → ${formatShape(after.dimensions)}`,
      }),
    );
  }
  if (before.type !== after.type) {
    changes.push(
      createChange('variable_retyped', {
        path: `${path}/type`,
        before: before.type,
        after: after.type,
        text: `${after.name} retyped ${formatTransition(before.type, after.type)}`,
      }),
    );
  }
  if (before.default !== after.default) {
    changes.push(
      createChange('variable_default_changed', {
        path: `${path}/default`,
        before: before.default,
        after: after.default,
        text: `${after.name} default ${formatTransition(before.default, after.default)}`,
      }),
    );
  }
  if (before.block !== after.block) {
    const [was, is] = [before, after].map((it) => it.block ?? 'StateSpaceBlock');
    changes.push(
      createChange('variable_block_changed', {
        path: `${path}/block`,
        before: was ?? null,
        after: is ?? null,
        text: `${after.name} moved ${formatTransition(was, is)}`,
      }),
    );
  }
  return changes;
}

function toChangeValue({ dimensions, type, default: hint, block }: VariableForm): FrontMatterValue {
  const place = block === undefined ? {} : { block };
  return { dimensions: [...dimensions], type, default: hint, ...place };
}

import type { Change, FrontMatterValue } from '../../domain/model.js';
import type { VariableForm } from '../semantic-form.js';
import { change } from './kinds.js';
import type { Sides } from './unmatched.js';
import { pairBy } from './unmatched.js';
import { fromTo, shapeText } from './words.js';

/** Variables added and removed; and of those that stay, what of them is different. */
export function compareVariables(left: Sides<VariableForm>): Change[] {
  const { removed, added, changed } = pairBy(left, ({ name }) => name);
  return [
    ...removed.map((it) =>
      change('variable_removed', {
        path: `variables/${it.name}`,
        before: declaration(it),
        text: `${it.name} removed`,
      }),
    ),
    ...changed.flatMap(({ before, after }) => compareVariable(before, after)),
    ...added.map((it) =>
      change('variable_added', {
        path: `variables/${it.name}`,
        after: declaration(it),
        text: `${it.name} added`,
      }),
    ),
  ];
}

/** The renaming of a variable. */
export function renamed(before: string, after: string): Change {
  const text = `${before} renamed to ${after}`;
  return change('variable_renamed', { path: `variables/${before}`, before, after, text });
}

function compareVariable(before: VariableForm, after: VariableForm): Change[] {
  const path = `variables/${after.name}`;
  const changes: Change[] = [];
  if (JSON.stringify(before.dimensions) !== JSON.stringify(after.dimensions)) {
    changes.push(
      change('variable_reshaped', {
        path: `${path}/dimensions`,
        before: [...before.dimensions],
        after: [...after.dimensions],
        text: `${after.name} reshaped ${shapeText(before.dimensions)} → ${shapeText(after.dimensions)}`,
      }),
    );
  }
  if (before.type !== after.type) {
    changes.push(
      change('variable_retyped', {
        path: `${path}/type`,
        before: before.type,
        after: after.type,
        text: `${after.name} retyped ${fromTo(before.type, after.type)}`,
      }),
    );
  }
  if (before.default !== after.default) {
    changes.push(
      change('variable_default_changed', {
        path: `${path}/default`,
        before: before.default,
        after: after.default,
        text: `${after.name} default ${fromTo(before.default, after.default)}`,
      }),
    );
  }
  return changes;
}

function declaration({ dimensions, type, default: hint }: VariableForm): FrontMatterValue {
  return { dimensions: [...dimensions], type, default: hint };
}

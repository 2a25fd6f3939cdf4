import { fieldOf, type FoundField } from '../../../../operations/queries/field.js';
import { resolveReference } from '../../../../operations/versions.js';
import type { Call } from '../../command.js';
import { renderModel } from '../../render/queries/model.js';
import { escapeControls } from '../../render/escape.js';
import { answer, type Answer } from '../answer.js';

/** `get REF`: all that is known, or one field of it. */
export function getCommand(call: Call): Promise<number> {
  const [reference = ''] = call.words;
  const { field } = call.flags;
  return answer(call, async ({ open }) => {
    const { models } = (await open()).state;
    if (field !== undefined) return tellField(fieldOf(models, reference, field), field);
    const { entry, version } = resolveReference(models, reference);
    return {
      data: { model: entry, version },
      ids: () => [`${entry.model_id}@${version.version}`],
      text: (view) => renderModel(entry, version, view),
    };
  });
}

function tellField({ entry, version, value }: FoundField, field: string): Answer {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return {
    data: { model_id: entry.model_id, version: version.version, field, value },
    ids: () => [text],
    // On a terminal nothing in a value may steer it; elsewhere every byte counts.
    text: ({ isTerminal }) => [isTerminal ? text.replace(/[^\n\t]+/g, escapeControls) : text],
  };
}

import type { Entry, ModelOutcome } from '../../domain/model.js';
import type { View } from '../commands/answer.js';
import { escapeControls } from './escape.js';
import { bumpText } from './reasons.js';

/**
 * What a rollback did.
 *
 * @param held - what the spec file still holds; null where it holds the old content too
 */
export function renderRollback(
  outcome: ModelOutcome,
  target: string,
  held: NonNullable<Entry['rolled_back_from']> | null,
  { colours }: View,
): string[] {
  const { model_id: id, version, previous_version: before, file_path: path } = outcome;
  const line =
    outcome.outcome === 'unchanged'
      ? `${id} ${version}  nothing new: it has the content of ${target} already`
      : `${id} ${before} → ${version}  ${bumpText(outcome)}`;
  const file =
    held === null
      ? `${path} holds the content of ${target}`
      : `${path} still holds the content of ${held.version}; runs leave it alone until it changes (--write-source rewrites it)`;
  return [escapeControls(line), colours.dim(escapeControls(file))];
}

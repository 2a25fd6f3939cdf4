import type { Entry, VersionEntry } from '../../../domain/model.js';
import type { RollbackResult } from '../../../operations/mutations/rollback.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatBump } from './reasons.js';

export const ROLLBACK: RendererOf<'rollback'> = {
  ids: ({ result: { outcome } }) => [`${outcome.model_id}@${outcome.version}`],
  text: ({ result }, _, view) => renderRollback(result, view),
};

/** The parts of a rollback that are shown. */
type ShownRollback = Pick<RollbackResult, 'outcome' | 'specFile'> & {
  readonly entry: Pick<Entry, 'file_path' | 'file_hash' | 'rolled_back_from'>;
  readonly target: Pick<VersionEntry, 'version'>;
};

/** Renders what a rollback did, and what that means for the spec file. */
export function renderRollback(done: ShownRollback, { colours }: Pick<View, 'colours'>): string[] {
  const { model_id: id, version, previous_version: before, outcome } = done.outcome;
  const line =
    outcome === 'unchanged'
      ? `${id} ${version}  nothing new: it already has the content of ${done.target.version}`
      : `${id} ${before} → ${version}  ${formatBump(done.outcome)}`;
  return [escapeControls(line), colours.dim(escapeControls(describeFile(done)))];
}

function describeFile({ entry, specFile, target }: ShownRollback): string {
  const { file_path: path, file_hash: ofSeveral, rolled_back_from: held } = entry;
  switch (specFile) {
    case 'old_content':
      return `${path} has the content of ${target.version}`;
    case 'rolled_back': {
      const how = ofSeveral === null ? ' (--write-source rewrites it)' : '';
      return `${path} still has the content of ${held?.version ?? 'before'}; runs ignore it until it changes${how}`;
    }
    case 'unregistered':
      return `${path} has unregistered changes; the next run will register them`;
    case 'gone':
      return `${path} does not exist`;
  }
}

/** What the registry has of a model, and what it would make of the text. Pure. */
import type { CodeLens } from 'vscode-languageserver';
import { summarizeReasons } from '../../../domain/changes.js';
import type { ModelOutcome, VersionChanges } from '../../../domain/model.js';
import { lineEnd, lineStart } from '../../../gnn/source.js';
import type { Analysis } from '../analysis.js';
import type { Planned } from '../places.js';
import { toRange } from '../text.js';
import { nameLine } from './structure.js';

/** The command of a lens: shows all changes of a model. */
export const SHOW_CHANGES = 'gnn-registry.showChanges';

/** A lens above the name of each model that a run would register. */
export function listLenses(
  analysis: Analysis,
  { outcomes, isThere }: Planned,
  uri: string,
): CodeLens[] {
  const { accepted } = analysis.read;
  // Without a registry, a version says nothing.
  if (!isThere || outcomes.length !== accepted.length) return [];
  return accepted.flatMap(({ spec }, index) => {
    const model = analysis.models.find((it) => it.spec === spec);
    const outcome = outcomes[index];
    if (model === undefined || outcome === undefined) return [];
    const line = nameLine(model, analysis);
    const { source } = analysis;
    return {
      range: toRange(analysis, lineStart(source, line), lineEnd(source, line)),
      command: { title: describeOutcome(outcome), command: SHOW_CHANGES, arguments: [uri, index] },
    };
  });
}

/** What becomes of a model: `agent 1.0.0 → 2.0.0 major: A reshaped 2×2 → 3×2`. */
export function describeOutcome(outcome: ModelOutcome): string {
  const { model_id: id, version, previous_version: before, bump, changes } = outcome;
  if (outcome.outcome === 'new_model') return `${id}: not registered yet, would be ${version}`;
  if (outcome.outcome === 'unchanged') return `${id} ${version}: as registered`;
  if (outcome.outcome === 'updated') return `${id} ${version}: the entry would be updated`;
  const why = changes === null ? '' : `: ${summarizeReasons(changes)}`;
  const how = bump === null || bump === 'initial' ? '' : ` ${describeBump(bump, changes)}`;
  return `${id} ${before ?? ''} → ${version}${how}${why}`;
}

/** What is declared in the text does not say how large the changes are. */
function describeBump(bump: string, changes: VersionChanges | null): string {
  return bump === 'declared' && changes !== null
    ? `declared, changes are ${changes.importance}`
    : bump;
}

/** How many changes one message lists. */
const MOST_CHANGES = 20;

/** What becomes of a model, in full: a line for it, and one for each change. */
export function describeChanges(outcome: ModelOutcome): string {
  const { list = [], total = 0 } = outcome.changes ?? {};
  if (total < 2) return describeOutcome(outcome);
  const lines = list.slice(0, MOST_CHANGES).map((it) => `${it.importance}: ${it.text}`);
  const rest = total - lines.length;
  return [describeOutcome(outcome), ...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

/** What the registry has of a model, and what it would make of the text. Pure. */
import type { CodeLens } from 'vscode-languageserver';
import { summarizeReasons } from '../../../domain/changes.js';
import type { ModelOutcome } from '../../../domain/model.js';
import { lineEnd, lineStart } from '../../../gnn/source.js';
import type { Analysis } from '../analysis.js';
import type { Planned } from '../places.js';
import { toRange } from '../text.js';
import { nameLine } from './structure.js';

/** A lens above the name of each model that a run would register. */
export function listLenses(analysis: Analysis, { outcomes, isThere }: Planned): CodeLens[] {
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
      command: { title: describeOutcome(outcome), command: '' },
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
  const how = bump === null || bump === 'initial' ? '' : ` ${bump}`;
  return `${id} ${before ?? ''} → ${version}${how}${why}`;
}

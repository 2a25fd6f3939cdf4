/** Models that specs name in their front matter, and that are not registered. Pure. */
import { formatReference } from '../domain/declared-lineage.js';
import { diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import { presentIds, type Models } from '../domain/models.js';
import { prepareSlip } from '../domain/nearest.js';
import type { WrittenModel } from './plan-model.js';
import { findModelId } from './reference.js';

/**
 * Prepares to find the declared parents and dependencies that are not registered: they may be later, so a
 * name that resembles that of a model is a warning, and any other one an info.
 *
 * @param models - with those of the run
 */
export function prepareUnknown(models: Models): (written: WrittenModel) => Diagnostic[] {
  let findNear: ReturnType<typeof prepareSlip> | undefined;
  return ({ accepted: { facts } }) => {
    const { lineage, positions } = facts;
    const named = [
      ...lineage.parents.map((it) => ['parent', formatReference(it)] as const),
      ...lineage.dependencies.map((it) => ['dependencies', it] as const),
    ];
    return named
      .filter(([, reference]) => findModelId(reference, models) === null)
      .map(([key, reference]) => {
        findNear ??= prepareSlip(presentIds(models));
        const near = findNear(reference.split('@')[0] ?? '');
        const what = key === 'parent' ? 'parent' : 'dependency';
        const message = `the ${what} ${reference} is not in the registry`;
        return near === undefined
          ? diagnostic('GNN-I027', positions[key], message)
          : diagnostic('GNN-W045', positions[key], `${message}; did you mean ${near}?`);
      });
  };
}

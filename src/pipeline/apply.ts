import type { Environment, StepOptions } from '../domain/options.js';
import { emitMetadata } from '../emit/metadata.js';
import type { Layout } from '../store/layout.js';
import { metadataPath } from '../store/layout.js';
import {
  prepareRegistry,
  saveRegistry,
  sweepOutput,
  writeArchives,
  writeArtifacts,
} from '../store/registry.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

const MEGABYTE = 1e6;

/**
 * Writes what a plan says: the models' files first, so that the registry never names one that is
 * not there.
 *
 * @param mustSave - write the registry also where the plan leaves its entries as they are
 */
export async function applyPlan(
  plan: Pick<Plan, 'state' | 'changed' | 'written'>,
  layout: Layout,
  { settings, jobs }: Pick<StepOptions, 'settings' | 'jobs'>,
  mustSave: boolean,
  onProgress?: Environment['onProgress'],
): Promise<void> {
  const generation = plan.state.generation + (plan.changed ? 0 : 1);
  const registry =
    plan.changed || mustSave
      ? prepareRegistry(
          layout,
          { ...plan.state, generation },
          settings.max_registry_size * MEGABYTE,
        )
      : null;
  const archives = plan.written.map(({ archive, accepted }) => ({
    path: archive,
    bytes: accepted.bytes,
  }));
  await sweepOutput(layout);
  await writeArchives(layout, archives, jobs);
  if (settings.extract_metadata) {
    const files = plan.written.map(metadataFile);
    await writeArtifacts(layout, files, jobs, (done) =>
      onProgress?.({ stage: 'write', done, total: files.length }),
    );
  }
  if (registry !== null) await saveRegistry(layout, registry, { backup: settings.registry_backup });
}

function metadataFile({ entry, accepted, diagnostics }: WrittenModel): {
  path: string;
  text: string;
} {
  const { hash, semanticHash, model } = accepted;
  return {
    path: metadataPath(entry.model_id),
    text: emitMetadata({ entry, hash, semanticHash, model, diagnostics }),
  };
}

import type { Diagnostic } from '../../domain/diagnostics.js';
import { defineQuery } from '../operation.js';
import type { BumpInput, BumpModel, BumpOutput } from '../generated/shapes.js';
import { planRegistration } from '../mutations/register.js';
import type { OpenedRegistry } from '../workplace.js';

const VERSION_FINDINGS = new Set<Diagnostic['code']>([
  'GNN-I009',
  'GNN-W020',
  'GNN-W022',
  'GNN-W023',
  'GNN-W024',
]);

/**
 * Explains what a run would do with one file: the version that each of its models would get, and why.
 * Writes nothing.
 *
 * @throws RegistryError `spec-refused` if a run would refuse the file
 */
export async function explainBump(
  registry: OpenedRegistry,
  filePath: string,
): Promise<BumpModel[]> {
  const { state, history } = registry;
  const plan = await (await planRegistration(registry, filePath, state))(state, history);
  const read = new Map(
    plan.written.flatMap((it) =>
      'accepted' in it ? [[it.entry.model_id, it.accepted.facts]] : [],
    ),
  );
  return plan.outcomes.map((it) => ({
    model_id: it.model_id,
    file_path: it.file_path,
    outcome: it.outcome,
    version: it.version,
    previous_version: it.previous_version,
    bump: it.bump,
    changes: it.changes,
    same_content_as: it.same_content_as,
    declared: read.get(it.model_id)?.declaredVersion ?? null,
    remarks: plan.diagnostics
      .filter((found) => found.modelId === it.model_id)
      .flatMap((found) => found.diagnostics)
      .filter((found) => VERSION_FINDINGS.has(found.code))
      .map((found) => `${found.code} ${found.message}`),
  }));
}

export const BUMP = defineQuery({
  query: (registry, { file }: BumpInput) => explainBump(registry, file),
  opensEmpty: true,
  present: (models): BumpOutput => models,
});

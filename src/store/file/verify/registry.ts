/** Verifies that the registry file is intact, valid and the newest committed state. */
import type { FileInspection, FileStep } from './step.js';
import { RegistryError } from '../../../domain/errors.js';
import { getShownPath } from '../layout.js';
import { matchesSchema } from '../registry-schema.js';
import { plural } from '../../../domain/plural.js';
import type { Finding, FindingKind } from '../../../domain/maintenance.js';

export const registry: FileStep = {
  check: async (inspection) => ({
    checked: [inspection.stored.file, inspection.stored.backup].filter(Boolean).length,
    findings: [...(await checkFile(inspection)), ...checkBackup(inspection)],
    notes: [...describePlace(inspection), ...(await inspection.verification.git.clone())],
  }),
  repair: async (inspection, state) => {
    const { stored, loaded, layout } = inspection;
    if (loaded === undefined) return { repaired: [] };
    const shown = layout.registryShown;
    const [problem] = await checkFile(inspection);
    const isNewest = problem?.kind === 'registry-edited' && stored.newest === undefined;
    const models = plural(state.models.size, 'model');
    const done = isNewest
      ? 'was committed as it is'
      : `was restored to the newest sound state, with ${models}`;
    const file = problem === undefined ? [] : [`${shown} ${done}.`];
    const [backup] = checkBackup(inspection);
    if (backup?.mendable !== true) return { repaired: file };
    // A commit writes the previous state as the backup.
    return { repaired: [...file, `${shown}.bak was written again.`], state: { ...state } };
  },
};

/** Text that only a registry of ours contains. */
const MARKS = ['"urn:gnn-model-registry:schema:', '"checksum": "sha256:'];

async function checkFile({ stored, loaded, layout }: FileInspection): Promise<Finding[]> {
  const shown = layout.registryShown;
  const { file, newest } = stored;
  const mendable = loaded !== undefined;
  const left = mendable ? '' : ', and no sound state of it is left';
  const report = (kind: FindingKind, message: string): Finding[] => [
    { kind, message, path: shown, mendable },
  ];
  if (file === undefined) return report('registry-missing', `the registry is missing${left}`);
  if (file.kind === 'damaged') {
    return report('registry-damaged', `the registry is damaged: ${file.reason}${left}`);
  }
  if (file.kind === 'newer') {
    return report('registry-damaged', 'its schema is not supported by this version');
  }
  if (file.kind === 'readable') {
    const message =
      'its checksum does not match: another program wrote it, or it was edited by hand';
    return report('registry-edited', message);
  }
  const isOutdated = newest !== undefined && !newest.bytes.equals(file.bytes);
  if (isOutdated && loaded?.replaces === undefined) {
    const message = `it is generation ${file.state.generation} and not the newest state, generation ${newest.generation}`;
    return report('registry-outdated', message);
  }
  return (await matchesSchema(file))
    ? []
    : [{ kind: 'registry-schema', message: 'it violates its schema', path: shown }];
}

/** Describes a registry that was put in the place of the newest generation. */
function describePlace({ loaded, layout }: FileInspection): string[] {
  const { replaces } = loaded ?? {};
  if (replaces === undefined) return [];
  return [
    `${layout.registryShown} was put in the place of generation ${replaces}, which is kept in ${getShownPath(layout, layout.generations)}`,
  ];
}

function checkBackup({ stored: { backup }, loaded, layout, options }: FileInspection): Finding[] {
  const shown = `${layout.registryShown}.bak`;
  if (backup instanceof RegistryError) {
    return [{ kind: 'unreadable', message: backup.message, path: shown }];
  }
  // A backup of another program may have any form; a single fault cannot remove all marks of ours.
  const isOurs =
    backup?.kind === 'readable' &&
    (backup.isOurs || MARKS.some((mark) => backup.bytes.includes(mark)));
  if (backup?.kind !== 'damaged' && !isOurs) return [];
  const mendable = loaded?.before !== undefined && options.settings.registry_backup;
  const message = 'the previous registry is damaged';
  return [{ kind: 'backup-damaged', message, path: shown, mendable }];
}

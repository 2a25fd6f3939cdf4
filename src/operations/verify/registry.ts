/** The registry file: whole, of its schema, and the newest state that was committed. */
import type { Inspection, Step } from './step.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
import { plural } from '../../domain/plural.js';

export const registry: Step = {
  name: 'registry',
  check: async (inspection) => ({
    checked: [inspection.stored.file, inspection.stored.backup].filter(Boolean).length,
    findings: [...(await checkFile(inspection)), ...checkBackup(inspection)],
    notes: [],
  }),
  mend: async (inspection, state) => {
    const { stored, loaded, place } = inspection;
    if (loaded === undefined) return { repaired: [] };
    const shown = place.layout.registryShown;
    const [problem] = await checkFile(inspection);
    const isNewest = problem?.kind === 'registry-edited' && stored.newest === undefined;
    const file =
      problem === undefined
        ? []
        : isNewest
          ? [`${shown} was taken as it is, and committed.`]
          : [
              `${shown} holds the newest sound state again, with ${plural(state.models.size, 'model')}.`,
            ];
    const [backup] = checkBackup(inspection);
    if (backup?.mendable !== true) return { repaired: file };
    // A commit writes the state before it beside the registry.
    return { repaired: [...file, `${shown}.bak was written again.`], state: { ...state } };
  },
};

/** What only a registry of ours has. */
const MARKS = ['"urn:gnn-model-registry:schema:', '"checksum": "sha256:'];

async function checkFile({ stored, loaded, place }: Inspection): Promise<VerifyFinding[]> {
  const shown = place.layout.registryShown;
  const { file, newest } = stored;
  const mendable = loaded !== undefined;
  const about = { path: shown, mendable };
  const left = mendable ? '' : ', and no sound state of it is left';
  if (file === undefined) {
    return [finding('registry-missing', `the registry is missing${left}`, about)];
  }
  if (file.kind === 'damaged') {
    return [finding('registry-damaged', `the registry is damaged: ${file.reason}${left}`, about)];
  }
  if (file.kind === 'newer') {
    return [
      finding('registry-damaged', 'it names a schema that this version does not know', about),
    ];
  }
  if (file.kind === 'readable') {
    const message =
      'its checksum does not hold: another program wrote it, or it was changed by hand';
    return [finding('registry-edited', message, about)];
  }
  if (newest !== undefined && !newest.bytes.equals(file.bytes)) {
    const message = `it is generation ${file.state.generation} and not the newest state, generation ${newest.generation}`;
    return [finding('registry-outdated', message, about)];
  }
  return (await fitsSchema(file.bytes))
    ? []
    : [finding('registry-schema', 'it breaks its schema', { path: shown })];
}

async function fitsSchema(bytes: Buffer): Promise<boolean> {
  const { validate } = await import('../../domain/generated/model-registry.js');
  return validate(JSON.parse(bytes.toString('utf8')));
}

function checkBackup({ stored: { backup }, loaded, place }: Inspection): VerifyFinding[] {
  // Another program's backup may have any form; ours has marks that no fault takes away at once.
  const isOurs =
    backup?.kind === 'readable' &&
    (backup.isOurs || MARKS.some((mark) => backup.bytes.includes(mark)));
  if (backup?.kind !== 'damaged' && !isOurs) return [];
  const shown = `${place.layout.registryShown}.bak`;
  const mendable = loaded?.before !== undefined && place.options.settings.registry_backup;
  const message = 'the registry before is damaged';
  return [finding('backup-damaged', message, { path: shown, mendable })];
}

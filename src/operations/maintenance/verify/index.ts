/**
 * Holds everything that the registry says against what is there: named steps in the order of the
 * report, each of which looks at one kind of thing, and mends what it can without guessing.
 */
import type { DraftEvent, RegistryState } from '../../../domain/registry-state.js';
import { draftDifferences } from '../../../audit/draft.js';
import { RegistryError } from '../../../domain/errors.js';
import type { Checked } from '../../../domain/maintenance.js';
import { entriesWithFolder } from '../../../domain/models.js';
import { commit } from '../../../pipeline/commit.js';
import type { Loaded, StoreCheckName } from '../../../store/port.js';
import { createAssessBytes, openSpecFiles } from '../../queries/content.js';
import { defineRun } from '../../operation.js';
import type { VerifyInput, VerifyOutput } from '../../generated/shapes.js';
import type { Workplace } from '../../workplace.js';
import { describeMissingRegistry, maintenanceOf } from '../../workplace.js';
import { archives } from './archives.js';
import { metadata } from './metadata.js';
import { references } from './references.js';
import type { StepName, Verification, VerifyFinding, VerifyStep } from './report.js';
import { finding, wordRemedies } from './report.js';
import { specs } from './specs.js';
import type { Inspection, Step } from './step.js';

/** The verification, as its report reads. */
const STEPS: readonly Step[] = [
  ofStore('registry'),
  ofStore('generations'),
  ofStore('audit'),
  metadata,
  archives,
  specs,
  ofStore('folders'),
  references,
];

/** A part that knows how the registry is kept. */
function ofStore(name: StoreCheckName): Step {
  return {
    name,
    check: async ({ kept }) => {
      const checked = await kept.checks[name].check();
      const findings = checked.findings.map(({ kind, message, path, mendable = false }) =>
        finding(kind, message, { mendable, ...(path !== undefined && { path }) }),
      );
      return { ...checked, findings };
    },
    mend: async ({ kept }, state) => (await kept.checks[name].mend?.(state)) ?? { repaired: [] },
  };
}

/** How often the steps begin anew because a run has changed the registry under them. */
const ATTEMPTS = 3;

/**
 * Verifies a registry and everything that belongs to it.
 *
 * @param repair - mend what can be mended without guessing, inside the registry's lock, and verify
 *   again; without it nothing is written
 * @returns the report of each step; after a repair, what is left, with what was done
 * @throws RegistryError `registry-missing`, `registry-unreadable`; with `repair` also `lock-busy`,
 *   `output-unwritable`, `registry-too-large`
 */
export async function verifyPlace(place: Workplace, repair = false): Promise<Verification> {
  const { isMendable, ...found } = await verifyQuietly(place);
  if (!repair || !isMendable) return found;
  const repaired = await mend(place);
  const { isMendable: _, ...left } = await verifyQuietly(place);
  return {
    ...left,
    steps: left.steps.map((step) => ({ ...step, repaired: repaired.get(step.name) ?? [] })),
  };
}

/** Verifies without the lock, and again where a run has changed the registry meanwhile. */
async function verifyQuietly(
  place: Workplace,
): Promise<Verification & { readonly isMendable: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const inspection = await inspect(place);
    const steps: VerifyStep[] = [];
    let isMendable = false;
    for (const step of STEPS) {
      place.env.signal?.throwIfAborted();
      const { mendable, ...found } = await look(step, inspection);
      steps.push(found);
      isMendable ||= mendable === true || found.findings.some((it) => it.mendable);
    }
    const after = await tryToLoad(place);
    if (after?.fingerprint === inspection.kept.loaded?.fingerprint || attempt === ATTEMPTS) {
      return { steps, isMendable, sound: steps.every((step) => step.findings.length === 0) };
    }
  }
}

/** The steps that need no registry come first. */
const WITHOUT_REGISTRY: ReadonlySet<StepName> = new Set(['registry', 'generations']);

async function look(
  { name, check }: Step,
  inspection: Inspection,
): Promise<VerifyStep & Pick<Checked, 'mendable'>> {
  const skipped = inspection.kept.loaded === undefined && !WITHOUT_REGISTRY.has(name);
  const nothing: Checked<VerifyFinding> = { checked: 0, findings: [], notes: [] };
  return { name, skipped, ...(skipped ? nothing : await check(inspection)), repaired: [] };
}

async function inspect(place: Workplace, known?: Loaded): Promise<Inspection> {
  const kept = await maintenanceOf(place.store).inspect(known);
  if (kept === undefined) throw describeMissingRegistry(place.store);
  return {
    place,
    kept,
    // An id that is no folder's name leads nowhere; the references tell of it.
    entries: kept.loaded === undefined ? [] : entriesWithFolder(kept.loaded.state.models),
    specs: openSpecFiles(place),
    assess: createAssessBytes(place),
  };
}

/** Undefined where no state of the registry can be trusted. */
async function tryToLoad({ store }: Workplace): Promise<Loaded | undefined> {
  try {
    return await store.load();
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') return undefined;
    throw error;
  }
}

/** Mends step by step inside the lock; the commit puts the registry itself in order. */
async function mend(place: Workplace): Promise<Map<StepName, readonly string[]>> {
  const repaired = new Map<StepName, readonly string[]>();
  await commit({ ...place, seen: undefined, durableArchives: true }, async (loaded) => {
    const inspection = await inspect(place, loaded);
    let state: RegistryState = loaded.state;
    const drafts: DraftEvent[] = [];
    for (const step of STEPS) {
      if (step.mend === undefined) continue;
      const done = await step.mend(inspection, state);
      repaired.set(step.name, done.repaired);
      state = done.state ?? state;
      drafts.push(...(done.drafts ?? []));
    }
    drafts.push(...draftDifferences(loaded.state.models, state.models, { action: 'repair' }));
    return { state, changed: state !== loaded.state, written: [], drafts };
  });
  // Only now does a sound generation stand above each damaged one.
  const said = await maintenanceOf(place.store).moveDamagedAside();
  return repaired.set('generations', [...(repaired.get('generations') ?? []), ...said]);
}

export const VERIFY = defineRun({
  run: (place, { repair }: VerifyInput) => verifyPlace(place, repair),
  present: (found, _, word): VerifyOutput => wordRemedies(found, word),
  isWarning: ({ sound }) => !sound,
});

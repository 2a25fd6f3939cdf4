/**
 * Holds everything that the registry says against what is there: named steps in the order of the
 * report, each of which looks at one kind of thing, and mends what it can without guessing.
 */
import { basename, join, posix } from 'node:path';
import type { DraftEvent, RegistryState } from '../../domain/registry-state.js';
import { draftDifferences } from '../../audit/draft.js';
import { RegistryError } from '../../domain/errors.js';
import { commit } from '../../pipeline/commit.js';
import { moveDamagedAside } from '../../store/file/generations.js';
import type { Layout } from '../../store/file/layout.js';
import { isFolderName } from '../../store/file/layout.js';
import type { LoadedRegistry } from '../../store/file/load.js';
import { loadRegistry } from '../../store/file/load.js';
import { listFolder, surveyRegistry } from '../../store/file/inspect-output.js';
import { createAssessBytes, openSpecFiles } from '../content.js';
import { defineRun } from '../definition.js';
import type { VerifyInput, VerifyOutput } from '../generated/shapes.js';
import type { Workplace } from '../operation.js';
import { describeMissingRegistry } from '../operation.js';
import { archives } from './archives.js';
import { audit } from './audit.js';
import { folders } from './folders.js';
import { generations } from './generations.js';
import { metadata } from './metadata.js';
import { references } from './references.js';
import { registry } from './registry.js';
import type { StepName, Verification, VerifyStep } from './report.js';
import { wordRemedies } from './report.js';
import { specs } from './specs.js';
import type { Checked, Inspection, Step } from './step.js';

/** The verification, as its report reads. */
const STEPS: readonly Step[] = [
  registry,
  generations,
  audit,
  metadata,
  archives,
  specs,
  folders,
  references,
];

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
    if (after?.fingerprint === inspection.loaded?.fingerprint || attempt === ATTEMPTS) {
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
  const skipped = inspection.loaded === undefined && !WITHOUT_REGISTRY.has(name);
  const nothing: Checked = { checked: 0, findings: [], notes: [] };
  return { name, skipped, ...(skipped ? nothing : await check(inspection)), repaired: [] };
}

async function inspect(place: Workplace, known?: LoadedRegistry): Promise<Inspection> {
  const { layout, env } = place;
  const loaded = known ?? (await tryToLoad(place));
  const names = await listFolder(layout.root);
  const isAnywhere = loaded?.isThere !== false || (await hasModels(place, names));
  if (!isAnywhere) throw describeMissingRegistry(layout);
  const trusted = loaded?.isThere === true ? loaded : undefined;
  return {
    place,
    stored: await surveyRegistry(layout, env.now()),
    loaded: trusted,
    // An id that is no folder's name leads nowhere; the references tell of it.
    entries: [...(trusted?.state.models ?? [])]
      .filter(([id, entry]) => isFolderName(id) && entry.model_id === id)
      .map(([, entry]) => entry),
    names,
    specs: openSpecFiles(place),
    assess: createAssessBytes(place),
  };
}

/** A registry that is gone left the folders of its models. */
async function hasModels({ layout }: Workplace, names: Inspection['names']): Promise<boolean> {
  for (const { name, kind } of names) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    const inside = await listFolder(join(layout.root, name));
    if (inside.some((it) => it.name === 'versions')) return true;
  }
  return false;
}

/** Undefined where no state of the registry can be trusted. */
async function tryToLoad({ layout, env }: Workplace): Promise<LoadedRegistry | undefined> {
  try {
    return await loadRegistry(layout, env.now());
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') return undefined;
    throw error;
  }
}

/** Mends step by step inside the lock; the commit puts the registry itself in order. */
async function mend(place: Workplace): Promise<Map<StepName, readonly string[]>> {
  const repaired = new Map<StepName, readonly string[]>();
  const { layout, env } = place;
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
  const aside = await moveDamagedAside(layout, env.now());
  const said = aside.map(
    ({ generation, path }) =>
      `Generation ${generation} was damaged and is kept as ${shownBeside(layout, path)}.`,
  );
  return repaired.set('generations', [...(repaired.get('generations') ?? []), ...said]);
}

/** The path of a file beside the registry, as a person would write it. */
function shownBeside({ registryShown }: Layout, path: string): string {
  return posix.join(posix.dirname(registryShown), basename(path));
}

export const VERIFY = defineRun({
  run: (place, { repair }: VerifyInput) => verifyPlace(place, repair),
  present: (found, _, word): VerifyOutput => wordRemedies(found, word),
  isWarning: ({ sound }) => !sound,
});

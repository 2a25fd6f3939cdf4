/**
 * Verifies the registry against everything that it describes. Named steps, in the order of the report,
 * each check one kind of data and repair what they can without guessing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DraftEvent, RegistryState } from '../../../domain/registry-state.js';
import { explainLostHead } from '../../../audit/breaks.js';
import { draftDifferences } from '../../../audit/draft.js';
import { RegistryError } from '../../../domain/errors.js';
import type { Checked, FindingKind } from '../../../domain/maintenance.js';
import { operation, wording, wordPlainly } from '../../../domain/wording.js';
import { entriesWithFolder } from '../../../domain/models.js';
import { commit } from '../../../pipeline/commit.js';
import type { Loaded, StoreCheckName } from '../../../store/port.js';
import { createAssessBytes, openSpecFiles } from '../../queries/content.js';
import { readHistory } from '../../queries/history.js';
import { defineRun } from '../../operation.js';
import type {
  VerifyFinding,
  VerifyInput,
  VerifyOutput,
  VerifyStep,
} from '../../generated/shapes.js';
import { describeMissingRegistry, requireMaintenance, type Workplace } from '../../workplace.js';
import { archives } from './archives.js';
import { metadata } from './metadata.js';
import { references } from './references.js';
import { createFinding, wordRemedies } from './report.js';
import { specs } from './specs.js';
import type { Inspection, Step } from './step.js';

type StepName = VerifyStep['name'];

/** The steps, in the order of the report. */
const STEPS: readonly Step[] = [
  createStoreStep('registry'),
  createStoreStep('generations'),
  withHead(createStoreStep('audit')),
  metadata,
  archives,
  specs,
  createStoreStep('folders'),
  references,
];

/** Returns a step that the store performs, since it depends on how the registry is stored. */
function createStoreStep(name: StoreCheckName): Step {
  return {
    name,
    check: async ({ stored }) => {
      const checked = await stored.checks[name].check();
      const findings = checked.findings.map(({ kind, message, path, mendable = false }) =>
        createFinding(kind, message, { mendable, ...(path !== undefined && { path }) }),
      );
      return { ...checked, findings };
    },
    repair: async ({ stored }, state) =>
      (await stored.checks[name].repair?.(state)) ?? { repaired: [] },
  };
}

/** Returns the step of the audit log, which also looks for the event that somebody kept elsewhere. */
function withHead(step: Step): Step {
  return {
    ...step,
    check: async (inspection) => {
      const checked = await step.check(inspection);
      const { head, place, stored } = inspection;
      if (head === undefined || stored.loaded === undefined) return checked;
      const { store } = place;
      // A log that cannot be read is a finding already.
      const log = await readHistory({ store, state: stored.loaded.state }).catch(ignoreRefusal);
      const why = log && explainLostHead(log.lines, head);
      if (why === undefined) return checked;
      return { ...checked, findings: [...checked.findings, createFinding('audit-head', why)] };
    },
  };
}

/** For what is a finding of another step already. @throws anything but a RegistryError */
function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof RegistryError)) throw error;
}

/** How often to start again because a run changed the registry in the meantime. */
const MAX_ATTEMPTS = 3;
/** How long to wait before looking again while others write, in milliseconds. */
const PAUSES = [50, 100, 200, 400, 800];

const HASH = /^(?:sha256:)?[0-9a-f]{64}$/i;

function describeNoHash(head: string): RegistryError {
  return new RegistryError(
    'value-refused',
    `${JSON.stringify(head.slice(0, MAX_SHOWN))} is not the hash of an event`,
    wording`It has 64 hexadecimal digits; ${operation('audit head')} prints it.`,
  );
}

const MAX_SHOWN = 80;

/**
 * Verifies a registry and everything that belongs to it.
 *
 * @param input - `repair`: repair what can be repaired without guessing, under the registry's lock, and
 *   verify again; otherwise nothing is written. `from_git`: look for lost archives in git, too. `head`: the
 *   hash of an event that the audit log must contain
 * @returns the report of each step; after a repair, the remaining findings and what was done
 * @throws RegistryError `value-refused` for a head that is no hash, `registry-missing`,
 *   `registry-unreadable`; with `repair` also `lock-busy`,
 *   `output-unwritable`, `registry-too-large`
 */
export async function verifyPlace(
  place: Workplace,
  { repair = false, head, from_git: fromGit = false }: VerifyInput = {},
): Promise<VerifyOutput> {
  if (head !== undefined && !HASH.test(head)) throw describeNoHash(head);
  const search = await requireMaintenance(place.store).openSearch(fromGit);
  try {
    const asked = { head, search };
    const first = await lookOnce(place, asked, { loaded: undefined });
    // A repair looks again itself, under the lock.
    const isDue = repair && isMendable(first) && first.isQuiet && hasLock(place);
    const found = isDue ? toFound(first) : await verifyUnlocked(place, asked, first);
    const { isRepairable, steps, sound, loaded } = found;
    if (!repair || !isRepairable) return wordRemedies({ steps, sound }, wordPlainly, fromGit);
    const repaired = await repairRegistry(place, asked, loaded);
    if (hasDamagedGeneration(steps)) {
      // Only now is there a sound one above each of them.
      const quarantined = await requireMaintenance(place.store).quarantineDamaged();
      repaired.set('generations', [...(repaired.get('generations') ?? []), ...quarantined]);
    }
    const again = await lookOnce(place, asked, { loaded });
    const left = await verifyUnlocked(place, asked, again);
    const done = left.steps.map((step) => ({ ...step, repaired: repaired.get(step.name) ?? [] }));
    return wordRemedies({ sound: left.sound, steps: done }, wordPlainly, fromGit);
  } finally {
    search.close();
  }
}

function hasDamagedGeneration(steps: readonly VerifyStep[]): boolean {
  return steps.some(({ findings }) => findings.some(({ kind }) => kind === 'generation-damaged'));
}

/** What a verification looks for besides, and how. */
type Asked = Pick<Inspection, 'head' | 'search'>;

interface Found extends VerifyOutput {
  readonly isRepairable: boolean;
  /** The registry as it was at the end. */
  readonly loaded: Loaded | undefined;
}

/** A step, and whether a repair has something to do that is no finding. */
type CheckedStep = VerifyStep & Pick<Checked, 'mendable'>;

/** One look at everything. */
interface Look {
  readonly steps: readonly CheckedStep[];
  /** The registry as it was at the end. */
  readonly loaded: Loaded | undefined;
  /** Nobody changed the registry meanwhile, and nobody seems to be about to. */
  readonly isQuiet: boolean;
  readonly isBeingWritten: boolean;
}

/**
 * Verifies without the lock, from a first look on. Before findings are reported, what has some is looked at again, and all if
 * somebody writes, until nobody does or for a while. Only what was found each time is left: the rest was in
 * progress.
 */
async function verifyUnlocked(place: Workplace, asked: Asked, first: Look): Promise<Found> {
  let found = first;
  for (const pause of isLasting(found) ? [] : PAUSES) {
    if (!found.isQuiet || !hasLock(place)) await sleep(pause);
    const again = await lookOnce(place, asked, found);
    const isOver = found.isQuiet && again.isQuiet;
    found = keepLasting(found, again);
    if (isOver || isSound(found.steps)) break;
  }
  return toFound(found);
}

function hasLock({ options }: Workplace): boolean {
  return options.settings.registry_lock;
}

function toFound(look: Look): Found {
  const { loaded, isBeingWritten } = look;
  const steps = look.steps.map(withoutMendable);
  const told = isBeingWritten ? steps.map(withoutPassing) : steps;
  return { steps: told, sound: isSound(told), isRepairable: isMendable(look), loaded };
}

function withoutMendable(checked: CheckedStep): VerifyStep {
  const { mendable: _, ...step } = checked;
  return step;
}

function isMendable({ steps }: Look): boolean {
  return steps.some(
    ({ mendable = false, findings }) => mendable || findings.some((it) => it.mendable),
  );
}

/** The damage that no writer leaves for a moment, because these files are replaced as a whole. */
const LASTING: ReadonlySet<FindingKind> = new Set([
  'unreadable',
  'registry-damaged',
  'backup-damaged',
  'generation-damaged',
  'generation-foreign',
]);

/** Whether another look would find the same. */
function isLasting({ steps }: Look): boolean {
  return steps.every(({ findings }) => findings.every(({ kind }) => LASTING.has(kind)));
}

/**
 * Looks at everything, again if others changed the registry meanwhile.
 *
 * @param before - the registry as it was, which saves reading it if it did not change, and an earlier look:
 *   if nobody wrote since that began, a step without findings is not checked again
 */
async function lookOnce(
  place: Workplace,
  asked: Asked,
  before: Pick<Look, 'loaded'> & Partial<Look>,
): Promise<Look> {
  let seen = before.loaded;
  for (let attempt = 1; ; attempt += 1) {
    const known = seen && (await tryToLoad(place, seen));
    const inspection = { ...(await inspect(place, known)), ...asked };
    const { loaded } = inspection.stored;
    const wasBeingWritten = inspection.stored.isBeingWritten();
    const isStill = before.isQuiet === true && !wasBeingWritten && isSame(before.loaded, loaded);
    const sound = isStill ? (before.steps ?? []).filter((it) => it.findings.length === 0) : [];
    const steps: CheckedStep[] = [];
    for (const step of STEPS) {
      place.env.signal?.throwIfAborted();
      const known = sound.find(({ name }) => name === step.name);
      steps.push(known ?? (await checkStep(step, inspection)));
    }
    const after = await tryToLoad(place, loaded);
    seen = after;
    const isUnchanged = after?.fingerprint === loaded?.fingerprint;
    if (isUnchanged || attempt === MAX_ATTEMPTS) {
      const isBeingWritten = inspection.stored.isBeingWritten();
      const isQuiet = isUnchanged && !wasBeingWritten && !isBeingWritten;
      return { steps, isQuiet, isBeingWritten, loaded: after };
    }
  }
}

function isSame(one: Loaded | undefined, other: Loaded | undefined): boolean {
  return one !== undefined && one.fingerprint === other?.fingerprint;
}

function isSound(steps: readonly VerifyStep[]): boolean {
  return steps.every((step) => step.findings.length === 0);
}

function keyOf({ kind, path, model_id, message }: VerifyFinding): string {
  return JSON.stringify([kind, path, model_id, message]);
}

/** Returns a later look with only those findings that an earlier one had, too. */
function keepLasting(earlier: Look, later: Look): Look {
  const known = new Set(earlier.steps.flatMap(({ findings }) => findings.map(keyOf)));
  const steps = later.steps.map((step) => ({
    ...step,
    findings: step.findings.filter((it) => known.has(keyOf(it))),
  }));
  return { ...later, steps };
}

/** What a writer that stands still may have left half done, for as long as it does. */
const PASSING: ReadonlySet<FindingKind> = new Set([
  'registry-outdated',
  'metadata-outdated',
  'metadata-damaged',
  'purge-unfinished',
]);

/** Tells what a writer may be about to finish as notes. */
function withoutPassing(step: VerifyStep): VerifyStep {
  const passing = step.findings.filter(({ kind }) => PASSING.has(kind));
  const notes = passing.map(
    ({ path, message }) => `${path ?? step.name} may be what a run at work is writing: ${message}`,
  );
  const findings = step.findings.filter((it) => !passing.includes(it));
  return { ...step, findings, notes: [...step.notes, ...notes] };
}

/** The steps that need no registry come first. */
const NEED_NO_REGISTRY: ReadonlySet<StepName> = new Set(['registry', 'generations']);

async function checkStep({ name, check }: Step, inspection: Inspection): Promise<CheckedStep> {
  const skipped = inspection.stored.loaded === undefined && !NEED_NO_REGISTRY.has(name);
  const nothing: Checked<VerifyFinding> = { checked: 0, findings: [], notes: [] };
  return { name, skipped, ...(skipped ? nothing : await check(inspection)), repaired: [] };
}

async function inspect(place: Workplace, known?: Loaded): Promise<Omit<Inspection, keyof Asked>> {
  const stored = await requireMaintenance(place.store).inspect(known);
  if (stored === undefined) throw describeMissingRegistry(place.store);
  // An id that cannot be a folder name has no files; the references step reports it.
  const entries = stored.loaded === undefined ? [] : entriesWithFolder(stored.loaded.state.models);
  return {
    place,
    stored,
    entries,
    specs: openSpecFiles(place, entries),
    assess: createAssessBytes(place),
  };
}

/**
 * Returns undefined if no state of the registry can be trusted.
 *
 * @param seen - the registry as it was, which saves reading it if it did not change
 */
async function tryToLoad({ store }: Workplace, seen?: Loaded): Promise<Loaded | undefined> {
  try {
    return await (seen === undefined ? store.load() : store.refresh(seen));
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-corrupt') return undefined;
    throw error;
  }
}

/** Repairs step by step under the lock; the commit repairs the registry itself. */
async function repairRegistry(
  place: Workplace,
  asked: Asked,
  seen: Loaded | undefined,
): Promise<Map<StepName, readonly string[]>> {
  const repaired = new Map<StepName, readonly string[]>();
  const { store } = place;
  // Its notices are to be told, whether it was looked at before or not.
  const load = (): Promise<Loaded> => (seen === undefined ? store.load() : store.refresh(seen));
  await commit({ ...place, seen: undefined, load, durableArchives: true }, async (loaded) => {
    const inspection = { ...(await inspect(place, loaded)), ...asked };
    let state: RegistryState = loaded.state;
    const drafts: DraftEvent[] = [];
    // Metadata is made of the archives.
    for (const step of [...STEPS.filter((it) => it !== metadata), metadata]) {
      if (step.repair === undefined) continue;
      const done = await step.repair(inspection, state);
      repaired.set(step.name, done.repaired);
      state = done.state ?? state;
      drafts.push(...(done.drafts ?? []));
    }
    drafts.push(...draftDifferences(loaded.state.models, state.models, { action: 'repair' }));
    return { state, changed: state !== loaded.state, written: [], drafts };
  });
  return repaired;
}

export const VERIFY = defineRun({
  run: (place, input: VerifyInput) => verifyPlace(place, input),
  present: (found, { from_git: fromGit = false }, word): VerifyOutput =>
    wordRemedies(found, word, fromGit),
  isWarning: ({ sound }) => !sound,
});

/** Where models come from: no model comes from itself, over however many others. Pure. */
import { formatReference } from '../domain/declared-lineage.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import type { Entry, Parent } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { withEntries } from '../domain/models.js';
import { withParents } from './entry.js';
import type { OutcomeContext } from './outcome.js';
import { finish } from './outcome.js';
import type { ModelStep } from './plan-model.js';
import { resolveReference } from './reference.js';

/** The ids of the models that a model comes from. */
type ParentsOf = (id: string) => readonly string[];

/**
 * The way from a model up to one that it comes from.
 *
 * @returns the ids on the shortest way, both ends included; undefined where there is none
 */
export function wayUp(from: string, to: string, parentsOf: ParentsOf): string[] | undefined {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return backFrom(to, cameFrom);
    for (const parent of parentsOf(id)) if (!cameFrom.has(parent)) cameFrom.set(parent, id);
  }
  return undefined;
}

function backFrom(id: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let at: string | null = id; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
  return way;
}

/** The parents of the models of a registry. */
export function parentsIn(models: Models): ParentsOf {
  return (id) => idsOf(models.get(id)?.parents ?? []);
}

/** The model of a reference, whatever of it is named: the longest id that is known; null for none. */
export function knownId(reference: string, models: Models): string | null {
  for (let end = reference.length; end > 0; end = reference.lastIndexOf('@', end - 1)) {
    if (models.has(reference.slice(0, end))) return reference.slice(0, end);
  }
  return null;
}

/** A parent that its spec declares and that is not taken, and why. */
interface Untaken {
  readonly parent: Parent;
  readonly reason: string;
}

interface Settled {
  readonly entry: Entry;
  readonly untaken: readonly Untaken[];
}

/**
 * Settles the parents that new content declares, beside all models: a reference becomes the version
 * that it names now, and what would make a model come from itself is left out. Where two say it of
 * each other, the one that was known before counts, else the first one.
 *
 * @param models - with the entries, and all others
 * @param before - the models as they were
 */
export function settleParents(
  entries: readonly Entry[],
  models: Models,
  before: Models,
): readonly Settled[] {
  const certain = new Map(entries.map((it) => [it.model_id, certainParents(it, before)]));
  const others = parentsIn(models);
  const parentsOf: ParentsOf = (id) => certain.get(id) ?? others(id);
  return entries.map((entry) => {
    const { model_id: id, parents = [] } = entry;
    if (parents.every((it) => !it.declared)) return { entry, untaken: [] };
    const known = before.get(id);
    const taken: Parent[] = [];
    const untaken: Untaken[] = [];
    for (const written of parents) {
      const parent = written.declared ? pin(written, known, entry, models) : written;
      const way = written.declared ? wayUp(parent.model_id, id, parentsOf) : undefined;
      if (way === undefined) {
        taken.push(parent);
        certain.set(id, [...(certain.get(id) ?? []), parent.model_id]);
      } else untaken.push({ parent, reason: reasonOf(id, way) });
    }
    const isAsWritten = untaken.length === 0 && taken.every((it, index) => it === parents[index]);
    return { entry: isAsWritten ? entry : withParents(entry, taken), untaken };
  });
}

/** What was taken before makes no circle, and what was linked makes none with it. */
function certainParents({ model_id, parents = [] }: Entry, before: Models): string[] {
  const known = new Set(idsOf(before.get(model_id)?.parents ?? []));
  return idsOf(parents.filter((it) => known.has(it.model_id)));
}

function idsOf(parents: readonly Parent[]): string[] {
  return parents.map((it) => it.model_id);
}

/**
 * A declared parent with the version that its reference names. The same content names the same one
 * for good; what names nothing yet stays as it is written.
 */
function pin(written: Parent, known: Entry | undefined, { hash }: Entry, models: Models): Parent {
  const settled = known?.parents?.find(
    (it) => it.declared && it.model_id === written.model_id && it.kind === written.kind,
  );
  if (known?.hash === hash && settled !== undefined) return settled;
  const reference = formatReference(written);
  if (written.version === null || knownId(reference, models) === null) return written;
  try {
    const { entry, version } = resolveReference(models, reference);
    const isWhole = entry.model_id === reference;
    return { ...written, model_id: entry.model_id, version: isWhole ? null : version.version };
  } catch (error) {
    if (error instanceof RegistryError) return written;
    throw error;
  }
}

function reasonOf(id: string, way: readonly string[]): string {
  const circle = [id, ...way].join(' → ');
  return way.length === 1
    ? `${id} names itself as its parent`
    : `it would make a circle: ${circle}`;
}

/**
 * Settles the parents of all models of a run.
 *
 * @returns the steps, with the entries as they are to be, and a finding for each parent that is not
 *   taken
 */
export function settleSteps(
  steps: readonly ModelStep[],
  before: Models,
  context: OutcomeContext,
): readonly ModelStep[] {
  const written = steps.flatMap(({ entry, written }) =>
    entry === undefined || written === undefined ? [] : entry,
  );
  if (written.every(({ parents = [] }) => parents.length === 0)) return steps;
  const settled = new Map(
    settleParents(written, withEntries(before, written), before).map((it) => [
      it.entry.model_id,
      it,
    ]),
  );
  return steps.map((step) => {
    const found = step.written && settled.get(step.written.entry.model_id);
    return found === undefined || found.entry === step.entry
      ? step
      : settleStep(step, found, before.get(found.entry.model_id), context);
  });
}

function settleStep(
  { written, outcome, diagnostics, ...step }: ModelStep,
  { entry, untaken }: Settled,
  known: Entry | undefined,
  context: OutcomeContext,
): ModelStep {
  const at = written?.accepted.facts.positions.parent ?? FILE_START;
  const found = untaken.map(({ parent, reason }) =>
    diagnostic('GNN-W025', at, `the parent ${formatReference(parent)} is not taken: ${reason}`),
  );
  // It may say the same as before now.
  const wasUpdated = outcome?.outcome === 'updated' && known !== undefined;
  const planned = wasUpdated ? { ...entry, updated_at: known.updated_at } : entry;
  const done = finish(planned, known, context, diagnostics, found);
  return { ...step, ...done, ...(written && { written: { ...written, entry: done.entry } }) };
}

/** Verifies that the last committed states are intact, with nothing else among them. */
import { basename } from 'node:path';
import { abbreviate } from '../../../domain/lists.js';
import { isEventsName } from '../audit-pending.js';
import { pathOfGeneration } from '../generation-names.js';
import { isInRepository } from '../git-merges.js';
import { getShownPath, listNotes } from '../layout.js';
import { isMark, readMarks } from '../marks.js';
import { finishPurges, listUnfinished } from '../scrub.js';
import type { Checked, Finding } from '../../../domain/maintenance.js';
import type { FileInspection, FileStep } from './step.js';

export const generations: FileStep = {
  check,
  repair: async (inspection, state) => {
    const { loaded } = inspection;
    const { generations, newest } = inspection.stored;
    if (loaded === undefined) return { repaired: [] };
    // A commit adds a sound generation above the damaged ones, which are then quarantined.
    const highest = generations[0]?.generation;
    if (newest !== undefined && newest.generation === highest) {
      if (!isCutShort(inspection.stored)) return { repaired: [] };
      await finishPurges(inspection, loaded.state);
      return { repaired: ['What was deleted for good was removed from kept states and files.'] };
    }
    const next = Math.max(highest ?? 0, state.generation) + 1;
    return { repaired: [`Generation ${next} was committed.`], state: { ...state } };
  },
};

/** Whether a deletion for good may have been cut short after its commit. */
function isCutShort({ generations, others }: FileInspection['stored']): boolean {
  const { generation = 0 } = generations[0] ?? {};
  return readMarks(others.map(({ name }) => name)).purging.some((it) => it <= generation);
}

/** How many models and versions a finding names. */
const MAX_NAMED = 5;

async function findUnfinished(inspection: FileInspection): Promise<Finding[]> {
  const { loaded, layout, stored } = inspection;
  if (loaded === undefined || !isCutShort(stored)) return [];
  const names = await listUnfinished(inspection, loaded.state);
  if (names.length === 0) return [];
  const message = `the purge of ${abbreviate(names, MAX_NAMED)} was cut short: kept states or files still contain parts of it`;
  const path = getShownPath(layout, layout.generations);
  return [{ kind: 'purge-unfinished', message, path, mendable: true }];
}

async function check(inspection: FileInspection): Promise<Checked> {
  const { stored, loaded, layout } = inspection;
  const shown = getShownPath(layout, layout.generations);
  const noteNames = listNotes(layout).map((it) => basename(it));
  const isSafe = loaded !== undefined;
  const damaged = stored.generations.filter(({ isWhole }) => !isWhole);
  const findings = damaged.map(({ generation, unreadable }): Finding => {
    const path = getShownPath(layout, pathOfGeneration(layout, generation));
    if (unreadable !== undefined) return { kind: 'unreadable', message: unreadable.message, path };
    const message = `generation ${generation} is damaged`;
    return { kind: 'generation-damaged', message, path, mendable: isSafe };
  });
  const notes: string[] = [];
  // A clone has none, since git ignores them, until the first commit in it; marks are of removed ones.
  const hadSome = stored.others.some(({ name }) => isMark(name));
  const isNone = stored.generations.length === 0 && stored.file !== undefined;
  const mayBeClone = stored.file?.kind === 'sound' || isInRepository(layout.root);
  const isClone = isNone && !hadSome && mayBeClone;
  if (isClone) notes.push('no committed state is stored yet: the next change stores one');
  else if (isNone) {
    const message = 'no committed state is stored, so damage to the registry could not be undone';
    findings.push({ kind: 'generations-missing', message, path: shown, mendable: isSafe });
  }
  findings.push(...(await findUnfinished(inspection)));
  for (const { name, kind, temporary } of stored.others) {
    // Pending events are reported with the audit log.
    const isOurs =
      isEventsName(name) || isMark(name) || ['.gitignore', ...noteNames].includes(name);
    if (kind === 'file' && isOurs) continue;
    const path = `${shown}/${name}`;
    if (temporary === 'at work') notes.push(`${path} is in use by a run`);
    else if (temporary === 'left') {
      const message = 'left by a run that was killed';
      findings.push({ kind: 'leftover', message, path, mendable: isSafe });
    } else {
      const message = 'it is not a committed state';
      findings.push({ kind: 'generation-foreign', message, path });
    }
  }
  return {
    checked: stored.generations.length,
    findings,
    notes: [...notes, ...describeGaps(stored)],
    mendable: isClone && isSafe,
  };
}

/**
 * Describes gaps, which are harmless: each later state includes the earlier ones. Below those that another
 * state replaced, there are always gaps, for they are kept for longer.
 */
function describeGaps({ generations, others }: FileInspection['stored']): string[] {
  const { replaced } = readMarks(others.map(({ name }) => name));
  const longer = new Set(replaced.map((it) => it.generation));
  const numbers = generations.map((it) => it.generation);
  return numbers.flatMap((generation, index) => {
    const above = numbers[index - 1];
    if (above === undefined || above === generation + 1 || longer.has(generation)) return [];
    const [from, to] = [generation + 1, above - 1];
    return [
      from === to
        ? `generation ${from} is missing; later ones include its content`
        : `generations ${from} to ${to} are missing; later ones include their content`,
    ];
  });
}

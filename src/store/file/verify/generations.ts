/** The last committed states: each of them whole, and nothing else among them. */
import { basename, posix } from 'node:path';
import { isEventsName } from '../audit-log.js';
import type { Checked, Finding } from '../../../domain/maintenance.js';
import type { FileInspection, FileStep } from './step.js';
import { finding } from './step.js';

export const generations: FileStep = {
  check: async (inspection) => check(inspection),
  mend: async (inspection, state) => {
    const { generations, newest } = inspection.stored;
    if (inspection.loaded === undefined) return { repaired: [] };
    // A commit puts a sound one above what is damaged, which is moved aside then.
    const highest = generations[0]?.generation;
    if (newest !== undefined && newest.generation === highest) return { repaired: [] };
    const next = Math.max(highest ?? 0, state.generation) + 1;
    return { repaired: [`Generation ${next} was committed.`], state: { ...state } };
  },
};

function check({ stored, loaded, layout }: FileInspection): Checked {
  const shown = posix.join(posix.dirname(layout.registryShown), basename(layout.generations));
  const isSafe = loaded !== undefined;
  const damaged = stored.generations.filter(({ isWhole }) => !isWhole);
  const findings: Finding[] = damaged.map(({ generation }) =>
    finding('generation-damaged', `generation ${generation} cannot be read`, {
      path: `${shown}/${generation}.json`,
      mendable: isSafe,
    }),
  );
  if (stored.generations.length === 0 && stored.file !== undefined) {
    const message = 'no committed state is kept: damage to the registry could not be undone';
    findings.push(finding('generations-missing', message, { path: shown, mendable: isSafe }));
  }
  const notes: string[] = [];
  for (const { name, kind, temporary } of stored.others) {
    // What is not in the log yet is told with the log.
    if (kind === 'file' && isEventsName(name)) continue;
    const path = `${shown}/${name}`;
    if (temporary === 'at work') notes.push(`${path} belongs to a run at work`);
    else if (temporary === 'left') {
      const message = 'a run that was killed left it';
      findings.push(finding('leftover', message, { path, mendable: isSafe }));
    } else findings.push(finding('generation-foreign', 'it is no committed state', { path }));
  }
  return {
    checked: stored.generations.length,
    findings,
    notes: [...notes, ...gaps(stored.generations.map(({ generation }) => generation))],
  };
}

/** A gap takes nothing away: each later state holds what the earlier ones held. */
function gaps(numbers: readonly number[]): string[] {
  return numbers.flatMap((generation, index) => {
    const above = numbers[index - 1];
    if (above === undefined || above === generation + 1) return [];
    const [from, to] = [generation + 1, above - 1];
    return [
      from === to
        ? `generation ${from} is not there; those above it hold what it held`
        : `generations ${from} to ${to} are not there; those above them hold what they held`,
    ];
  });
}

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeStale } from '../lib/locks.mjs';
import { changeAndReplay } from '../lib/log.mjs';
import { range } from '../lib/pool.mjs';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { REGISTRY, archivedModels, readPublished } from '../lib/registry.mjs';
import { startResident } from '../lib/residents.mjs';
import { write, writeSpecs } from '../lib/specs.mjs';

export const row = 4;
export const name = 'one stale lock, 8 simultaneous starters';

const STARTERS = 8;
/** In the short form, once in so many rounds all are processes that begin; in the others, they had begun. */
const FRESH = 7;

export async function run(context) {
  const rounds = context.figure(12, 200);
  const seen = { kept: 0, lost: 0, slowest: 0, problems: [] };
  const fresh = range(STARTERS).map(() => (args, options) => runCli(context, args, options));
  const begun = context.quick ? range(STARTERS).map(() => startResident(context)) : fresh;
  for (const round of range(rounds))
    await tryRound(context, round, round % FRESH === 0 ? fresh : begun, seen);
  return {
    tried: rounds * STARTERS,
    lost: seen.lost,
    slowest: `${(seen.slowest / 1000).toFixed(1)} s a run`,
    passed: seen.kept === rounds * STARTERS && seen.problems.length === 0,
    detail: [
      `${seen.kept} of ${rounds * STARTERS} in ${rounds} rounds, in ${context.quick ? Math.ceil(rounds / FRESH) : 'all'} of them by processes that had just begun`,
      ...seen.problems.slice(0, 5),
    ].join('; '),
  };
}

async function tryRound(context, round, starters, seen) {
  const cwd = context.folder();
  const lock = join(cwd, `${REGISTRY}.lock`);
  mkdirSync(lock, { recursive: true });
  // Every second lock names its holder, as this program's locks do.
  if (round % 2 === 0) write(join(lock, '4194303@gone~0123456789ab'), '');
  makeStale(lock);
  const ids = range(STARTERS).map((at) => `m${at}`);
  for (const id of ids) writeSpecs(join(cwd, id), [id]);
  const ended = await Promise.all(
    ids.map((id, at) => starters[at](['--target-dir', id, '--output-dir', 'out'], { cwd })),
  );
  const there = new Set(archivedModels(cwd, readPublished(cwd)));
  for (const [at, id] of ids.entries()) {
    const isAcked = isAcknowledged(ended[at]);
    if (isAcked && there.has(id)) seen.kept += 1;
    else if (isAcked) seen.lost += 1;
    else seen.problems.push(`round ${round}, ${id}: ${ended[at].stderr.trim()}`);
    seen.slowest = Math.max(seen.slowest, ended[at].ms);
  }
  if (existsSync(lock)) seen.problems.push(`round ${round}: the lock is left`);
  const fault = await changeAndReplay(context, cwd);
  if (fault !== undefined) seen.problems.push(`round ${round}: ${fault}`);
  rmSync(cwd, { recursive: true });
}

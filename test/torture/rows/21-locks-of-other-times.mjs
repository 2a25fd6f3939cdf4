import { existsSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../lib/around.mjs';
import { pool, range } from '../lib/pool.mjs';
import { startCli, isOver } from '../lib/program.mjs';
import { REGISTRY } from '../lib/registry.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';
import { byClockAhead, missing } from '../lib/tools.mjs';

export const row = 21;
export const name = 'locks of the dead, and locks from the future, on several clocks';

const FAULT = join(import.meta.dirname, '../../support/fault.mjs');
/** Seconds by which clocks differ from the real one. */
const CLOCKS = [0, 15, -15, 7200, -7200, 30 * 365 * 86_400, -30 * 365 * 86_400];
/** A stale lock is taken over when it is seen; the rest is the program itself. */
const DEAD_MS = 3_000;
/** A holder that cannot be asked is given the time of an update, and one that stands still ten seconds. */
const UNKNOWN_MS = 8_000;

export async function run(context) {
  const skipped = missing('linux', 'faketime');
  if (skipped) return { skipped: true, detail: skipped };
  const all = CLOCKS.flatMap((holder) =>
    CLOCKS.flatMap((waiter) =>
      ['killed', 'killed, its lock in the future', 'on another host, its lock in the future'].map(
        (kind) => ({ holder, waiter, kind }),
      ),
    ),
  );
  const trials = context.quick ? range(5).map(() => context.random.pick(all)) : all;
  const shops = await pool(trials, context.jobs, (trial) => tryLock(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(
    shops,
    lost,
    `${trials.length} of ${all.length} locks; clocks at ${CLOCKS.join(', ')} s`,
  );
}

const onClock = (seconds) => (seconds === 0 ? [] : byClockAhead(seconds));

async function tryLock(context, { holder, waiter, kind }) {
  const shop = openShop(context, `a holder at ${holder} s, ${kind}; a waiter at ${waiter} s`);
  await shop.register('agent', 'First.');
  await leaveLock(context, shop, holder);
  const lock = join(shop.cwd, `${REGISTRY}.lock`);
  if (!existsSync(lock)) shop.report('no lock was left');
  const isElsewhere = kind.startsWith('on another host');
  if (isElsewhere) moveElsewhere(lock);
  if (kind.endsWith('future')) {
    const future = new Date(Date.now() + 3_600_000 * (1 + context.random.below(300_000)));
    utimesSync(lock, future, future);
  }
  const limit = isElsewhere ? UNKNOWN_MS : DEAD_MS;
  const prefix = onClock(waiter);
  const { ms } = await shop.call(['tag', 'add', 'agent', 'late'], {
    prefix,
  });
  if (ms > limit) shop.report(`it takes ${Math.round(ms)} ms`);
  const { tags } = shop.models().agent ?? { tags: [] };
  if (existsSync(lock)) shop.report('its own lock stays');
  return { ...shop, lost: tags.includes('late') ? 0 : 1 };
}

/** Lets a lock be one of another machine, whose processes cannot be asked. */
function moveElsewhere(lock) {
  const [name] = readdirSync(lock);
  const machine = name.includes('~000000') ? '111111' : '000000';
  renameSync(
    join(lock, name),
    join(lock, name.replace(/@.*~[0-9a-f]{6}/, `@elsewhere~${machine}`)),
  );
}

/** A process on another clock that is killed while it has the lock. */
async function leaveLock(context, { cwd }, seconds) {
  const fault = { call: 'linkSync', place: 'registry', nth: 1, fault: 'kill-before' };
  const { child, done } = startCli(context, ['tag', 'add', 'agent', 'never', ...OUT], {
    cwd,
    prefix: onClock(seconds),
    flags: ['--import', FAULT],
    env: { GNN_FAULT: JSON.stringify(fault) },
  });
  await done;
  return isOver(child);
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  isReady,
  keep,
  keepClear,
  startWriter,
  tryDatabase,
  writeAtOnce,
} from '../lib/database.mjs';
import { pool, range } from '../lib/pool.mjs';
import { end, startCli } from '../lib/program.mjs';
import { BIN } from '../lib/server.mjs';

export const row = 33;
/** For a stopped client, mostly: in the short form, it runs beside the others. */
export const mostlyWaits = true;
export const name =
  'a registry in PostgreSQL: 8 writers on different models and on one; clients killed, signalled, stopped and resumed';

/** Longer than a process may pause in a change, and than this one waits for others. */
const [STOPPED_MS, PATIENCE] = [12_000, 5];

export async function run(context) {
  if (BIN === undefined) return { skipped: true, detail: 'PostgreSQL is not installed' };
  return tryDatabase(context, async (trials) => {
    await write(trials, 'different models', (at) => `m${at}`);
    await write(trials, 'one model', () => 'm0');
    await killClients(trials);
    await signalClients(trials);
    await stopClient(trials);
  });
}

async function write(trials, what, modelOf) {
  const count = trials.context.figure(10, 100);
  const kind = what.replaceAll(' ', '');
  const begun = performance.now();
  const ended = await writeAtOnce(trials, 8, (at) => ({
    name: `${kind}-${at}`,
    model: modelOf(at),
    count,
  }));
  const seconds = (performance.now() - begun) / 1000;
  const kept = ended.reduce((sum, it) => sum + keep(trials, it), 0);
  for (const { stderr } of ended)
    if (stderr !== '') trials.faults.push(`${what}: ${stderr.trim()}`);
  if (kept !== 8 * count) trials.faults.push(`${what}: ${kept} of ${8 * count} acknowledged`);
  trials.figures.push(`${kept} changes to ${what} by 8 writers in ${seconds.toFixed(1)} s`);
}

async function killClients(trials) {
  const kills = trials.context.figure(12, 1000);
  const counts = await pool(range(kills), 4, async (at) => {
    // Those that are there at the same time mostly change the same model.
    const order = { name: `killed-${at}`, model: `m${8 + ((at >> 2) % 100)}`, count: 1000 };
    const writer = startWriter(trials, order);
    await isReady(writer);
    await sleep(trials.context.random.below(300));
    end(writer.child);
    return keepClear(trials, 'killed', await writer.done).kept;
  });
  const kept = counts.reduce((sum, it) => sum + it, 0);
  trials.figures.push(`${kills} clients killed, ${kept} changes acknowledged before`);
}

async function signalClients(trials) {
  const { context, cwd, env, faults } = trials;
  const seen = { done: 0, interrupted: 0 };
  await pool(range(context.figure(6, 100)), 2, async (at) => {
    const signal = at % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const label = `signalled-${at}`;
    const { child, done } = startCli(context, ['tag', 'add', 'm1', label], { cwd, env });
    setTimeout(() => child.kill(signal), context.random.below(context.figure(1500, 900)));
    const { code, stderr, signal: by } = await done;
    if (code === 0) {
      trials.acknowledged.add(label);
      seen.done += 1;
    } else if (by === signal || code === (signal === 'SIGINT' ? 130 : 143)) seen.interrupted += 1;
    else faults.push(`signal: ends with ${code} ${by}: ${stderr.trim()}`);
  });
  trials.figures.push(
    `${seen.done + seen.interrupted} commands signalled, ${seen.interrupted} of them before their end`,
  );
}

/** A client that is stopped and resumed: others go on, and it loses nothing that it said. */
async function stopClient(trials) {
  const order = { name: 'stopped', model: 'm2', count: 1_000_000, patience: PATIENCE };
  const stopped = startWriter(trials, order);
  await isReady(stopped);
  const rounds = trials.context.figure(2, 6);
  let others = 0;
  for (const round of range(rounds)) {
    await sleep(300 + trials.context.random.below(50));
    process.kill(-stopped.child.pid, 'SIGSTOP');
    const waiting = startWriter(trials, { name: `beside-${round}`, model: 'm3', count: 5 }).done;
    await sleep(STOPPED_MS);
    process.kill(-stopped.child.pid, 'SIGCONT');
    const other = await waiting;
    others += keep(trials, other);
    if (other.stderr !== '') trials.faults.push(`beside a stopped one: ${other.stderr.trim()}`);
    await sleep(1000);
  }
  end(stopped.child);
  const { kept, refused } = keepClear(trials, 'stopped', await stopped.done);
  trials.figures.push(
    `a client stopped for ${STOPPED_MS / 1000} s and resumed ${rounds} times: ${kept} changes of its own, ${refused} refused, ${others} of others`,
  );
}

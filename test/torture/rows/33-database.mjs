import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { range } from '../lib/pool.mjs';
import { end, isAcknowledged, runCli, startCli, startProgram } from '../lib/program.mjs';
import { BIN, startServer } from '../lib/server.mjs';
import { writeSpecs } from '../lib/specs.mjs';

export const row = 33;
export const name =
  'a registry in PostgreSQL: 8 writers on different models and on one, killed, stopped and resumed, signalled; the server killed in the middle of commits; migrations at once';

export async function run(context) {
  if (BIN === undefined) return { skipped: true, detail: 'PostgreSQL is not installed' };
  const cwd = context.folder();
  const server = startServer(context.folder());
  const env = { GNN_REGISTRY_DATABASE: server.url };
  try {
    const trials = { context, cwd, server, env, faults: [], figures: [], acknowledged: new Set() };
    await migrateAtOnce(trials);
    await register(trials);
    await writeAtOnce(trials, 'different models', (at) => `m${at}`);
    await writeAtOnce(trials, 'one model', () => 'm0');
    await killClients(trials);
    await signalClients(trials);
    await stopClient(trials);
    await killServer(trials);
    await compare(trials);
    const { faults, figures, acknowledged } = trials;
    return {
      tried: acknowledged.size,
      lost: faults.filter((it) => it.startsWith('lost')).length,
      passed: faults.length === 0,
      detail: [...figures, ...faults.slice(0, 5)].join('; '),
    };
  } finally {
    server.stop();
  }
}

/** Several that migrate at once all succeed, and do it once. */
async function migrateAtOnce({ context, cwd, env, faults, figures, server }) {
  const all = await Promise.all(
    range(4).map(() => runCli(context, ['db', 'migrate'], { cwd, env })),
  );
  const refused = all.filter((it) => it.code !== 0);
  if (refused.length > 0) faults.push(`db migrate: ${refused[0].stderr.trim()}`);
  const count = server.sql('SELECT count(*) FROM gnn_registry.migrations');
  figures.push(`4 migrations at once: ${count} steps done`);
}

async function register({ context, cwd, env, faults }) {
  writeSpecs(
    join(cwd, 'in'),
    range(8).map((at) => `m${at}`),
  );
  const done = await runCli(context, ['--target-dir', 'in', '--output-dir', 'out'], { cwd, env });
  if (!isAcknowledged(done)) faults.push(`the run: ${done.stderr.trim()}`);
}

function startWriter({ context, cwd, server }, writer, model, count) {
  const order = { cwd, database: server.url, registry: 'default', model, name: writer, count };
  return startProgram(context, 'database-writer.mjs', order);
}

/** A writer has opened the registry, or has ended. */
function isReady(child) {
  return new Promise((done) => {
    child.stdout.once('data', done);
    child.once('close', done);
  });
}

/** What a writer said: acknowledged changes; a line that was cut counts for nothing. */
function keep({ acknowledged }, { stdout }) {
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'ready');
  for (const line of lines) acknowledged.add(line);
  return lines.length;
}

async function writeAtOnce(trials, what, modelOf) {
  const count = trials.context.figure(10, 100);
  const kind = what.replaceAll(' ', '');
  const begun = performance.now();
  const ended = await Promise.all(
    range(8).map((at) => startWriter(trials, `${kind}-${at}`, modelOf(at), count).done),
  );
  const seconds = (performance.now() - begun) / 1000;
  const kept = ended.reduce((sum, it) => sum + keep(trials, it), 0);
  for (const { stderr } of ended)
    if (stderr !== '') trials.faults.push(`${what}: ${stderr.trim()}`);
  if (kept !== 8 * count) trials.faults.push(`${what}: ${kept} of ${8 * count} acknowledged`);
  trials.figures.push(`${kept} changes to ${what} by 8 writers in ${seconds.toFixed(1)} s`);
}

async function killClients(trials) {
  const rounds = trials.context.figure(12, 1000);
  let kept = 0;
  for (let round = 0; round < rounds; round += 4) {
    const started = range(4).map((at) =>
      startWriter(trials, `killed-${round}-${at}`, `m${at}`, 1000),
    );
    await Promise.all(
      started.map(async ({ child, done }) => {
        await isReady(child);
        await sleep(trials.context.random.below(600));
        end(child);
        kept += keep(trials, await done);
      }),
    );
  }
  trials.figures.push(`${rounds} clients killed, ${kept} changes acknowledged before`);
}

async function signalClients(trials) {
  const { context, cwd, env, faults } = trials;
  const rounds = context.figure(6, 100);
  let interrupted = 0;
  for (const round of range(rounds)) {
    const signal = round % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const words = ['tag', 'add', 'm1', `signalled-${round}`];
    const { child, done } = startCli(context, words, { cwd, env });
    setTimeout(() => child.kill(signal), context.random.below(1500));
    const { code, stderr, signal: by } = await done;
    if (code === 0) trials.acknowledged.add(`signalled-${round}`);
    else if (by === signal || code === (signal === 'SIGINT' ? 130 : 143)) interrupted += 1;
    else faults.push(`signal: ends with ${code} ${by}: ${stderr.trim()}`);
  }
  trials.figures.push(`${rounds} commands signalled, ${interrupted} of them before their end`);
}

/** A client that is stopped and resumed: others go on, and it loses nothing that it said. */
async function stopClient(trials) {
  const stopped = startWriter(trials, 'stopped', 'm2', 1_000_000);
  await isReady(stopped.child);
  await sleep(300);
  let others = 0;
  for (const round of range(trials.context.figure(2, 20))) {
    process.kill(-stopped.child.pid, 'SIGSTOP');
    const other = await startWriter(trials, `beside-${round}`, 'm3', 5).done;
    others += keep(trials, other);
    if (other.stderr !== '') trials.faults.push(`beside a stopped one: ${other.stderr.trim()}`);
    await sleep(trials.context.figure(11_000, 31_000));
    process.kill(-stopped.child.pid, 'SIGCONT');
    await sleep(1000);
  }
  end(stopped.child);
  const kept = keep(trials, await stopped.done);
  trials.figures.push(`a client stopped and resumed: ${kept} of its own, ${others} of others`);
}

/** What it forked just before it was killed holds its memory for a moment, and no other server starts meanwhile. */
async function restart(server) {
  for (const left of range(60).toReversed()) {
    await sleep(500);
    try {
      return server.start();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** The server is killed while all write, and started again. */
async function killServer(trials) {
  const { server, context } = trials;
  const rounds = context.figure(2, 20);
  let kept = 0;
  for (const round of range(rounds)) {
    const writers = range(4).map((at) =>
      startWriter(trials, `crash-${round}-${at}`, `m${at}`, 1_000_000),
    );
    await Promise.all(writers.map(({ child }) => isReady(child)));
    await sleep(context.random.below(1000));
    server.kill();
    await restart(server);
    await sleep(3000);
    for (const { child } of writers) end(child);
    for (const { done } of writers) {
      const ended = await done;
      kept += keep(trials, ended);
      const unclear = ended.stderr
        .split('\n')
        .filter(
          (it) => it !== '' && !/^(?:registry-unreadable|lock-busy|output-unwritable): /.test(it),
        );
      if (unclear.length > 0) trials.faults.push(`unclear: ${unclear[0]}`);
    }
  }
  trials.figures.push(
    `the server killed and restarted ${rounds} times: ${kept} changes acknowledged`,
  );
}

/** All that was acknowledged is there, once, and the chain of the log holds. */
async function compare({ context, cwd, env, acknowledged, faults, server }) {
  const { code, stdout, stderr } = await runCli(context, ['list', '--json'], { cwd, env });
  if (code !== 0) return faults.push(`list: ${stderr.trim()}`);
  const tags = new Set(JSON.parse(stdout).data.models.flatMap((it) => it.tags));
  for (const tag of acknowledged) if (!tags.has(tag)) faults.push(`lost: ${tag}`);
  const broken = server.sql(
    `SELECT count(*) FROM (SELECT line::json ->> 'previous' AS previous,
      lag('sha256:' || encode(sha256(convert_to(line, 'UTF8')), 'hex')) OVER (ORDER BY position) AS before
      FROM gnn_registry.events) AS e WHERE previous IS DISTINCT FROM before`,
  );
  if (broken !== '0') faults.push(`${broken} breaks in the chain of the log`);
}

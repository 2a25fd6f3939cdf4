import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OUT, RUN, age, findings, lostVersions, prepare } from '../lib/around.mjs';
import { range } from '../lib/pool.mjs';
import { REGISTRY, readPublished } from '../lib/registry.mjs';
import { startResident } from '../lib/residents.mjs';
import { specText, write } from '../lib/specs.mjs';
import { byClockAhead, missing } from '../lib/tools.mjs';

export const row = 29;
/** What it tries is not the disk. */
export const inMemory = true;
export const name = 'gc, retention, purge, archive and restore racing with runs, on several clocks';

/** Seconds by which the clock of some processes is ahead. */
const CLOCKS = [0, 15, 7200, 30 * 365 * 86_400];
const WORK = [
  ['archive', 'agent', '--force'],
  ['restore', 'agent'],
  ['delete', 'spare', '--purge', '--force', '--yes'],
  ['retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes'],
];
const MODELS = ['agent', 'packed', 'spare', 'fresh'];

export async function run(context) {
  const skipped = missing('linux', 'faketime');
  if (skipped) return { skipped: true, detail: skipped };
  const wanted = context.figure(10, 1000);
  const racers = startRacers(context);
  const results = [];
  // With archives that are old at once, gc removes what runs have just written; then only bytes count.
  for (const isAged of [false, true]) results.push(await race(context, racers, wanted, isAged));
  const problems = results.flatMap((it) => it.problems);
  const sum = (key) => results.reduce((total, it) => total + it[key], 0);
  return {
    tried: sum('tried'),
    lost: sum('lost'),
    passed: problems.length === 0,
    detail: [
      `${sum('commands')} commands in two races, the second with archives made old at once; clocks ahead by ${CLOCKS.join(', ')} s`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

/** Those that call commands at the same time: each has a process for each clock, which stays. */
function startRacers(context) {
  return range(3).map(() =>
    CLOCKS.map((ahead) => startResident(context, ahead === 0 ? [] : byClockAhead(ahead))),
  );
}

async function race(context, racers, wanted, isAged) {
  const cwd = context.folder();
  await prepare(context, cwd);
  const problems = [];
  const counts = racers.map(() => 0);
  let looks = 0;
  const isDone = () => counts.every((count) => count >= wanted);
  const call = async (racer, args) => {
    const ended = await context.random.pick(racers[racer])([...args, ...OUT], { cwd });
    counts[racer] += 1;
    if (ended.hung || ended.code === null) problems.push(`${args.join(' ')} ends badly`);
    if (/internal|TypeError|archive-/.test(ended.stderr))
      problems.push(`${args.join(' ')}: ${ended.stderr.trim()}`);
  };
  const repeat = async (work) => {
    while (!isDone()) await work();
  };
  await Promise.all([
    repeat(async () => {
      for (const id of MODELS) write(join(cwd, `in/${id}.md`), specText(id, `Text ${counts[0]}.`));
      await call(0, RUN);
    }),
    repeat(() => call(1, context.random.pick(WORK))),
    repeat(() => call(2, ['gc', '--yes'])),
    repeat(async () => {
      looks += 1;
      if (!isAged) problems.push(...(await findings(context, cwd)));
      else {
        age(cwd, 3_600_000);
        await sleep(20);
      }
    }),
  ]);
  if (readPublished(cwd, REGISTRY) === undefined) problems.push('the registry is not whole');
  const lost = lostVersions(cwd);
  problems.push(...lost.map((it) => `lost: ${it}`));
  const commands = counts.reduce((sum, count) => sum + count, 0);
  return { problems, lost: lost.length, commands, tried: commands + looks };
}

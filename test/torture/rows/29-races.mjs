import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OUT, RUN, age, findings, lostVersions, prepare } from '../lib/around.mjs';
import { runCli } from '../lib/program.mjs';
import { REGISTRY, readPublished } from '../lib/registry.mjs';
import { specText, write } from '../lib/specs.mjs';
import { byClockAhead, missing } from '../lib/tools.mjs';

export const row = 29;
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
  const seconds = context.figure(5, 90);
  const results = [];
  // With archives that are old at once, gc removes what runs have just written; then only bytes count.
  for (const isAged of [false, true]) results.push(await race(context, seconds, isAged));
  const problems = results.flatMap((it) => it.problems);
  return {
    tried: results.reduce((sum, it) => sum + it.tried, 0),
    lost: results.reduce((sum, it) => sum + it.lost, 0),
    passed: problems.length === 0,
    detail: [
      `${seconds} s with young archives, ${seconds} s with archives made old at once; clocks ahead by ${CLOCKS.join(', ')} s`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

async function race(context, seconds, isAged) {
  const cwd = context.folder();
  await prepare(context, cwd);
  const end = performance.now() + seconds * 1000;
  const problems = [];
  let tried = 0;
  const repeat = async (work) => {
    while (performance.now() < end) {
      await work();
      tried += 1;
    }
  };
  const call = async (args) => {
    const ahead = context.random.pick(CLOCKS);
    const prefix = ahead === 0 ? [] : byClockAhead(ahead);
    const ended = await runCli(context, [...args, ...OUT], { cwd, prefix });
    if (ended.hung || ended.code === null) problems.push(`${args.join(' ')} ends badly`);
    if (/internal|TypeError|archive-/.test(ended.stderr))
      problems.push(`${args.join(' ')}: ${ended.stderr.trim()}`);
  };
  let count = 0;
  const racers = [
    repeat(async () => {
      count += 1;
      for (const id of MODELS) write(join(cwd, `in/${id}.md`), specText(id, `Text ${count}.`));
      await call(RUN);
    }),
    repeat(() => call(context.random.pick(WORK))),
    repeat(() => call(['gc', '--yes'])),
    repeat(async () => {
      if (!isAged) problems.push(...(await findings(context, cwd)));
      else {
        age(cwd, 3_600_000);
        await sleep(20);
      }
    }),
  ];
  await Promise.all(racers);
  if (readPublished(cwd, REGISTRY) === undefined) problems.push('the registry is not whole');
  const lost = lostVersions(cwd);
  problems.push(...lost.map((it) => `lost: ${it}`));
  return { problems, lost: lost.length, tried };
}

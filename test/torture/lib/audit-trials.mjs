/** Damages of the audit log, followed by ordinary changes; see rows 30 and 30b. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT, RUN, prepare } from './around.mjs';
import { DAMAGES, hashOf, linesOf, textOf } from './audit-damage.mjs';
import { pool, range } from './pool.mjs';
import { askProgram, isAcknowledged } from './program.mjs';
import { STEP } from './registry.mjs';
import { callCli } from './residents.mjs';
import { specText, write } from './specs.mjs';

const LOG = `${STEP}/audit_log.jsonl`;
export const KINDS = Object.keys(DAMAGES);
/** What people do afterwards, without a look at the log. */
const CHANGES = [
  RUN,
  ['tag', 'add', 'spare', 'later'],
  ['tag', 'rm', 'agent', 'old'],
  ['promote', 'agent@1.0.0', 'old'],
  ['alias', 'set', 'spare@1.0.0', 'best'],
  ['metrics', 'set', 'agent', 'score=1'],
  ['health', 'set', 'agent', 'degraded'],
  ['deprecate', 'spare', '--reason', 'a trial'],
  ['archive', 'agent@1.0.1', '--force'],
  ['rollback', 'spare', '1.0.0'],
  ['link', 'spare', 'agent'],
  ['update', 'agent', 'team=robotics'],
  ['gc', '--yes'],
  ['verify'],
  ['verify', '--repair'],
];

/**
 * Tries to damage logs.
 *
 * @param listTrials - called with the context and the logs
 */
export async function tryDamages(context, listTrials) {
  const bases = await prepareBases(context);
  const trials = listTrials(context, bases);
  const parts = range(context.jobs).map((job) =>
    trials.filter((_, at) => at % context.jobs === job),
  );
  const answers = await pool(parts, context.jobs, (part) => tryPart(context, bases, part));
  const bad = parts.flatMap((part, at) =>
    part.flatMap((trial, nth) => describe(trial, answers[at][nth].problems)),
  );
  return {
    tried: trials.length,
    lost: bad.filter((it) => /are not told|are gone/.test(it)).length,
    passed: bad.length === 0,
    detail: [
      `${KINDS.length} kinds of damage to ${bases.length} logs of ${bases.map((it) => it.lines).join(', ')} lines`,
      ...(bad.length === 0 ? [] : [`${bad.length} problems`]),
      ...bad.slice(0, 8),
    ].join('; '),
  };
}

function describe({ base, damages, given, seed }, problems) {
  const what = damages.map(({ kinds, at }) => `${kinds.join(' and ')} at ${at.toFixed(3)}`);
  const then = given.map((number) => CHANGES[number].join(' ')).join(', ');
  return problems.map((it) => `log ${base}, ${what.join(', again ')} (${seed}), ${then}: ${it}`);
}

/** There are too many trials for a command line. */
async function tryPart(context, bases, trials) {
  const work = context.folder();
  const text = JSON.stringify({ bases, changes: CHANGES, trials });
  writeFileSync(join(work, 'trials.json'), text);
  return (await askProgram(context, 'audit-log.mjs', { work }, { limit: 3_600_000 })).answers;
}

/** Draws a trial: damages of some kinds at once, at a random place, and changes after it. */
export function drawTrial({ quick, random }, bases, kinds, at = random.next()) {
  return {
    base: random.below(bases.length),
    damages: [{ kinds, at }],
    given: range(1 + random.below(quick ? 1 : 3)).map(() => random.below(CHANGES.length)),
    seed: random.below(2 ** 31),
  };
}

/** A log from the start, one that has started again, and one that is behind its registry. */
async function prepareBases(context) {
  const first = context.folder();
  const call = async (cwd, ...args) => {
    const ended = await callCli(context, [...args, ...OUT], { cwd });
    if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  };
  await prepare(context, first);
  await call(first, 'metrics', 'set', 'spare', 'score=0.5');
  await call(first, 'promote', 'agent@1.0.1', 'old');
  const again = context.folder();
  cpSync(first, again, { recursive: true, preserveTimestamps: true });
  const older = textOf(linesOf(readFileSync(join(first, LOG), 'utf8')).slice(0, 9));
  writeFileSync(join(again, LOG), older);
  await call(again, 'tag', 'add', 'spare', 'restored');
  await call(again, 'audit', 'accept', '--reason', 'a trial');
  write(join(again, 'in/agent.md'), specText('agent', 'After the restart.'));
  await call(again, ...RUN);
  await call(again, 'tag', 'rm', 'spare', 'restored');
  const behind = context.folder();
  cpSync(first, behind, { recursive: true, preserveTimestamps: true });
  leaveBehind(behind, 3);
  return [first, again, behind].map((folder, at) => {
    const lines = linesOf(readFileSync(join(folder, LOG), 'utf8'));
    const others = at === 1 ? first : again;
    const other = readFileSync(join(others, LOG), 'utf8');
    return {
      folder,
      lines: lines.length,
      older: [older, textOf(lines.slice(0, -2))],
      other,
      // Generations still name events of the log before it started again.
      former: at === 1 ? other : '',
    };
  });
}

/** As if the last events could not be appended: each is in a file of its own. */
function leaveBehind(cwd, count) {
  const lines = linesOf(readFileSync(join(cwd, LOG), 'utf8'));
  writeFileSync(join(cwd, LOG), textOf(lines.slice(0, -count)));
  for (const line of lines.slice(-count)) {
    const name = `events-${hashOf(line).slice('sha256:'.length, 39)}.jsonl`;
    write(join(cwd, STEP, '.generations', name), `${line}\n`);
  }
}

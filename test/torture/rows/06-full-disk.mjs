import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeAndReplay } from '../lib/log.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { REGISTRY, STEP, leftovers, readPublished } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, writeSpecs } from '../lib/specs.mjs';
import { missing, withTmpfs } from '../lib/tools.mjs';

export const row = 6;
export const name = 'a disk that is full, and a limit on the size of files';

const SIZE = 500 * 1024;
const FREE_KB = [0, 4, 100, 300];
const LIMITS_KB = [1, 4, 100, 300, 499];
const ARGS = ['--target-dir', 'new', '--output-dir', 'out'];

export async function run(context) {
  const skipped = missing('linux', 'root', 'mount');
  if (skipped) return { skipped: true, detail: skipped };
  const base = await makeLarge(context);
  const results = [
    ...(await pool(FREE_KB, 2, (free) => tryDisk(context, base, { size: '1m', free }))),
    // Also a disk that holds all generations, so that later parts of a commit fail, too.
    ...(await pool([...FREE_KB, 501, 700, 1010], 2, (free) =>
      tryDisk(context, base, { size: '5m', free, isWhole: true }),
    )),
    ...(await pool(LIMITS_KB, 2, (limit) => tryLimit(context, base, limit))),
  ];
  const problems = results.flatMap((result) => result.problems);
  return {
    tried: results.length,
    lost: results.filter((result) => result.isLost).length,
    unreadable: results.filter((result) => result.isUnreadable).length,
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms`,
    passed: problems.length === 0,
    detail: [
      `a registry of ${Math.round(readFileSync(join(base, REGISTRY)).length / 1024)} KB; ${FREE_KB.join(', ')} KB free on 1 MB and up to 1,010 KB on 5 MB; ulimit -f of ${LIMITS_KB.join(', ')} KB (the system ended ${results.filter((result) => result.isEnded).length} of them by SIGXFSZ, without a message)`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

/** A registry of 500 KB, written by the program itself. */
async function makeLarge(context) {
  const base = context.folder();
  const names = range(120).map((at) => `m${at}`);
  writeSpecs(join(base, 'in'), names, (name) => specText(name, `${name} ${'word '.repeat(500)}`));
  writeSpecs(join(base, 'new'), ['new']);
  await callCli(context, ['--target-dir', 'in', '--output-dir', 'out'], { cwd: base });
  const size = readFileSync(join(base, REGISTRY)).length;
  if (size < SIZE) throw new Error(`the registry has ${size} bytes only`);
  return base;
}

function tryDisk(context, base, { size, free, isWhole = false }) {
  return withTmpfs(join(context.folder(), 'disk'), size, async (cwd) => {
    place(base, cwd, isWhole);
    const ballast = join(cwd, 'ballast');
    const space = Number(
      execFileSync('df', ['--output=avail', '-k', cwd], { encoding: 'utf8' }).split('\n')[1],
    );
    writeFileSync(ballast, Buffer.alloc(Math.max(0, space - free) * 1024, 'x'));
    const mustFail = !isWhole || free < 501;
    const label = `${free} KB free of ${size}`;
    return judge(context, cwd, { label, mustFail, release: () => rmSync(ballast) });
  });
}

function tryLimit(context, base, limit) {
  const cwd = context.folder();
  place(base, cwd, true);
  const prefix = ['bash', '-c', `ulimit -f ${limit} && exec "$@"`, 'bash'];
  const label = `ulimit -f ${limit}`;
  return judge(context, cwd, { label, mustFail: true, prefix, release: () => {} });
}

function place(base, cwd, isWhole) {
  mkdirSync(join(cwd, STEP), { recursive: true });
  cpSync(join(base, 'new'), join(cwd, 'new'), { recursive: true });
  cpSync(join(base, REGISTRY), join(cwd, REGISTRY));
  const generations = join(STEP, '.generations');
  if (isWhole) cpSync(join(base, generations), join(cwd, generations), { recursive: true });
}

async function judge(context, cwd, { label, mustFail, prefix, release }) {
  const before = readFileSync(join(cwd, REGISTRY));
  const ended = await runCli(context, ARGS, { cwd, prefix });
  const problems = [];
  const report = (text) => problems.push(`${label}: ${text}`);
  const isOld = before.equals(readFileSync(join(cwd, REGISTRY)));
  const registry = readPublished(cwd);
  const isUnreadable = registry === undefined;
  if (isUnreadable) report('the registry is not whole');
  const isDone = isAcknowledged(ended);
  if (mustFail && isDone) report(`exit ${ended.code}`);
  if (mustFail && !isOld) report('the old registry is missing or changed');
  if (isDone && registry?.models.new === undefined) report('success, but the model is missing');
  if (ended.code === 1 && !/\((ENOSPC|EFBIG|EDQUOT)\)/.test(ended.stderr))
    report(ended.stderr.trim());
  // The system may end a process that reaches a limit; the next run cleans up after it.
  if (ended.signal === null && leftovers(cwd).length > 0)
    report(`left: ${leftovers(cwd).join(', ')}`);
  release();
  const next = await callCli(context, ARGS, { cwd });
  const models = Object.keys(readPublished(cwd)?.models ?? {}).length;
  // A disk of 1 MB has no room for the next generation either.
  if (next.code !== 1 && models !== 121) report(`${models} models after the next run`);
  const fault = next.code === 1 ? undefined : await changeAndReplay(context, cwd);
  if (fault !== undefined) report(fault);
  return {
    problems,
    isLost: models < 120,
    isUnreadable,
    isEnded: ended.signal !== null,
    ms: ended.ms,
  };
}

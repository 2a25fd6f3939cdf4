/** A registry with something for every changing command to do, and what must hold after any of them. */
import { existsSync, readFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makeStale } from './locks.mjs';
import { isAcknowledged, runCli } from './program.mjs';
import { REGISTRY, STEP, leftovers, readPublished, sha256 } from './registry.mjs';
import { specText, write, writeSpecs } from './specs.mjs';

export const OUT = ['--output-dir', 'out', '--lock-timeout', '60'];
export const RUN = ['run', '--target-dir', 'in'];
const MODELS = ['agent', 'packed', 'spare'];
const HOURS_2 = 7_200_000;

/** The changing commands. */
export const COMMANDS = [
  RUN,
  ['tag', 'add', 'agent', 'new'],
  ['tag', 'rm', 'agent', 'old'],
  ['promote', 'agent@1.0.0', 'old'],
  ['alias', 'set', 'agent@1.0.0', 'best'],
  ['alias', 'rm', 'agent', 'good'],
  ['deprecate', 'spare', '--reason', 'a trial'],
  ['archive', 'agent'],
  ['archive', 'agent@1.0.1'],
  ['restore', 'packed'],
  ['restore', 'packed@1.0.0'],
  ['delete', 'agent', '--force', '--yes'],
  ['delete', 'agent', '--purge', '--force', '--yes'],
  ['rollback', 'spare', '1.0.0'],
  ['rollback', 'spare', '1.0.0', '--write-source'],
  ['link', 'spare', 'agent'],
  ['metrics', 'set', 'agent', 'score=1'],
  ['health', 'set', 'agent', 'degraded'],
  ['retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes'],
  ['gc', '--yes'],
  ['verify', '--repair'],
];

/** Makes the registry; its files are old, so that only those of a trial are young. */
export async function prepare(context, cwd) {
  const call = async (...args) => {
    const ended = await runCli(context, [...args, ...OUT], { cwd });
    if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  };
  for (const text of ['First.', 'Second.', 'Third.']) {
    writeSpecs(join(cwd, 'in'), MODELS, (id) => specText(id, text));
    await call(...RUN);
  }
  await call('tag', 'add', 'agent@1.0.2', 'old');
  await call('alias', 'set', 'agent@1.0.2', 'good');
  await call('archive', 'packed');
  changeFiles(cwd);
  age(cwd, Infinity);
}

/** Gives the next run something to do in each model. */
function changeFiles(cwd, text = 'Changed.') {
  for (const id of ['agent', 'fresh']) write(join(cwd, `in/${id}.md`), specText(id, text));
}

/** Lets files of models that are younger than a time be two hours old. */
export function age(cwd, youngest = 60_000) {
  const now = Date.now();
  const old = new Date(now - HOURS_2);
  for (const name of readdirSync(join(cwd, STEP), { recursive: true })) {
    if (!/\/versions\/|_metadata\.json$/.test(name)) continue;
    try {
      const path = join(cwd, STEP, name);
      if (now - statSync(path).mtimeMs < youngest) utimesSync(path, old, old);
    } catch {
      // Another process has just removed it.
    }
  }
}

/** Lets the lock of a killed or stopped process be stale. */
export function freeLock(cwd) {
  const lock = join(cwd, `${REGISTRY}.lock`);
  if (existsSync(lock)) makeStale(lock);
}

/** The versions whose bytes are not where the registry says. */
export function lostVersions(cwd) {
  return Object.values(readPublished(cwd)?.models ?? {}).flatMap(({ model_id: id, versions }) =>
    Object.values(versions).flatMap(({ version, source, hash }) =>
      source === null || isWhole(join(cwd, STEP, source), hash) ? [] : `${id}@${version}`,
    ),
  );
}

function isWhole(path, hash) {
  try {
    const bytes = readFileSync(path);
    return sha256(path.endsWith('.gz') ? gunzipSync(bytes) : bytes) === hash;
  } catch {
    return false;
  }
}

/** What `verify` finds, except specs that a run has not read yet. */
export async function findings(context, cwd, prefix = []) {
  const { stdout, stderr } = await runCli(context, ['verify', '--json', ...OUT], { cwd, prefix });
  if (!stdout.startsWith('{')) return [`verify: ${stderr.trim()}`];
  const { data } = JSON.parse(stdout);
  return (data?.steps ?? [])
    .flatMap((step) => step.findings)
    .filter(({ kind }) => !kind.startsWith('spec-'))
    .map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
}

/** Runs once more and collects; then all bytes are there, nothing else, and `verify` finds nothing. */
export async function settle(context, cwd) {
  freeLock(cwd);
  const problems = [];
  changeFiles(cwd, 'Changed once more.');
  const next = await runCli(context, [...RUN, ...OUT], { cwd });
  if (!isAcknowledged(next)) problems.push(`the next run fails: ${next.stderr.trim()}`);
  const swept = await runCli(context, ['gc', '--yes', ...OUT], { cwd });
  if (!isAcknowledged(swept)) problems.push(`gc fails: ${swept.stderr.trim()}`);
  const beside = readdirSync(join(cwd, 'in')).filter((name) => name.endsWith('.tmp'));
  problems.push(...[...leftovers(cwd), ...beside].map((path) => `left: ${path}`));
  const lost = lostVersions(cwd);
  problems.push(...lost.map((it) => `lost: ${it}`));
  let found = await findings(context, cwd);
  // Metadata is derived: that of a version that was never committed stays until it is mended.
  const isOutdated = found.length > 0 && found.every((it) => it.startsWith('metadata-outdated '));
  if (isOutdated) {
    await runCli(context, ['verify', '--repair', ...OUT], { cwd });
    found = await findings(context, cwd);
  }
  return { problems: [...problems, ...found], lost: lost.length, isOutdated };
}

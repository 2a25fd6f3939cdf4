import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageOf } from '../lib/damage.mjs';
import { changeAndReplay } from '../lib/log.mjs';
import { pool, range } from '../lib/pool.mjs';
import { askProgram, isAcknowledged } from '../lib/program.mjs';
import { STEP, archivedModels, readPublished } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, write, writeSpecs } from '../lib/specs.mjs';

export const row = 8;
/** What it tries is not the disk. */
export const inMemory = true;
export const name = 'a registry cut at every byte, bit flips, the backup too, both';

const FILE = 'model_registry.json';
const BACKUP = 'model_registry.json.bak';
const GENERATIONS = ['.generations/2.registry', '.generations/1.registry'];
const ARGS = ['--target-dir', 'in', '--output-dir', 'out'];
/** The most trials of one process. */
const PART = 1000;

export async function run(context) {
  const base = await prepare(context);
  const trials = trialsOf(context, base);
  const parts = share(trials, Math.ceil(trials.length / PART));
  const answers = await pool(parts, context.jobs, (part) => tryPart(context, base, part));
  const reported = answers.flat();
  const inProcess = parts.flat().map((trial, at) => ({ ...trial, ...reported[at] }));
  const beyond = await tryByCommand(context, base, context.figure(4, 40), tryAll);
  const backups = await tryByCommand(context, base, context.figure(4, 40), tryBackup);
  const all = [...inProcess, ...beyond, ...backups];
  const bad = all.filter(({ problems }) => problems.length > 0);
  return {
    tried: all.length,
    lost: all.filter(({ problems }) =>
      problems.some((problem) => /^(versions|an archive)/.test(problem)),
    ).length,
    unreadable: all.filter(({ whole }) => whole === false).length,
    slowest: `${Math.round(Math.max(...inProcess.map(({ ms }) => ms)))} ms`,
    passed: bad.length === 0,
    detail: [
      ...countKinds(inProcess),
      `${beyond.length} × everything damaged, then rebuild`,
      `${backups.length} × the backup alone, then verify`,
      `${inProcess.filter(({ versions }) => versions === '1.0.0 1.0.1 1.0.2').length} got a version more, of the spec that the restored state does not know as current`,
      ...summarize(bad),
    ].join('; '),
  };
}

/** There are too many trials for a command line. */
async function tryPart(context, base, trials) {
  const work = context.folder();
  writeFileSync(join(work, 'trials.json'), JSON.stringify(trials));
  return (await askProgram(context, 'damage.mjs', { base, work })).answers;
}

/** Two versions of one model: the registry, its backup, and two generations. */
async function prepare(context) {
  const base = context.folder();
  writeSpecs(join(base, 'in'), ['a']);
  await callCli(context, ARGS, { cwd: base });
  write(join(base, 'in/a.md'), specText('a', 'Changed.'));
  await callCli(context, ARGS, { cwd: base });
  const versions = Object.keys(readPublished(base)?.models.a?.versions ?? {});
  if (versions.length !== 2) throw new Error('the registry could not be prepared');
  return base;
}

/** What is damaged together, and whether the step itself must report it. */
const KINDS = [
  { kind: 'registry', files: [FILE], mustTell: true },
  { kind: 'newest generation', files: GENERATIONS.slice(0, 1), mustTell: true },
  { kind: 'backup', files: [BACKUP], mustTell: false },
  { kind: 'registry and backup', files: [FILE, BACKUP], mustTell: true },
  { kind: 'registry and newest generation', files: [FILE, GENERATIONS[0]], mustTell: true },
  { kind: 'registry and all generations', files: [FILE, ...GENERATIONS], mustTell: true },
];

function trialsOf(context, base) {
  return KINDS.flatMap((damage) => {
    const size = Math.min(
      ...damage.files.map((file) => readFileSync(join(base, STEP, file)).length),
    );
    const cuts = range(size).filter((cut) => !context.quick || cut % 80 === 0 || cut > size - 4);
    const flips = range(context.figure(25, 1000)).map(() => context.random.below(size * 8));
    const others = () =>
      damage.files
        .slice(1)
        .map(() => ({ cut: context.random.below(size), flip: context.random.below(size * 8) }));
    return [
      ...cuts.map((cut) => ({
        ...damage,
        damages: [{ cut }, ...others().map((to) => ({ cut: to.cut }))],
      })),
      ...flips.map((flip) => ({
        ...damage,
        damages: [{ flip }, ...others().map((to) => ({ flip: to.flip }))],
      })),
    ];
  });
}

function share(items, parts) {
  return range(parts).map((part) => items.filter((_, at) => at % parts === part));
}

async function tryByCommand(context, base, count, trial) {
  return pool(range(count), context.jobs, async () => {
    const cwd = context.folder();
    cpSync(base, cwd, { recursive: true });
    const problems = [];
    await trial(context, cwd, (text) => problems.push(text));
    return { kind: trial.name, problems };
  });
}

function damageFiles(context, cwd, files) {
  for (const file of files) {
    const path = join(cwd, STEP, file);
    const bytes = readFileSync(path);
    // One flipped bit may look like an edit; a truncated registry never does.
    const cut = context.random.below(bytes.length - 2);
    writeFileSync(path, damageOf(bytes, { cut }));
  }
}

/** Nothing sound is left: the step reports it and changes nothing, and `rebuild` rebuilds it. */
async function tryAll(context, cwd, report) {
  damageFiles(context, cwd, [FILE, BACKUP, ...GENERATIONS]);
  const damaged = readFileSync(join(cwd, STEP, FILE));
  const ended = await callCli(context, [...ARGS, '--json'], { cwd });
  if (ended.code !== 1 || !ended.stdout.includes('"registry-corrupt"')) {
    return report(`the step answers ${ended.code}: ${ended.stderr.trim().slice(0, 200)}`);
  }
  if (!damaged.equals(readFileSync(join(cwd, STEP, FILE))))
    report('the damaged file was overwritten');
  const rebuilt = await callCli(context, ['rebuild', '--output-dir', 'out'], { cwd });
  if (!isAcknowledged(rebuilt))
    return report(`rebuild fails: ${rebuilt.stderr.trim().slice(0, 200)}`);
  const registry = readPublished(cwd);
  const versions = Object.keys(registry?.models.a?.versions ?? {}).join(' ');
  if (versions !== '1.0.0 1.0.1') report(`rebuild: versions ${versions}`);
  if (archivedModels(cwd, registry).length !== 1) report('rebuild: an archive is lost');
  if (!isAside(cwd, damaged)) report('rebuild: the damaged file was not kept');
  const next = await callCli(context, ARGS, { cwd });
  if (next.code !== 0) return report(`the run after rebuild: ${next.stderr.trim()}`);
  const fault = await changeAndReplay(context, cwd);
  return fault === undefined ? undefined : report(fault);
}

function isAside(cwd, bytes) {
  return readdirSync(join(cwd, STEP))
    .filter((name) => /\.(corrupt|edited)-\d{4}/.test(name))
    .some((name) => readFileSync(join(cwd, STEP, name)).equals(bytes));
}

/** Nothing reads the backup while the rest is sound, but `verify` checks it. */
async function tryBackup(context, cwd, report) {
  damageFiles(context, cwd, [BACKUP]);
  const found = await callCli(context, ['verify', '--output-dir', 'out'], { cwd });
  if (found.code !== 2)
    report(`verify does not notice (${found.code}): ${found.stderr.trim().slice(0, 200)}`);
  const ended = await callCli(context, ARGS, { cwd });
  if (ended.code !== 0) report(`the step answers ${ended.code}`);
  if (!existsSync(join(cwd, STEP, FILE))) report('versions are missing');
}

function countKinds(results) {
  return KINDS.map(({ kind }) => {
    const own = results.filter((result) => result.kind === kind);
    const bad = own.filter(({ problems }) => problems.length > 0).length;
    return `${own.length} × ${kind}${bad > 0 ? ` (${bad} did not hold)` : ''}`;
  });
}

/** Lists each problem once, with its count and one damage that causes it. */
function summarize(bad) {
  return [...groupBy(bad)].slice(0, 10).map(([problem, list]) => {
    const { damages } = list[0];
    return `${list.length} × ${problem}${damages === undefined ? '' : `, e.g. ${JSON.stringify(damages)}`}`;
  });
}

function groupOf({ kind, problems }) {
  return `${kind}: ${problems.join(', ')}`;
}

function groupBy(bad) {
  const groups = new Map();
  for (const result of bad)
    groups.set(groupOf(result), [...(groups.get(groupOf(result)) ?? []), result]);
  return groups;
}

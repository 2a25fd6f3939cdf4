import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OUT, RUN, findings, freeLock, lostVersions } from '../lib/around.mjs';
import { loadLibrary, placeOf, runStep } from '../lib/library.mjs';
import { faultOfLog } from '../lib/log.mjs';
import { FLAGS, describePoint, faultAt, faultsAt, readCalls } from '../lib/points.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { REGISTRY, STEP, leftovers, listBelow, readPublished } from '../lib/registry.mjs';
import { writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 32;
export const name = 'a fault at every call of the move of a registry of format 1.0.0';

const FIXTURE = join(import.meta.dirname, '../../fixtures/format-1.0.0');
const TAG = 'moved';
/** Whichever is first moves the registry; neither changes anything else but the tag. */
const MOVING = [RUN, ['tag', 'add', 'kettle', TAG]];
/** What `verify` may find of a command that was cut short: nothing that is lost. */
const LOSSES =
  /^(?:archive|registry|generation|audit|unreadable|model)-?\S*(?:missing|damaged|lost)/;

export async function run(context) {
  const skipped = missing('linux');
  if (skipped) return { skipped: true, detail: skipped };
  const before = await answersOf(context, copyOf(context));
  const points = await pool(MOVING, context.jobs, (args) => listPoints(context, args));
  const all = points.flat().flatMap((it) => faultsAt(it).map((fault) => ({ point: it, fault })));
  const faults = context.quick ? range(12).map(() => context.random.pick(all)) : all;
  const trials = [
    ...faults.map((it) => () => tryFault(context, before, it)),
    ...range(context.figure(2, 40)).map((at) => () => tryAtOnce(context, before, at)),
  ];
  const results = await pool(trials, context.jobs, (trial) => trial());
  const problems = results.flatMap((it) => it.problems);
  return {
    tried: trials.length,
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms`,
    passed: problems.length === 0,
    detail: [
      `${points.flat().length} calls of a run and of a tag; ${faults.length} of ${all.length} faults; ${trials.length - faults.length} times two runs and a tag at once`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

function copyOf(context) {
  const cwd = context.folder();
  const whole = { recursive: true, preserveTimestamps: true };
  for (const folder of ['in', 'out']) cpSync(join(FIXTURE, folder), join(cwd, folder), whole);
  return cwd;
}

/** The mutating calls of a command that moves the registry. */
async function listPoints(context, args) {
  const cwd = copyOf(context);
  const trace = join(cwd, 'trace');
  const env = { GNN_FAULT_TRACE: trace };
  const ended = await runCli(context, [...args, ...OUT], { cwd, env, flags: FLAGS });
  if (!isAcknowledged(ended) || !ended.stderr.includes('is now in format'))
    throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  return readCalls(trace).map((point) => ({ ...point, args }));
}

async function tryFault(context, before, { point, fault }) {
  const cwd = copyOf(context);
  const env = faultAt(point, fault);
  const ended = await runCli(context, [...point.args, ...OUT], { cwd, env, flags: FLAGS });
  freeLock(cwd);
  const problems = ended.hung ? ['it hangs'] : [];
  problems.push(...(await look(context, cwd, before)), ...(await settle(context, cwd, before)));
  const label = `${point.args.join(' ')}: ${describePoint(point, fault)}`;
  return close(cwd, label, problems, ended.ms);
}

/** Two runs move it at once, while a third command changes it. */
async function tryAtOnce(context, before, at) {
  const cwd = copyOf(context);
  const [moving, tagging] = MOVING;
  const all = await Promise.all(
    [moving, tagging, moving].map((args) => runCli(context, [...args, ...OUT], { cwd })),
  );
  const failed = all.filter((ended) => !isAcknowledged(ended));
  const problems = failed.map(({ code, stderr }) => `exit ${code}: ${stderr.trim()}`);
  problems.push(...(await look(context, cwd, before)), ...(await settle(context, cwd, before)));
  const tags = readPublished(cwd)?.models.kettle.tags ?? [];
  if (!tags.includes(TAG)) problems.push('the tag is lost');
  return close(cwd, `at once, ${at}`, problems, Math.max(...all.map(({ ms }) => ms)));
}

function close(cwd, label, problems, ms) {
  const lost = lostVersions(cwd).length;
  rmSync(cwd, { recursive: true, maxRetries: 3 });
  return { problems: problems.map((text) => `${label}: ${text}`), lost, ms };
}

/** What the library answers of each model and version, but for what a tag changes, and when it was checked. */
async function answersOf(context, cwd) {
  const { ModelRegistry } = await loadLibrary(context);
  const registry = await ModelRegistry.open(placeOf(cwd));
  const entries = registry.listModels({ status: 'all' }).map(({ model_id: id }) => id);
  const answers = [];
  for (const id of entries.filter((it) => it !== 'fresh')) {
    const { updated_at: _, tags, health, ...rest } = structuredClone(registry.getModel(id));
    // Other rules check it again.
    const entry = { ...rest, health: { ...health, checked_at: null, checked_with: null } };
    const sources = [];
    for (const { version, deleted_at } of Object.values(entry.versions)) {
      if (deleted_at === undefined)
        sources.push(await registry.getVersionSource(`${id}@${version}`));
    }
    answers.push({ entry, tags: tags.filter((it) => it !== TAG), sources });
  }
  return answers;
}

/** All that was there is read, wherever the move was cut short. */
async function look(context, cwd, before) {
  const problems = [];
  try {
    const answers = await answersOf(context, cwd);
    if (!isDeepStrictEqual(answers, before)) problems.push('the library answers otherwise');
  } catch (error) {
    problems.push(`the library cannot answer: ${error.message}`);
  }
  const found = await findings(context, cwd);
  return [...problems, ...found.filter((it) => LOSSES.test(it)).map((it) => `verify: ${it}`)];
}

/** Registers one more model; then the whole registry is in the present format, and sound. */
async function settle(context, cwd, before) {
  writeSpecs(join(cwd, 'in'), ['fresh']);
  try {
    await runStep(context, cwd);
  } catch (error) {
    return [`the next run fails: ${error.message}`];
  }
  const problems = [...leftovers(cwd), ...listOld(cwd)].map((it) => `left: ${it}`);
  problems.push(...lostVersions(cwd).map((it) => `lost: ${it}`));
  problems.push(...(await look(context, cwd, before)), ...(await findings(context, cwd)));
  const fault = faultOfLog(cwd);
  return fault === undefined ? problems : [...problems, fault];
}

/** What is still as format 1.0.0 has it. */
function listOld(cwd) {
  const text = readFileSync(join(cwd, REGISTRY), 'utf8');
  const isOld = !text.includes('"version": "1.1.0"') || /[^\n -~]/.test(text);
  const generations = readdirSync(join(cwd, STEP, '.generations'));
  const metadata = listBelow(join(cwd, STEP)).filter((it) => it.endsWith('_metadata.json'));
  const isLong = (path) => {
    const json = readFileSync(join(cwd, STEP, path), 'utf8');
    return json === `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
  };
  return [
    ...(isOld ? ['the registry'] : []),
    ...generations.filter((it) => it.endsWith('.json')),
    ...metadata.filter(isLong),
  ];
}

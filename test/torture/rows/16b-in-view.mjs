import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMANDS, RUN } from '../lib/around.mjs';
import { listCommands } from '../lib/commands.mjs';
import { commitAll, git } from '../lib/git.mjs';
import { range } from '../lib/pool.mjs';
import { startCli } from '../lib/program.mjs';
import { REGISTRY, STEP, changes, readPublished, snapshot } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = '16b';
/** What it tries is not the disk. */
export const inMemory = true;
export const name = 'the output in git: checkouts, stashes, backups copied back, conflicts';

const OUT = ['--output-dir', 'out'];
/** They read other files than the registry, are what to do about the markers, or read it when a client asks. */
const ELSEWHERE = ['parse', 'import', 'merge', 'git', 'mcp', 'lsp'];
const LOG = `${STEP}/audit_log.jsonl`;
const GENERATIONS = join(STEP, '.generations');
const MODELS = ['agent', 'lamp'];

export async function run(context) {
  const skipped = missing('git');
  if (skipped) return { skipped: true, detail: skipped };
  const results = [
    await tryBranches(context),
    await tryBackup(context),
    await tryConflict(context),
    ...(missing('strace') ? [] : [await tryCutShort(context), await tryLate(context)]),
  ];
  const problems = results.flatMap((result) => result.problems);
  return {
    tried: results.reduce((sum, { tried }) => sum + tried, 0),
    lost: results.reduce((sum, { lost = 0 }) => sum + lost, 0),
    passed: problems.length === 0,
    detail: [...results.map(({ told }) => told), ...problems.slice(0, 6)].join('; '),
  };
}

async function call(context, cwd, ...args) {
  const ended = await callCli(context, [...args, ...OUT], { cwd });
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: exit ${ended.code} ${ended.stderr}`);
  return ended;
}

/** A repository with a registry of two models. */
async function prepare(context) {
  const cwd = context.folder();
  git(cwd, ['init', '--quiet', '--initial-branch', 'main']);
  writeSpecs(join(cwd, 'in'), MODELS);
  await call(context, cwd, ...RUN);
  commitAll(cwd, 'one');
  return cwd;
}

const generationIn = (cwd) => readPublished(cwd)?.generation ?? 0;
const tagsIn = (cwd) =>
  Object.fromEntries(
    Object.entries(readPublished(cwd)?.models ?? {}).map(([id, it]) => [id, it.tags ?? []]),
  );

/** What the program says of the tags. */
async function askTags(context, cwd) {
  const { stdout } = await call(context, cwd, 'list', '--json');
  const { data } = JSON.parse(stdout);
  const list = Array.isArray(data) ? data : data.models;
  return Object.fromEntries(list.map((it) => [it.model_id, it.tags ?? []]));
}

async function findingsOf(context, cwd) {
  const { stdout } = await callCli(context, ['verify', '--json', ...OUT], { cwd });
  return JSON.parse(stdout).data.steps.flatMap(({ findings }) =>
    findings.map(({ kind, message }) => `${kind}: ${message}`),
  );
}

/** Switches, stashes and changes at random; each branch must keep exactly what was said on it. */
async function tryBranches(context) {
  const cwd = await prepare(context);
  const { random } = context;
  const steps = context.figure(24, 160);
  const branches = ['main', 'left', 'right'];
  for (const branch of branches.slice(1)) git(cwd, ['branch', branch]);
  const said = new Map(branches.map((it) => [it, tagsIn(cwd)]));
  const problems = [];
  let [branch, highest, changesMade, lost] = ['main', generationIn(cwd), 0, 0];
  const expectSaid = async (what) => {
    const [expected, found] = [JSON.stringify(said.get(branch)), await askTags(context, cwd)];
    if (JSON.stringify(found) === expected) return;
    lost += 1;
    problems.push(`${what}: ${branch} says ${JSON.stringify(found)}, not ${expected}`);
  };
  for (const at of range(steps)) {
    const kind = random.pick(['switch', 'switch', 'change', 'change', 'run', 'stash']);
    if (kind === 'switch') {
      branch = random.pick(branches);
      git(cwd, ['checkout', '--quiet', branch]);
    } else if (kind === 'change' || kind === 'stash') {
      const id = random.pick(MODELS);
      await call(context, cwd, 'tag', 'add', id, `t${at}`);
      changesMade += 1;
      const now = generationIn(cwd);
      if (now <= highest) problems.push(`step ${at}: generation ${now} after ${highest}`);
      highest = now;
      if (kind === 'stash') {
        git(cwd, ['stash', '--quiet']);
        await expectSaid(`step ${at}, stashed`);
        if (random.below(2) === 0) git(cwd, ['stash', 'drop', '--quiet']);
        else git(cwd, ['stash', 'pop', '--quiet']);
      }
      if (git(cwd, ['status', '--porcelain']).text !== '') {
        const tags = structuredClone(said.get(branch));
        tags[id] = [...tags[id], `t${at}`].toSorted();
        said.set(branch, tags);
        commitAll(cwd, `step ${at}`);
      }
    } else {
      const before = snapshot(cwd);
      await call(context, cwd, ...RUN);
      const changed = changes(before, snapshot(cwd)).filter(
        (path) =>
          !/\.git\/|model_registry_summary|\.replaced-|\.published$|\/(?:last-run|read-specs)$/.test(
            path,
          ),
      );
      if (changed.length > 0) problems.push(`step ${at}: a run changed ${changed.join(', ')}`);
    }
    await expectSaid(`step ${at}, ${kind}`);
    if (at % 8 === 0) problems.push(...(await findingsOf(context, cwd)));
  }
  const kept = git(cwd, ['ls-files']).text.split('\n');
  const own = kept.filter((it) => /\.generations|search-index|\.lock|\.tmp$/.test(it));
  if (own.length > 0) problems.push(`git keeps ${own[0]}`);
  const told = `${steps} steps on ${branches.length} branches, ${changesMade} changes`;
  return { tried: steps, lost, problems, told };
}

/** A copy of the registry alone is put back, while its log is ahead. */
async function tryBackup(context) {
  const cwd = await prepare(context);
  const problems = [];
  copyFileSync(join(cwd, REGISTRY), join(cwd, 'copy.json'));
  const log = readFileSync(join(cwd, LOG), 'utf8');
  for (const tag of ['x', 'y']) await call(context, cwd, 'tag', 'add', 'agent', tag);
  const [replaced, events] = [generationIn(cwd), readFileSync(join(cwd, LOG), 'utf8')];
  const bytes = readFileSync(join(cwd, GENERATIONS, `${replaced}.registry`));
  copyFileSync(join(cwd, 'copy.json'), join(cwd, REGISTRY));
  const asked = await callCli(context, ['get', 'agent', ...OUT], { cwd });
  if (!new RegExp(`generation ${replaced}\\b`, 'i').test(asked.stderr))
    problems.push('a question tells nothing');
  for (const _ of range(12)) await call(context, cwd, 'metrics', 'set', 'agent', `n=${_ + 1}`);
  if (generationIn(cwd) !== replaced + 12) problems.push('the number is not above all');
  if (JSON.stringify(tagsIn(cwd).agent) !== '[]') problems.push('the copy was not the registry');
  const kept = join(cwd, GENERATIONS, `${replaced}.registry`);
  if (!existsSync(kept) || !readFileSync(kept).equals(bytes)) problems.push('the state is gone');
  const aside = readdirSync(join(cwd, STEP)).filter((it) => it.includes('.aside-'));
  const text = aside.map((it) => readFileSync(join(cwd, STEP, it), 'utf8')).join('');
  if (text !== events.slice(log.length)) problems.push('events are lost');
  const quiet = await call(context, cwd, ...RUN);
  if (quiet.stderr.includes('was replaced')) problems.push('it is told again');
  return { tried: 1, problems, told: 'a backup copied back, and 12 changes after it' };
}

/** Two branches are merged without the driver: no command may answer from, or change, anything. */
async function tryConflict(context) {
  const cwd = await prepare(context);
  const problems = [];
  git(cwd, ['checkout', '--quiet', '-b', 'left']);
  await call(context, cwd, 'tag', 'add', 'agent', 'left');
  writeSpecs(join(cwd, 'in'), ['agent'], (id) => specText(id, 'Left.'));
  await call(context, cwd, ...RUN);
  commitAll(cwd, 'left');
  git(cwd, ['checkout', '--quiet', 'main']);
  await call(context, cwd, 'tag', 'add', 'agent', 'main');
  commitAll(cwd, 'main');
  if (git(cwd, ['merge', 'left'], { mayFail: true }).code === 0) problems.push('no conflict');
  const line =
    readFileSync(join(cwd, REGISTRY), 'utf8')
      .split('\n')
      .findIndex((it) => it.startsWith('<<<<<<<')) + 1;
  const before = snapshot(cwd);
  const forms = (await listCommands(context)).flatMap(({ calls }) => calls);
  const calls = [...COMMANDS, ...forms].filter(
    (words) => !ELSEWHERE.includes(words[0]) && !words.includes('other.json'),
  );
  const chosen = context.quick ? range(30).map(() => context.random.pick(calls)) : calls;
  let tried = 0;
  for (const words of chosen) {
    tried += 1;
    const { code, stdout, stderr } = await callCli(context, [...words, ...OUT], { cwd });
    const isTold = `${stdout}${stderr}`.includes(`${REGISTRY} has conflict markers`);
    if (code !== 1 || !isTold || !`${stdout}${stderr}`.includes(`in line ${line}`))
      problems.push(`${words.join(' ')}: exit ${code} ${stderr.trim().slice(0, 200)}`);
  }
  const changed = changes(before, snapshot(cwd));
  if (changed.length > 0) problems.push(`changed nevertheless: ${changed.join(', ')}`);
  git(cwd, ['checkout', '--ours', '.']);
  commitAll(cwd, 'ours');
  if (JSON.stringify(tagsIn(cwd).agent) !== '["main"]') problems.push('ours is not ours');
  await call(context, cwd, 'tag', 'add', 'agent', 'after');
  return { tried, problems, told: `${tried} commands at a registry with conflict markers` };
}

/** Of the renames of a change: the lock, its events, the backup, and the publication. */
const PUBLICATION = 4;

function injecting(what) {
  return ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=rename:${what}`];
}

/** A commit over what was put in view is killed before its publication: it is brought up. */
async function tryCutShort(context) {
  const problems = [];
  const rounds = context.figure(3, 12);
  for (const at of range(rounds)) {
    const cwd = await prepare(context);
    await call(context, cwd, 'tag', 'add', 'agent', 'x');
    if (at % 2 === 1) git(cwd, ['checkout', '--quiet', '--', '.']);
    const before = generationIn(cwd);
    const prefix = injecting(`signal=KILL:when=${PUBLICATION}`);
    const args = ['tag', 'add', 'lamp', 'y', ...OUT];
    const { code } = await startCli(context, args, { cwd, prefix }).done;
    if (code === 0) problems.push('nothing was killed');
    if (generationIn(cwd) !== before) problems.push('it was published nevertheless');
    const found = await askTags(context, cwd);
    const expected = { agent: at % 2 === 1 ? [] : ['x'], lamp: ['y'] };
    if (JSON.stringify(found) !== JSON.stringify(expected))
      problems.push(`after a kill: ${JSON.stringify(found)}`);
    rmSync(join(cwd, `${REGISTRY}.lock`), { recursive: true, force: true });
    await call(context, cwd, 'tag', 'add', 'lamp', 'z');
    if (JSON.stringify(tagsIn(cwd).lamp) !== '["y","z"]') problems.push('it is lost afterwards');
  }
  return { tried: rounds, problems, told: `${rounds} publications cut short` };
}

/** A writer sleeps before its publication; others go on, and an older state is put in view. */
async function tryLate(context) {
  const cwd = await prepare(context);
  const problems = [];
  await call(context, cwd, 'tag', 'add', 'agent', 'x');
  const settings = ['--config', 'unlocked.json'];
  writeFileSync(join(cwd, 'unlocked.json'), '{"registry_lock": false}');
  // Without a lock, there is one rename less.
  const prefix = injecting(`delay_enter=8000000:when=${PUBLICATION - 1}`);
  const args = ['tag', 'add', 'lamp', 'late', ...settings, ...OUT];
  const late = startCli(context, args, { cwd, prefix });
  const isCommitted = () => existsSync(join(cwd, GENERATIONS, '3.registry'));
  for (let waited = 0; waited < 200 && !isCommitted(); waited += 1) await sleep(25);
  if (!isCommitted() || generationIn(cwd) !== 2) problems.push('no writer sleeps');
  await call(context, cwd, 'tag', 'add', 'agent', 'z', ...settings);
  if (JSON.stringify(tagsIn(cwd)) !== '{"agent":["x","z"],"lamp":["late"]}')
    problems.push(`beside a late writer: ${JSON.stringify(tagsIn(cwd))}`);
  git(cwd, ['checkout', '--quiet', '--', '.']);
  const put = readFileSync(join(cwd, REGISTRY));
  if (late.child.exitCode !== null) problems.push('it was not late');
  const { code } = await late.done;
  if (code !== 0) problems.push(`the late writer: exit ${code}`);
  if (!readFileSync(join(cwd, REGISTRY)).equals(put)) problems.push('it replaced what was put');
  if (JSON.stringify(await askTags(context, cwd)) !== '{"agent":[],"lamp":[]}')
    problems.push('what was put is not the registry');
  return { tried: 1, problems, told: 'a publication that came late' };
}

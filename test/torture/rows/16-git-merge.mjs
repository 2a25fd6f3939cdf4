import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergeFacts, factsOf } from '../lib/merge-facts.mjs';
import { pool, range } from '../lib/pool.mjs';
import { isAcknowledged, start } from '../lib/program.mjs';
import { STEP } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, write } from '../lib/specs.mjs';

export const row = 16;
export const name = 'two branches of an output in git, merged';

const OUT = ['--target-dir', 'in', '--output-dir', 'out'];
const REGISTRY = `${STEP}/model_registry.json`;
const LOG = `${STEP}/audit_log.jsonl`;
const IGNORED = '.generations/\n.search-index\n*.bak\n*.lock\nmodel_registry_summary.json\n';
/** A clone has no former states until its first commit. */
const PASSING = ['generations-missing'];
/** Until a run, which makes metadata again, and registers what a person made of a spec. */
const PASSING_BEFORE = [...PASSING, 'metadata-outdated', 'spec-changed'];
const GIT_ENV = {
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'ada'],
      [`GIT_${who}_EMAIL`, 'ada@example.org'],
    ]),
  ),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_EDITOR: 'true',
};
const WAYS = [
  ['merge', '--no-edit', 'FETCH_HEAD'],
  ['merge', '--no-edit', 'FETCH_HEAD'],
  ['rebase', 'FETCH_HEAD'],
  ['cherry-pick', '--allow-empty', '--keep-redundant-commits', 'HEAD..FETCH_HEAD'],
];

export async function run(context) {
  if (spawnSync('git', ['--version']).status !== 0) {
    return { skipped: true, passed: true, detail: 'there is no git' };
  }
  const base = await prepare(context);
  const trials = range(context.figure(4, 60)).map((at) => planTrial(context, at));
  const answers = await pool(trials, context.jobs, (trial) => tryOne(context, base, trial));
  const bad = answers.flatMap(({ problems }, at) =>
    problems.map((it) => `${describe(trials[at])}: ${it}`),
  );
  const count = (key) => answers.filter((it) => it[key]).length;
  return {
    tried: trials.length,
    lost: bad.filter((it) => it.includes('lost')).length,
    passed: bad.length === 0,
    detail: [
      `${answers.reduce((sum, it) => sum + it.facts, 0)} facts, ${count('isConflict')} merges with conflicts, ${count('isRenumbered')} with two contents of one number`,
      ...bad.slice(0, 6),
    ].join('; '),
  };
}

/** A repository with three models, one of them in two versions. */
async function prepare(context) {
  const cwd = join(context.folder(), 'base');
  mkdirSync(cwd);
  const git = gitIn(cwd);
  await git('init', '-q', '-b', 'main');
  for (const id of ['a', 'b', 'c']) write(join(cwd, `in/${id}.md`), specText(id));
  write(join(cwd, '.gitignore'), IGNORED);
  const must = async (...args) => {
    const ended = await callCli(context, args, { cwd });
    if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  };
  await must(...OUT);
  write(join(cwd, 'in/a.md'), specText('a', 'A second one.'));
  await must(...OUT);
  await must('metrics', 'set', 'a', 'score=0', '--output-dir', 'out');
  await must('git', 'setup', '--output-dir', 'out');
  await git('add', '-A');
  await git('commit', '-qm', 'base');
  return cwd;
}

const STEPS = {
  edit: (pick) => [`edit ${pick('abc')}`, OUT],
  add: (pick) => [`edit ${pick(['new', 'other'])}`, OUT],
  tag: (pick) => [null, ['tag', 'add', `${pick('abc')}@1.0.0`, pick(['lab', 'shown', 'kept'])]],
  ofModel: (pick) => [null, ['tag', 'add', pick('abc'), pick(['red', 'blue'])]],
  untag: (pick) => [null, ['tag', 'rm', `${pick('abc')}@1.0.0`, pick(['lab', 'shown'])]],
  promote: (pick) => [
    null,
    ['promote', pick(['a', 'a@1.0.0', 'b']), pick(['production', 'staging'])],
  ],
  alias: (pick) => [null, ['alias', 'set', pick(['a', 'a@1.0.0', 'b']), pick(['best', 'old'])]],
  unalias: (pick) => [null, ['alias', 'rm', pick('ab'), pick(['best', 'old'])]],
  metrics: (pick) => [
    null,
    ['metrics', 'set', pick('abc'), `${pick(['score', 'loss', 'cost'])}=${pick('123')}`],
  ],
  deprecate: (pick) => [null, ['deprecate', pick('bc'), '--reason', pick(['dim', 'old'])]],
  remove: () => [null, ['delete', 'c', '--force', '--yes']],
  purge: () => [null, ['delete', 'c', '--purge', '--force', '--yes']],
  pack: () => [null, ['archive', 'a@1.0.0', '--force']],
  link: (pick) => [null, ['link', pick('ab'), pick('bc')]],
  update: (pick) => [null, ['update', pick('ab'), `${pick(['team', 'room'])}=${pick('12')}`]],
  bind: (pick) => [null, ['binding', 'add', 'b', '--provider', 'lab', '--model-id', pick('xy')]],
};

function planTrial({ random }, at) {
  const pick = (list) => random.pick([...list]);
  const side = () =>
    range(2 + random.below(5)).map(() => STEPS[random.pick(Object.keys(STEPS))](pick));
  return {
    at,
    ours: side(),
    theirs: side(),
    way: WAYS[at % WAYS.length],
    prefer: pick(['ours', 'theirs']),
  };
}

function wordsOf(steps) {
  return steps.map(([edit, call]) => edit ?? call.join(' ')).join(', ');
}

function describe({ at, ours, theirs, way, prefer }) {
  return `trial ${at} (${way[0]}, prefer ${prefer}): ours ${wordsOf(ours)}; theirs ${wordsOf(theirs)}`;
}

async function tryOne(context, base, trial) {
  const work = context.folder();
  const problems = [];
  const [ours, theirs] = ['ours', 'theirs'].map((side) => join(work, side));
  for (const cwd of [ours, theirs]) cpSync(base, cwd, { recursive: true });
  await takeSteps(context, ours, trial.ours, 'ours');
  await takeSteps(context, theirs, trial.theirs, 'theirs');
  const before = { base: read(base), ours: read(ours), theirs: read(theirs) };
  const git = gitIn(ours);
  await git('fetch', '-q', theirs, 'main');
  const way = trial.way.map((it) => (it === 'HEAD..FETCH_HEAD' ? 'FETCH_HEAD' : it));
  const merged = await git(...way);
  const { apart } = mergeFacts(before);
  let isConflict = false;
  for (let ended = merged, turns = 0; ended.code !== 0 && turns < 8; turns += 1) {
    const left = (await git('diff', '--name-only', '--diff-filter=U')).stdout.trim().split('\n');
    const ofOutput = left.filter(
      (it) => it.endsWith('model_registry.json') || it.endsWith('.jsonl'),
    );
    if (ofOutput.length > 0) {
      isConflict = true;
      if (!ended.stderr.includes('conflict')) problems.push('a conflict is not told');
      if (!ofOutput.every((it) => readFileSync(join(ours, it), 'utf8').includes('\n<<<<<<< '))) {
        problems.push('a conflict is not marked');
      }
      const tool = ['mergetool', '--tool', `gnn-registry-${trial.prefer}`, '-y', ...ofOutput];
      const taken = await git('-c', 'mergetool.keepBackup=false', ...tool);
      if (taken.code !== 0) problems.push(`the side is not taken: ${taken.stderr}`);
    }
    await takeSpecs(git, left);
    ended = await git(
      ...(way[0] === 'merge' ? ['commit', '-qm', 'merged'] : [way[0], '--continue']),
    );
  }
  const after = read(ours);
  const facts = mergeFacts({ ...before, after, isConflict });
  problems.push(...facts.problems);
  if (apart.length > 0 && !isConflict) problems.push(`lost in silence: ${apart.join(', ')}`);
  // Forced, a model is deleted that others are linked to.
  const calls = [...trial.ours, ...trial.theirs].map(([, call]) => call.join(' '));
  const mayBeLinked = calls.some((it) => it.startsWith('delete'));
  // The files of a model that one side deleted for good are brought back by hand, if it is kept.
  const mayBeGone = isConflict && calls.some((it) => it.includes('--purge'));
  const found = await lookAt(context, ours, work, after);
  problems.push(
    ...found.filter(
      (it) =>
        !(mayBeLinked && it.includes('parent-missing')) &&
        !(mayBeGone && /(?:archive|metadata)-missing/.test(it)),
    ),
  );
  const isRenumbered = merged.stderr.includes('has other content');
  for (const folder of [ours, theirs]) rmSync(folder, { recursive: true });
  return { problems, facts: facts.all.size, isConflict, isRenumbered };
}

/** Files that both sides edited or one removed: ours stays, and what only one side has. */
async function takeSpecs(git, left) {
  for (const path of left.filter((it) => it !== '')) {
    if (path.endsWith('model_registry.json') || path.endsWith('.jsonl')) continue;
    const taken = await git('checkout', '--ours', '--', path);
    if (taken.code !== 0) await git('checkout', '--theirs', '--', path);
    await git('add', '-A', '--', path);
  }
  await git('add', '-A');
}

async function takeSteps(context, cwd, steps, side) {
  for (const [at, [edit, call]] of steps.entries()) {
    const id = edit?.split(' ')[1];
    if (id !== undefined) write(join(cwd, `in/${id}.md`), specText(id, `By ${side}, ${at}.`));
    const place = call === OUT ? [] : ['--output-dir', 'out'];
    await callCli(context, [...call, ...place], { cwd });
  }
  const git = gitIn(cwd);
  await git('add', '-A');
  await git('commit', '-q', '--allow-empty', '-m', side);
}

/** What was committed is sound, in a clone of it, and stays as it is. */
async function lookAt(context, cwd, work, after) {
  const clone = join(work, 'clone');
  await gitIn(cwd)('clone', '-q', cwd, clone);
  const problems = [];
  if (!('registry' in after)) return ['the registry is lost'];
  const first = await findingsOf(context, clone);
  problems.push(
    ...first.filter((it) => !PASSING_BEFORE.includes(it)).map((it) => `verify finds ${it}`),
  );
  await callCli(context, [...OUT, '--quiet'], { cwd: clone });
  const second = await findingsOf(context, clone);
  problems.push(
    ...second.filter((it) => !PASSING.includes(it)).map((it) => `verify finds ${it} after a run`),
  );
  const again = readFileSync(join(clone, REGISTRY), 'utf8');
  await callCli(context, [...OUT, '--quiet'], { cwd: clone });
  if (readFileSync(join(clone, REGISTRY), 'utf8') !== again)
    problems.push('a run changes it again');
  rmSync(clone, { recursive: true });
  return problems;
}

async function findingsOf(context, cwd) {
  const { stdout } = await callCli(context, ['verify', '--json', '--output-dir', 'out'], { cwd });
  const { data } = JSON.parse(stdout);
  return data.steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
}

function read(cwd) {
  try {
    return {
      registry: factsOf(JSON.parse(readFileSync(join(cwd, REGISTRY), 'utf8'))),
      lines: readFileSync(join(cwd, LOG), 'utf8').split('\n'),
    };
  } catch {
    return { lines: [] };
  }
}

function gitIn(cwd) {
  return (...args) => start('git', args, { cwd, env: GIT_ENV }).done;
}

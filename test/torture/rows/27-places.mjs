import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RUN, prepare } from '../lib/around.mjs';
import { listCommands } from '../lib/commands.mjs';
import { range } from '../lib/pool.mjs';
import { runCli } from '../lib/program.mjs';
import { readPublished } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { writeSpecs } from '../lib/specs.mjs';
import { missing, withTmpfs } from '../lib/tools.mjs';

export const row = 27;
export const name = 'no TMPDIR, an empty SOURCE_DATE_EPOCH, questions on a read-only mount';

const OUT = ['--output-dir', 'out'];

/** As many as need a folder for temporary files. */
const MANY = range(300).map((at) => `m${at}`);

/** The first words of commands that change nothing, and forms of others that do not. */
const QUESTIONS = new Set(
  'parse verify versions show diff changelog bump dedupe list get search stats history stale resolve lineage compare'.split(
    ' ',
  ),
);
const LISTS = new Set([
  'tag list',
  'alias list',
  'metrics list',
  'export list',
  'binding list',
  'audit head',
  'retention stats',
]);
const HARMLESS = new Set(['--dry-run', '--check', '--query-ontology']);

const isQuestion = (words) =>
  (QUESTIONS.has(words[0]) && !words.includes('--repair')) ||
  LISTS.has(words.slice(0, 2).join(' ')) ||
  (words[0] === 'health' && words.length === 1) ||
  (words[0] !== 'rebuild' && words.some((word) => HARMLESS.has(word)));

export async function run(context) {
  const skipped = missing('linux', 'root', 'mount');
  if (skipped) return { skipped: true, detail: skipped };
  const problems = [...(await tryTemporaries(context)), ...(await tryEpochs(context))];
  const questions = await tryReadOnly(context, problems);
  return {
    tried: 8 + questions,
    lost: 0,
    passed: problems.length === 0,
    detail: [
      `5 folders for temporary files, 3 times, ${questions} questions on a read-only mount`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

/** Whether a run did its work, or named what is to be set. */
function judge(what, { code, stderr }, count, cwd, setting) {
  const there = Object.keys(readPublished(cwd)?.models ?? {}).length;
  if (code === 0 && there === count) return [];
  if (code === 1 && there === 0 && stderr.includes(setting) && /hint: \S/.test(stderr)) return [];
  return [`${what}: exit ${code}, ${there} of ${count} models; ${stderr.trim().slice(0, 200)}`];
}

async function tryTemporaries(context) {
  return withTmpfs(join(context.folder(), 'full'), '1m', async (disk) => {
    const readOnly = join(disk, 'no');
    mkdirSync(readOnly);
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    const problems = [];
    for (const [count, place] of [
      [1, readOnly],
      [1, '/nonexistent'],
      [MANY.length, readOnly],
      [MANY.length, '/nonexistent'],
      [MANY.length, '/proc/version'],
    ]) {
      const cwd = context.folder();
      writeSpecs(join(cwd, 'in'), MANY.slice(0, count));
      const ended = await runCli(context, [...RUN, ...OUT], { cwd, env: { TMPDIR: place } });
      problems.push(...judge(`TMPDIR=${place}`, ended, count, cwd, 'TMPDIR'));
    }
    return problems;
  });
}

async function tryEpochs(context) {
  const problems = [];
  for (const value of ['', ' ', 'today']) {
    const cwd = context.folder();
    writeSpecs(join(cwd, 'in'), ['a']);
    const env = { SOURCE_DATE_EPOCH: value };
    const ended = await runCli(context, [...RUN, ...OUT], { cwd, env });
    problems.push(...judge(`SOURCE_DATE_EPOCH="${value}"`, ended, 1, cwd, 'SOURCE_DATE_EPOCH'));
  }
  return problems;
}

/** Every question must answer there as it does where everything can be written. */
async function tryReadOnly(context, problems) {
  const cwd = context.folder();
  await prepare(context, cwd);
  const forms = (await listCommands(context)).flatMap(({ calls }) => calls).filter(isQuestion);
  const ask = async (words, place) => {
    const { code, stdout } = await callCli(context, [...words, ...OUT], { cwd: place });
    return `exit ${code} ${stdout.replaceAll(/"(?:duration_ms|specs_per_second)": [\d.]+/g, '')}`;
  };
  const mounted = join(context.folder(), 'mounted');
  mkdirSync(mounted);
  spawnSync('mount', ['--bind', cwd, mounted]);
  try {
    spawnSync('mount', ['-o', 'remount,bind,ro', mounted]);
    if (spawnSync('touch', [join(mounted, 'x')]).status === 0) problems.push('it is writable');
    let answered = 0;
    for (const words of forms) {
      const [there, here] = [await ask(words, mounted), await ask(words, cwd)];
      if (timeless(there) !== timeless(here))
        problems.push(`${words.join(' ')}: ${there.slice(0, 200)}, not ${here.slice(0, 200)}`);
      if (!there.startsWith('exit 1')) answered += 1;
    }
    if (answered < 25) problems.push(`only ${answered} questions have an answer`);
  } finally {
    spawnSync('umount', ['-l', mounted]);
  }
  return forms.length;
}

/** Without times and durations. */
function timeless(text) {
  return text.replaceAll(/\b\d+(?:\.\d+)? ?m?s\b|"[a-z_]*(?:duration|at)[a-z_]*": "?[^,"]+"?/g, '');
}

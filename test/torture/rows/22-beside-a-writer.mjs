import { join } from 'node:path';
import { OUT, RUN, prepare } from '../lib/around.mjs';
import { isAcknowledged } from '../lib/program.mjs';
import { startResident } from '../lib/residents.mjs';
import { specText, write } from '../lib/specs.mjs';

export const row = 22;
export const name = 'questions, verify and gc beside writers';

const MODELS = ['agent', 'spare'];
const DELETED = 'past/1.0.0.md';
/** Each is undone by the next, so that there is always something to do. */
const CHANGES = [
  ['tag', 'add', 'agent@1.0.0', 'passing'],
  ['archive', 'packed@1.0.1'],
  ['restore', 'packed@1.0.1'],
  ['tag', 'rm', 'agent', 'passing'],
  ['metrics', 'set', 'spare', 'score=1'],
  ['alias', 'set', 'spare@1.0.0', 'best'],
];
const QUESTIONS = [
  ['list'],
  ['get', 'agent'],
  ['versions', 'agent'],
  ['history'],
  ['changelog', 'agent'],
  ['search', 'model'],
  ['show', 'agent@1.0.0', '--source'],
  ['diff', 'agent@1.0.0', 'agent@1.0.1'],
  ['lineage', 'past'],
  ['stats'],
  ['resolve', 'spare@1.0.0'],
];

export async function run(context) {
  const cwd = context.folder();
  await prepare(context, cwd);
  const wanted = context.figure(16, 300);
  const problems = [];
  const counts = { changes: 0, questions: 0, looks: 0 };
  const isDone = () => Object.values(counts).every((count) => count >= wanted);
  // Each in a process of its own that stays, so that nearly all of the time they meet.
  const repeat = async (what, list, judge, place = OUT.slice(0, 2)) => {
    const call = startResident(context);
    for (let at = 0; !isDone(); at += 1) {
      const args = list[at % list.length];
      if (args === RUN)
        for (const id of MODELS) write(join(cwd, `in/${id}.md`), specText(id, `Text ${at}.`));
      const ended = await call([...args, ...place], { cwd });
      problems.push(...judge(ended).map((it) => `${args.join(' ')}: ${it}`));
      counts[what] += 1;
    }
  };
  await Promise.all([
    repeat('changes', [RUN], refusals, OUT),
    repeat('changes', CHANGES, refusals, OUT),
    repeat('questions', QUESTIONS, faults),
    repeat('looks', [['verify', '--json']], findings),
    repeat('looks', [['gc', '--dry-run', '--json']], garbage),
  ]);
  return {
    tried: counts.questions + counts.looks,
    passed: problems.length === 0,
    detail: [
      `${counts.looks} times verify and gc, ${counts.questions} other questions, beside ${counts.changes} changes by two processes`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

/** A change beside another one may only wait. */
function refusals(ended) {
  return isAcknowledged(ended) && !/damaged|missing/.test(ended.stderr) ? [] : [ended.stderr];
}

/** A question is answered from one state, and nothing is said of it. */
function faults({ code, stderr, stdout }) {
  if (code === 0 && stderr === '' && stdout !== '') return [];
  return [`exit ${code}, ${stderr.trim() || 'no answer'}`];
}

/** Specs may be newer than their versions. */
function findings({ code, stdout, stderr }) {
  if (![0, 1, 2].includes(code) || stdout === '') return [`exit ${code}, ${stderr.trim()}`];
  const found = JSON.parse(stdout).data.steps.flatMap((step) => step.findings);
  return found.filter((it) => !it.kind.startsWith('spec-')).map((it) => `${it.kind} ${it.message}`);
}

/** What is new is left, so nothing is garbage but the one version that was deleted. */
function garbage({ code, stdout, stderr }) {
  if (code !== 0 && code !== 2) return [`exit ${code}, ${stderr.trim()}`];
  const { garbage: found } = JSON.parse(stdout).data;
  return found.flatMap(({ path, why }) => (path === DELETED ? [] : [`${path}: ${why}`]));
}

import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RUN } from '../lib/around.mjs';
import { commitAll, git } from '../lib/git.mjs';
import { REGISTRY, STEP, changes, sha256, snapshot } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { specText, write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 17;
export const name = 'checkouts with other line ends';

const OUT = ['--output-dir', 'out'];
const MODELS = ['agent', 'lamp', 'packed'];
const toCrlf = (text) => text.replaceAll('\n', '\r\n');
const duo = (text) => ['One', 'Two'].map((it) => text.replace('ActInfPOMDP', it)).join('\n---\n\n');

/** How specs are registered, and how a clone gets them. */
const CASES = [
  { registered: 'lf', autocrlf: 'true', attributes: false },
  { registered: 'lf', autocrlf: 'true', attributes: true },
  { registered: 'lf', autocrlf: 'false', attributes: true },
  { registered: 'crlf', autocrlf: 'input', attributes: false },
  { registered: 'crlf', autocrlf: 'true', attributes: false },
  { registered: 'crlf', autocrlf: 'true', attributes: true },
];

export async function run(context) {
  const skipped = missing('git');
  if (skipped) return { skipped: true, detail: skipped };
  const problems = [];
  let converted = 0;
  for (const one of CASES) {
    const what = `${one.registered}, autocrlf=${one.autocrlf}${one.attributes ? '' : ', no .gitattributes'}`;
    const found = await tryClone(context, one).catch((error) => ({ problems: [error.message] }));
    if (found.isConverted) converted += 1;
    problems.push(...found.problems.map((it) => `${what}: ${it}`));
  }
  if (converted < 3) problems.push(`only ${converted} clones had other line ends`);
  return {
    tried: CASES.length,
    lost: 0,
    passed: problems.length === 0,
    detail: [
      `${CASES.length} clones, ${converted} with other line ends in the registry or its archives`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

async function call(context, cwd, ...args) {
  const ended = await callCli(context, [...args, ...OUT], { cwd });
  if (ended.code !== 0)
    throw new Error(`${args.join(' ')}: exit ${ended.code} ${ended.stderr}${ended.stdout}`);
  return ended;
}

async function prepare(context, { registered, autocrlf, attributes }) {
  const cwd = context.folder();
  git(cwd, ['init', '--quiet', '--initial-branch', 'main']);
  const convert = registered === 'crlf' ? toCrlf : (text) => text;
  for (const words of ['First.', 'Second.']) {
    writeSpecs(join(cwd, 'in'), MODELS, (id) => convert(specText(id, words)));
    write(join(cwd, 'in/duo.md'), convert(duo(specText('duo', words))));
    await call(context, cwd, ...RUN);
  }
  await call(context, cwd, 'tag', 'add', 'agent', 'best');
  await call(context, cwd, 'archive', 'packed');
  if (!attributes) rmSync(join(cwd, STEP, '.gitattributes'));
  git(cwd, ['config', 'core.autocrlf', autocrlf]);
  git(cwd, ['config', 'core.safecrlf', 'false']);
  commitAll(cwd, 'one');
  const clone = join(context.folder(), 'clone');
  git(cwd, ['clone', '--quiet', '--config', `core.autocrlf=${autocrlf}`, cwd, clone]);
  return { cwd, clone };
}

const versionsOf = async (context, cwd) =>
  (await call(context, cwd, 'versions', 'agent', '--json')).stdout.replace(/"meta":.*$/s, '');
const eventsOf = async (context, cwd) =>
  (await call(context, cwd, 'history', '--json')).stdout.replace(/"meta":.*$/s, '');

async function expectSound(context, cwd, when, problems) {
  const { stdout } = await callCli(context, ['verify', '--json', ...OUT], { cwd });
  const { data } = JSON.parse(stdout);
  const found = data.steps.flatMap(({ findings }) => findings.map(({ message }) => message));
  problems.push(...found.map((it) => `${when}: ${it}`));
}

async function tryClone(context, one) {
  const { cwd, clone } = await prepare(context, one);
  const problems = [];
  const isConverted = [REGISTRY, `${STEP}/agent/1.0.0.md`].some(
    (path) => sha256(readFileSync(join(cwd, path))) !== sha256(readFileSync(join(clone, path))),
  );
  const [versions, events] = [await versionsOf(context, cwd), await eventsOf(context, cwd)];
  const before = snapshot(clone);
  const { stdout } = await call(context, clone, ...RUN, '--json');
  const { data } = JSON.parse(stdout);
  if (data.new_versions + data.new_models + data.updated > 0)
    problems.push(`${data.new_versions} new versions, ${data.updated} updated`);
  const changed = changes(before, snapshot(clone)).filter(
    (it) => !/\.git\/|summary\.json$|\.generations\/(?:last-run|read-specs)?$/.test(it),
  );
  if (changed.length > 0) problems.push(`a run changed ${changed.join(', ')}`);
  if ((await versionsOf(context, clone)) !== versions) problems.push('versions differ');
  if ((await eventsOf(context, clone)) !== events) problems.push('events differ');
  await expectSound(context, clone, 'the clone', problems);
  const shown = await call(context, clone, 'show', 'agent@1.0.0', '--source');
  const original = readFileSync(join(cwd, STEP, 'agent/1.0.0.md'), 'utf8');
  if (shown.stdout !== original) problems.push('the source of a version differs');
  // Work goes on in the clone, and comes back.
  await call(context, clone, ...RUN, '--profile', 'basic');
  await call(context, clone, 'tag', 'add', 'lamp', 'cloned');
  await call(context, clone, 'restore', 'packed');
  // Mixed line ends, which editors do not make, would be lost in git.
  const end = one.autocrlf === 'true' ? '\r\n' : '\n';
  appendFileSync(join(clone, 'in/agent.md'), `${end}More.${end}`);
  await call(context, clone, ...RUN, '--profile', 'basic');
  await expectSound(context, clone, 'after changes', problems);
  commitAll(clone, 'two');
  git(cwd, ['pull', '--quiet', clone, 'main']);
  await expectSound(context, cwd, 'pulled', problems);
  const got = JSON.parse((await call(context, cwd, 'get', 'lamp', '--json')).stdout).data;
  if (!JSON.stringify(got).includes('cloned')) problems.push('what the clone said is not there');
  return { problems, isConverted };
}

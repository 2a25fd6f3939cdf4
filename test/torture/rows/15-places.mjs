import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY, STEP, changes, snapshot } from '../lib/registry.mjs';
import { callCli } from '../lib/residents.mjs';
import { write, writeSpecs } from '../lib/specs.mjs';
import { missing, withTmpfs } from '../lib/tools.mjs';

export const row = 15;
export const name = 'places that cannot be read or written';

const ARGS = ['--target-dir', 'in', '--output-dir', 'out', '--lock-timeout', '1'];
/** Root ignores mode bits. */
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** Each makes one place unusable in a folder with a registry, and returns the path that must be named. */
const CASES = {
  'another user, who may not write the output': {
    named: STEP,
    prefix: NOBODY,
    spoil: () => {},
  },
  'another user, who may not make the output': {
    named: 'elsewhere',
    prefix: NOBODY,
    args: ['--target-dir', 'in', '--output-dir', 'elsewhere'],
    spoil: () => {},
  },
  'another user, who may not read the registry': {
    named: REGISTRY,
    prefix: NOBODY,
    spoil: (cwd) => chmodSync(join(cwd, REGISTRY), 0o600),
  },
  'another user, who may not enter the target': {
    named: 'in',
    prefix: NOBODY,
    spoil: (cwd) => chmodSync(join(cwd, 'in'), 0o700),
  },
  'another user, who may not read a spec': {
    named: 'in/locked.md',
    prefix: NOBODY,
    spoil(cwd) {
      writeSpecs(join(cwd, 'in'), ['locked']);
      chmodSync(join(cwd, 'in/locked.md'), 0o600);
      spawnSync('chown', ['-R', '65534:65534', join(cwd, 'out')]);
    },
  },
  'a registry that is a symbolic link': {
    named: REGISTRY,
    spoil(cwd) {
      renameSync(join(cwd, REGISTRY), join(cwd, 'other.json'));
      symlinkSync('../../other.json', join(cwd, REGISTRY));
    },
  },
  'a registry that is a dangling link': {
    named: REGISTRY,
    spoil(cwd) {
      renameSync(join(cwd, REGISTRY), join(cwd, 'other.json'));
      symlinkSync('nowhere.json', join(cwd, REGISTRY));
    },
  },
  'generations behind a symbolic link': {
    named: '.generations',
    spoil(cwd) {
      renameSync(join(cwd, STEP, '.generations'), join(cwd, 'other'));
      symlinkSync('../../other', join(cwd, STEP, '.generations'));
    },
  },
  'a model behind a symbolic link': {
    named: `${STEP}/b`,
    spoil(cwd) {
      mkdirSync(join(cwd, 'other'));
      symlinkSync('../../other', join(cwd, STEP, 'b'));
    },
  },
  'a registry that is a folder': {
    named: REGISTRY,
    spoil(cwd) {
      renameSync(join(cwd, REGISTRY), join(cwd, 'other.json'));
      mkdirSync(join(cwd, REGISTRY));
    },
  },
  'a missing target': {
    named: 'gone',
    args: ['--target-dir', 'gone', '--output-dir', 'out'],
    spoil: () => {},
  },
  'a target that is a file': {
    named: 'in/a.md',
    args: ['--target-dir', 'in/a.md', '--output-dir', 'out'],
    spoil: () => {},
  },
  'an output that is a file': {
    named: 'file',
    args: ['--target-dir', 'in', '--output-dir', 'file'],
    spoil: (cwd) => write(join(cwd, 'file'), 'x'),
  },
  'a lock that is held': {
    named: `${REGISTRY}.lock`,
    spoil: (cwd) => mkdirSync(join(cwd, `${REGISTRY}.lock`)),
  },
};

export async function run(context) {
  const skipped = missing('linux', 'root', 'mount', 'setpriv');
  if (skipped) return { skipped: true, detail: skipped };
  const results = [];
  for (const [what, trial] of Object.entries(CASES))
    results.push(await tryCase(context, what, trial));
  results.push(await tryReadOnly(context, 'with a registry', true));
  results.push(await tryReadOnly(context, 'without a registry', false));
  const unmade = await tryImmutable(context);
  if (typeof unmade === 'object') results.push(unmade);
  const problems = results.flatMap((result) => result.problems);
  return {
    tried: results.length,
    lost: results.filter((result) => result.isChanged).length,
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms`,
    passed: problems.length === 0,
    detail: [
      `${results.length} places${typeof unmade === 'object' ? '' : '; chattr +i is not to be had here'}`,
      ...problems,
    ].join('; '),
  };
}

async function prepare(context, cwd) {
  chmodSync(cwd, 0o755);
  writeSpecs(join(cwd, 'in'), ['a']);
  await callCli(context, ARGS, { cwd });
  writeSpecs(join(cwd, 'in'), ['b']);
  return cwd;
}

async function tryCase(context, what, { named, spoil, prefix, args = ARGS }) {
  const cwd = await prepare(context, context.folder());
  spoil(cwd);
  return judge(context, cwd, { what, named, prefix, args });
}

/** The run must fail, name the path, give a hint, and change nothing. */
async function judge(context, cwd, { what, named, prefix = [], args = ARGS }) {
  const before = snapshot(cwd);
  const ended = await callCli(context, args, { cwd, prefix });
  const problems = [];
  const report = (text) => problems.push(`${what}: ${text}`);
  const output = ended.stderr + ended.stdout;
  if (ended.code !== 1 && ended.code !== 2) report(`exit ${ended.code}`);
  if (!output.includes(named)) report(`${named} is not named: ${ended.stderr.trim()}`);
  const isRefusal = ended.code === 2;
  if (!isRefusal && !/hint: \S/.test(output)) report('there is no hint');
  const changed = changes(before, snapshot(cwd));
  const isChanged = !isRefusal && changed.some((path) => existsSync(join(cwd, path)));
  if (isChanged) report(`changed nevertheless:  ${changed.join(', ')}`);
  return { problems, isChanged, ms: ended.ms };
}

function tryReadOnly(context, what, hasRegistry) {
  return withTmpfs(join(context.folder(), 'disk'), '8m', async (cwd) => {
    if (hasRegistry) await prepare(context, cwd);
    else writeSpecs(join(cwd, 'in'), ['a']);
    spawnSync('mount', ['-o', 'remount,ro', cwd]);
    return judge(context, cwd, { what: `a read-only file system ${what}`, named: 'out' });
  });
}

/** A folder that not even root may write to; undefined if the file system does not support that. */
async function tryImmutable(context) {
  const cwd = await prepare(context, context.folder());
  const folder = join(cwd, STEP);
  if (spawnSync('chattr', ['+i', folder]).status !== 0) return undefined;
  try {
    return await judge(context, cwd, { what: 'an immutable folder', named: STEP });
  } finally {
    spawnSync('chattr', ['-i', folder]);
  }
}

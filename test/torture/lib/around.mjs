/** A registry with something for every changing command to do, and what must hold after any of them. */
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makeStale } from './locks.mjs';
import { change, loadLibrary, placeOf, runStep } from './library.mjs';
import { isAcknowledged } from './program.mjs';
import { REGISTRY, STEP, leftovers, readPublished, sha256 } from './registry.mjs';
import { callCli } from './residents.mjs';
import { specText, write, writeSpecs } from './specs.mjs';

export const OUT = ['--output-dir', 'out', '--lock-timeout', '60'];
export const RUN = ['run', '--target-dir', 'in'];
const MODELS = ['agent', 'packed', 'spare', 'past'];
const HOURS_2 = 7_200_000;

/** The changing commands, each in the forms that differ; `damage` is done to the registry before. */
export const COMMANDS = [
  [...RUN],
  ['register', 'in/agent.md', '--target-dir', 'in'],
  ['tag', 'add', 'agent', 'new'],
  ['tag', 'rm', 'agent', 'old'],
  ['promote', 'agent@1.0.0', 'old'],
  ['alias', 'set', 'agent@1.0.0', 'best'],
  ['alias', 'rm', 'agent', 'good'],
  ['deprecate', 'spare', '--reason', 'a trial'],
  ['retire', 'spare'],
  ['activate', 'past'],
  ['archive', 'agent'],
  ['archive', 'agent@1.0.1'],
  ['restore', 'packed'],
  ['restore', 'packed@1.0.0'],
  ['delete', 'agent', '--force', '--yes'],
  ['delete', 'agent', '--purge', '--force', '--yes'],
  ['delete', 'agent@1.0.1'],
  ['delete', 'agent@1.0.1', '--purge', '--yes'],
  ['restore', 'past@1.0.0'],
  ['generation', 'restore', '9'], // before `binding add` of `prepare`
  ['mv', 'agent', 'moved'],
  ['join', 'found', 'lost'],
  ['rollback', 'spare', '1.0.0'],
  ['rollback', 'spare', '1.0.0', '--write-source', '--target-dir', 'in'],
  ['link', 'spare', 'agent'],
  ['unlink', 'past', 'packed'],
  ['metrics', 'set', 'agent', 'score=1'],
  ['metrics', 'rm', 'spare', 'score'],
  ['facts', 'set', 'agent', '--region', 'eu'],
  ['facts', 'rm', 'spare', 'region'],
  ['export', 'add', 'agent', '--format', 'onnx', '--path', 'agent.onnx'],
  ['export', 'rm', 'spare', '--format', 'onnx'],
  ['binding', 'add', 'agent', '--provider', 'rxinfer', '--model-id', 'agent-1'],
  ['binding', 'update', 'spare', '--provider', 'rxinfer', '--status', 'failed'],
  ['binding', 'rm', 'spare', '--provider', 'rxinfer'],
  ['health', 'set', 'agent', 'degraded'],
  ['use', 'agent'],
  ['update', 'agent', 'license=MIT'],
  ['discover', 'weights', '--register'],
  ['serving', 'set', 'served', '--default'],
  ['import', 'other/4_model_registry_output/model_registry.json'],
  ['retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes'],
  ['gc', '--yes'],
  ['verify', '--repair'],
  ['audit', 'accept', '--reason', 'a trial'],
  ['rebuild'],
];

/** Makes the registry; its files are old, so that only those of a trial are young. */
export async function prepare(context, cwd) {
  const call = async (...args) => {
    const ended = await callCli(context, [...args, ...OUT], { cwd });
    if (!isAcknowledged(ended)) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  };
  for (const text of ['First.', 'Second.', 'Third.']) {
    writeSpecs(join(cwd, 'in'), MODELS, (id) => specText(id, text));
    await call(...RUN);
  }
  writeSpecs(join(cwd, 'in'), ['lost']);
  await call(...RUN);
  rmSync(join(cwd, 'in/lost.md'));
  writeSpecs(join(cwd, 'in'), ['found'], () => specText('lost', 'It was moved.'));
  await call(...RUN);
  await call('tag', 'add', 'agent@1.0.2', 'old');
  await call('alias', 'set', 'agent@1.0.2', 'good');
  await call('metrics', 'set', 'spare', 'score=1');
  await call('facts', 'set', 'spare', '--region', 'us');
  write(join(cwd, 'served/served.safetensors'), tinyWeights(2));
  await call('discover', 'served', '--register');
  await call('export', 'add', 'spare', '--format', 'onnx', '--path', 'spare.onnx');
  await call('binding', 'add', 'spare', '--provider', 'rxinfer', '--model-id', 'spare-1');
  await call('link', 'past', 'packed');
  await call('archive', 'packed');
  await call('delete', 'past@1.0.0');
  await call('retire', 'past');
  await prepareOther(context, cwd);
  changeFiles(cwd);
  age(cwd, Infinity);
}

/** Another registry to import from. */
async function prepareOther(context, cwd) {
  const other = context.folder();
  writeSpecs(join(other, 'in'), ['foreign', 'agent']);
  await callCli(context, [...RUN, ...OUT], { cwd: other });
  cpSync(join(other, 'out'), join(cwd, 'other'), { recursive: true });
}

/** Whether a command is for a registry or an audit log that was damaged. */
export function isForDamage([command]) {
  return command === 'audit' || command === 'rebuild';
}

/** Damages the registry where a command is for damage. */
export function damageFor(cwd, [command]) {
  if (command === 'audit') {
    const log = join(cwd, STEP, 'audit_log.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"First."', '"Other."'));
  } else if (command === 'rebuild') {
    for (const name of ['model_registry.json', 'model_registry.json.bak', '.generations'])
      rmSync(join(cwd, STEP, name), { recursive: true });
  }
}

/** Gives the next run something to do in each model. */
function changeFiles(cwd, text = 'Changed.') {
  for (const id of ['agent', 'fresh']) write(join(cwd, `in/${id}.md`), specText(id, text));
  write(join(cwd, 'weights/tiny.safetensors'), tinyWeights(1));
}

/** Safetensors: the length of the header, the header, and two numbers. */
function tinyWeights(fill) {
  const tensor = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const header = Buffer.from(JSON.stringify({ weight: tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(8, fill)]);
}

/** Lets files of models that are younger than a time be two hours old. */
export function age(cwd, youngest = 60_000) {
  const now = Date.now();
  const old = new Date(now - HOURS_2);
  for (const name of listAll(join(cwd, STEP))) {
    if (!/\/(?:versions\/|\d+\.\d+\.\d)|_metadata\.json$/.test(name)) continue;
    try {
      const path = join(cwd, STEP, name);
      if (now - statSync(path).mtimeMs < youngest) utimesSync(path, old, old);
    } catch {
      // Another process has just removed it.
    }
  }
}

/** Everything below a folder, as far as others do not remove it meanwhile. */
function listAll(folder) {
  for (;;) {
    try {
      return readdirSync(folder, { recursive: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
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
    Object.values(versions).flatMap(({ version, source, hash, deleted_at }) =>
      typeof source !== 'string' ||
      deleted_at !== undefined ||
      isWhole(join(cwd, STEP, source), hash)
        ? []
        : `${id}@${version}`,
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
export async function findings(context, cwd, options = {}) {
  const { verifyRegistry } = await loadLibrary(context);
  try {
    const { steps } = await verifyRegistry({ ...placeOf(cwd), ...options });
    return steps
      .flatMap((step) => step.findings)
      .filter(({ kind }) => !kind.startsWith('spec-'))
      .map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
  } catch (error) {
    return [`verify: ${error.message}`];
  }
}

/** Completes what a command with a fault may have left to do. */
async function complete(context, cwd, [command]) {
  const { rebuildRegistry, acceptAuditBreaks } = await loadLibrary(context);
  if (command === 'rebuild' && readPublished(cwd) === undefined) {
    try {
      await rebuildRegistry(placeOf(cwd));
    } catch (error) {
      // It was killed after its commit: the next run publishes that.
      if (error.code !== 'registry-sound') throw error;
    }
  }
  if (isForDamage([command])) await acceptAuditBreaks({ ...placeOf(cwd), reason: 'the rest' });
}

/** What others do while a command stands still. */
const BESIDE = [
  runStep,
  (context, cwd) => change(context, cwd, (registry) => registry.collectGarbage()),
  (context, cwd) => change(context, cwd, (registry) => registry.archiveModel('agent')),
  (context, cwd) => change(context, cwd, (registry) => registry.restoreModel('agent')),
  (context, cwd) => change(context, cwd, (registry) => registry.restoreModel('packed')),
  (context, cwd) =>
    change(context, cwd, (it) => it.deleteModel('agent', { purge: true, force: true })),
  (context, cwd) => change(context, cwd, (it) => it.rollbackModel('spare', '1.0.0')),
];

/** Does something else to the registry. @returns what went wrong, apart from refusals */
export async function workBeside(context, cwd) {
  const { RegistryError } = await loadLibrary(context);
  try {
    await context.random.pick(BESIDE)(context, cwd);
  } catch (error) {
    // A model may be purged already, or active.
    if (!(error instanceof RegistryError)) return [error.stack];
  }
  return [];
}

/** Runs once more and collects; then all bytes are there, nothing else, and `verify` finds nothing. */
export async function settle(context, cwd, args) {
  freeLock(cwd);
  const problems = [];
  changeFiles(cwd, 'Changed once more.');
  try {
    await complete(context, cwd, args);
    await runStep(context, cwd);
    await change(context, cwd, (registry) => registry.collectGarbage());
  } catch (error) {
    problems.push(`the next run or gc fails: ${error.message}`);
  }
  const beside = readdirSync(join(cwd, 'in')).filter((name) => name.endsWith('.tmp'));
  problems.push(...[...leftovers(cwd), ...beside].map((path) => `left: ${path}`));
  const lost = lostVersions(cwd);
  problems.push(...lost.map((it) => `lost: ${it}`));
  let found = await findings(context, cwd);
  // Metadata is derived: that of a version that was never committed stays until it is mended.
  const isOutdated = found.length > 0 && found.every((it) => it.startsWith('metadata-outdated '));
  if (isOutdated) {
    await findings(context, cwd, { repair: true });
    found = await findings(context, cwd);
  }
  return { problems: [...problems, ...found], lost: lost.length, isOutdated };
}

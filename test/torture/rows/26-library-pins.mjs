/**
 * Saves in the library after commits of other programs: every operation keeps the version that it meant
 * when it was asked. Each leaves a mark of its own, which must be found at that version and at no other.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from '../lib/around.mjs';
import { change, loadLibrary, placeOf, runStep } from '../lib/library.mjs';
import { writeVersion } from '../lib/library-calls.mjs';
import { range } from '../lib/pool.mjs';
import { runCli } from '../lib/program.mjs';
import { readPublished } from '../lib/registry.mjs';

export const row = 26;
export const name = 'saves in the library after commits of other programs';

const REFERENCES = ['', '@latest', '@^1', '@1.0.0', '@stable', '@best', '@sha256'];
const FIRST = ['1.0.0', '1.0.1', '1.0.2'];
const OUT = ['--output-dir', 'out', '--lock-timeout', '60', '--quiet'];

/** What leaves a mark, and where it is found in a version or, for links, in the model `spare`. */
const MARKS = {
  // A bare id means the model as a whole.
  addTag: [
    (it, ref, mark) => it.addTag(versioned(ref), mark),
    ({ tags = [] }, mark) => tags.includes(mark),
  ],
  promoteModel: [
    (it, ref, mark) => it.promoteModel(ref, mark),
    ({ tags = [] }, mark) => tags.includes(mark),
  ],
  setMetrics: [
    (it, ref, mark) => it.setMetrics(ref, { [mark]: 1 }),
    ({ metrics = {} }, mark) => mark in metrics,
  ],
  addExportFormat: [
    (it, ref, mark) => it.addExportFormat(ref, { format: 'onnx', path: mark }),
    ({ exports = [] }, mark) => exports.some(({ path }) => path === mark),
  ],
  addBinding: [
    (it, ref, mark) => it.addBinding(ref, { provider: mark, modelId: 'agent' }),
    ({ bindings = [] }, mark) => bindings.some(({ provider }) => provider === mark),
  ],
  setAlias: [
    (it, ref, mark) => it.setAlias(ref, mark),
    ({ version }, mark, { aliases = {} }) => aliases[mark]?.version === version,
  ],
  // Every version has the mark before, and only the one that is meant loses it.
  removeTag: [
    (it, ref) => it.removeTag(versioned(ref), 'marked'),
    ({ tags = [], isLate }) => !isLate && !tags.includes('marked'),
  ],
  removeMetrics: [
    (it, ref) => it.removeMetrics(ref, ['marked']),
    ({ metrics = {}, isLate }) => !isLate && !('marked' in metrics),
  ],
  removeExport: [
    (it, ref) => it.removeExport(versioned(ref), 'marked'),
    ({ exports = [], isLate }) => !isLate && !exports.some(({ format }) => format === 'marked'),
  ],
};
/** Done once in a trial, to a version that has the mark. */
const ONCE = new Set(['removeTag', 'removeMetrics', 'removeExport']);

/** What others commit meanwhile. */
const OTHERS = [
  (context, cwd, at) => registerLater(context, cwd, at),
  (context, cwd) => change(context, cwd, (it) => it.promoteModel('agent', 'stable')),
  (context, cwd) => change(context, cwd, (it) => it.promoteModel('agent@1.0.0', 'stable')),
  (context, cwd) => change(context, cwd, (it) => it.setAlias('agent', 'best')),
  (context, cwd) => change(context, cwd, (it) => it.setAlias('agent@1.0.1', 'best')),
  (context, cwd) => change(context, cwd, (it) => rollBack(it)),
  (context, cwd) => change(context, cwd, (it) => it.setMetrics('agent', { other: 1 })),
];

function versioned(ref) {
  return ref.includes('@') ? ref : `${ref}@latest`;
}

export async function run(context) {
  const model = context.folder();
  await prepare(context, model);
  const problems = [];
  const totals = { changes: 0, commits: 0, refused: 0 };
  for (const at of range(context.figure(12, 400))) {
    const cwd = context.folder();
    cpSync(model, cwd, { recursive: true });
    // Some trials end with a model that is gone, so that nothing can be saved.
    await trial(context, { cwd, at, totals, problems, isLast: at % 12 === 11 });
    if (at % 10 === 0) problems.push(...(await findings(context, cwd)));
    context.clean([model]);
  }
  return {
    tried: totals.changes,
    lost: problems.length,
    passed: problems.length === 0,
    detail: [
      `${totals.changes} changes saved after ${totals.commits} commits of others, ${totals.refused} saves refused as a whole`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

async function prepare(context, cwd) {
  for (const at of [1, 2, 3]) {
    writeVersion(join(cwd, 'in'), at);
    await runStep(context, cwd);
  }
  await change(context, cwd, async (registry) => {
    for (const version of FIRST) {
      await registry.addTag(`agent@${version}`, 'marked');
      await registry.setMetrics(`agent@${version}`, { marked: 1 });
      await registry.addExportFormat(`agent@${version}`, { format: 'marked', path: 'marked' });
    }
    await registry.promoteModel('agent@1.0.1', 'stable');
    await registry.setAlias('agent@1.0.0', 'best');
  });
}

/** Unless its content is current already. */
async function rollBack(registry) {
  const { entry, version } = registry.getModelInfo('agent@1.0.1');
  if (entry.hash !== version.hash) await registry.rollbackModel('agent', '1.0.1');
}

async function registerLater(context, cwd, at) {
  writeVersion(join(cwd, 'in'), `${at + 10}, ${context.random.next()}`);
  const { code } = await runCli(context, ['--target-dir', 'in', ...OUT], { cwd });
  if (code !== 0) throw new Error(`the run of another program ends with ${code}`);
}

async function trial(context, { cwd, at, totals, problems, isLast }) {
  const { ModelRegistry, RegistryError } = await loadLibrary(context);
  const registry = await ModelRegistry.open(placeOf(cwd));
  const asked = [];
  if (!isLast && context.random.below(3) === 0) {
    // A version that others have not seen, and whose number they may take.
    writeVersion(join(cwd, 'in'), `unseen ${at}`);
    await registry.registerModel('in/agent.md');
  }
  for (const count of range(2 + context.random.below(5))) {
    const kind = count === 0 ? 'setMetrics' : context.random.pick(Object.keys(MARKS));
    const chosen = context.random.pick(REFERENCES);
    const { version } = registry.getModelInfo(`agent${chosen === '@sha256' ? '@1.0.1' : chosen}`);
    const isMarked = FIRST.includes(version.version) && asked.every((it) => it.kind !== kind);
    if (ONCE.has(kind) && !isMarked) continue;
    const ref = `agent${chosen === '@sha256' ? `@sha256:${version.hash.slice(0, 12)}` : chosen}`;
    const mark = `mark-${count}`;
    await MARKS[kind][0](registry, ref, mark);
    asked.push({ kind, ref, mark, meant: version });
  }
  // Another program is at work between, before and while the library saves.
  for (const _ of range(1 + context.random.below(3))) {
    await context.random.pick(OTHERS)(context, cwd, at);
    totals.commits += 1;
  }
  if (isLast) await change(context, cwd, (it) => it.deleteModel('agent', { force: true }));
  const before = readPublished(cwd);
  try {
    await registry.save();
  } catch (error) {
    if (!isLast || !(error instanceof RegistryError)) throw error;
    totals.refused += 1;
    if (JSON.stringify(readPublished(cwd)) !== JSON.stringify(before))
      problems.push('a save that was refused has changed the registry');
    return;
  }
  if (isLast) problems.push('changes of a deleted model are saved');
  totals.changes += asked.length;
  problems.push(...misplaced(readPublished(cwd)?.models.agent, asked));
}

/** The marks that are not where they were meant to be, or also elsewhere. */
function misplaced({ versions, ...entry }, asked) {
  return asked.flatMap(({ kind, ref, mark, meant }) => {
    const found = Object.values(versions).filter((version) =>
      MARKS[kind][1]({ ...version, isLate: !FIRST.includes(version.version) }, mark, entry),
    );
    // Another program may have taken the number; others may have the same content.
    const isTaken = versions[meant.version]?.hash !== meant.hash;
    const [one, ...more] = found;
    const isMeant = one?.hash === meant.hash && (isTaken || one.version === meant.version);
    if (isMeant && more.length === 0) return [];
    const places = found.map(({ version }) => version).join(', ') || 'none';
    return [`${kind} ${ref}: at ${places} instead of ${meant.version}`];
  });
}

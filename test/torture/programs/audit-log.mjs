/** Damages the audit log in many ways, one at a time; real processes go on, and the library is asked. */
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUT } from '../lib/around.mjs';
import { DAMAGES, FORGER, PHANTOM, findProven, isEvent, linesOf } from '../lib/audit-damage.mjs';
import { isAcknowledged } from '../lib/program.mjs';
import { createRandom } from '../lib/random.mjs';
import { STEP, parseWhole, readPublished } from '../lib/registry.mjs';
import { callCli, endResidents } from '../lib/residents.mjs';
import { specText, write } from '../lib/specs.mjs';

const { dist, work } = JSON.parse(process.argv[2]);
const { bases, changes, trials } = JSON.parse(readFileSync(join(work, 'trials.json'), 'utf8'));
const { ModelRegistry, acceptAuditBreaks, rebuildRegistry, verifyRegistry } = await import(
  pathToFileURL(join(dist, 'index.mjs')).href
);
const context = { dist };
const cwd = join(work, 'one');
const place = { cwd, outputDir: 'out' };
/** They remove lines and leave others, changed, before the gap. */
const AMBIGUOUS = new Set(['a part cut out', 'another log']);
const LOG = join(cwd, STEP, 'audit_log.jsonl');

async function tryOne({ base, damages, given, seed }) {
  const random = createRandom(seed);
  rmSync(cwd, { recursive: true, force: true });
  cpSync(bases[base].folder, cwd, { recursive: true, preserveTimestamps: true });
  const problems = [];
  // An older copy brings lines back that were removed before.
  const known = new Set(linesOf(readLog() + bases[base].former));
  for (const damage of damages)
    problems.push(...(await tryDamage(damage, given, random, base, known)));
  return { problems };
}

/** One damage, its changes and its acceptance; what it must not do to any answer. */
async function tryDamage({ kinds, at }, given, random, base, known) {
  const before = readLog();
  const text = damageLog(kinds, at, random, base);
  if (text === before) return [];
  const waiting = readWaiting();
  const genuine = new Set([...known, ...linesOf(before), ...waiting]);
  const left = linesOf(text);
  const seen = {
    proven: provenOf([...left, ...waiting].filter((line) => genuine.has(line))),
    forged: left.filter((line) => !genuine.has(line)),
  };
  const isSingle = kinds.length === 1 && !AMBIGUOUS.has(kinds[0]);
  // Only the last line end is missing: nothing else is.
  const isHarmless = `${text}\n` === before;
  const problems = [];
  const ask = async (when) => {
    const found = await judge({ ...seen, left, isSingle, isOnce: kinds.length === 1, isHarmless });
    problems.push(...found.map((it) => `${when}: ${it}`));
  };
  await ask('at once');
  for (const number of given) {
    const args = changes[number];
    const spec = join(cwd, 'in/agent.md');
    if (args[0] === 'run') write(spec, specText('agent', `Changed ${random.next()}.`));
    const ended = await callCli(context, [...args, ...OUT], { cwd });
    const isFound = args[0] === 'verify' && ended.code === 1;
    // It was done before.
    const isDone = /has no tag|has the same bytes/.test(ended.stderr);
    if (!isAcknowledged(ended) && !isFound && !isDone)
      problems.push(`${args.join(' ')}: ${ended.stderr}`);
  }
  await ask('after changes');
  await acceptAuditBreaks({ ...place, reason: 'known' });
  const { steps } = await verifyRegistry(place);
  const still = steps.find((it) => it.name === 'audit').findings;
  problems.push(...still.map((it) => `after it was accepted: ${it.message}`));
  seen.isAccepted = true;
  await ask('after it was accepted');
  return problems;
}

function readLog() {
  return existsSync(LOG) ? readFileSync(LOG, 'utf8') : '';
}

function damageLog(kinds, at, random, base) {
  const { older, other } = bases[base];
  let text = readLog();
  for (const kind of kinds) {
    const lines = linesOf(text);
    // The last line of a log that was cut may be no event.
    if (lines.length < 2 || !lines.every(isEvent)) break;
    const line = Math.floor(at * lines.length);
    text = DAMAGES[kind]({ text, lines, place: line, random, older, other }) ?? '';
    if (kind === 'deleted') rmSync(LOG);
    else writeFileSync(LOG, text);
  }
  return text;
}

/** The events that are not in the log yet. */
function readWaiting() {
  const folder = join(cwd, STEP, '.generations');
  const names = readdirSync(folder).filter((name) => name.startsWith('events-'));
  return names.flatMap((name) => linesOf(readFileSync(join(folder, name), 'utf8')));
}

/** The true lines that lead to an event that a sound state of the registry names. */
function provenOf(lines) {
  const folder = join(cwd, STEP, '.generations');
  const states = readdirSync(folder)
    .filter((name) => /^\d+\.registry$/.test(name))
    .map((name) => parseWhole(readFileSync(join(folder, name), 'utf8'))?.audit?.hash);
  return [...findProven(lines, states)];
}

async function judge({ proven, forged, left, isSingle, isOnce, isHarmless, isAccepted }) {
  const problems = [];
  const { sound, steps } = await verifyRegistry(place);
  const found = steps.find((it) => it.name === 'audit').findings;
  if (!isHarmless && !isAccepted && (sound || found.length === 0)) problems.push('not noticed');
  const registry = await ModelRegistry.open(place);
  const { events, problems: broken } = await registry.getHistory();
  const told = new Set(events.map((event) => JSON.stringify(event)));
  const kept = readKept();
  // Of two things at once, a true line may stand behind the end: it is set aside, and named by the break.
  const gone = proven.filter((line) => !told.has(line) && (isOnce || !kept.has(line)));
  if (gone.length > 0) problems.push(`${gone.length} of ${proven.length} events are not told`);
  // Where two things happened, a line may be left with nothing that speaks for or against it.
  const isOpen = !isSingle && broken.length > 0;
  if (!isOpen && forged.some((line) => told.has(line))) problems.push('a forged line is told');
  const missing = left.filter((line) => !kept.has(line));
  if (missing.length > 0) problems.push(`the bytes of ${missing.length} lines are gone`);
  problems.push(...(await askOthers(registry, isOpen)));
  const published = readPublished(cwd);
  if (published === undefined) problems.push('the registry is not whole');
  return problems;
}

/** Answers that are made from events must not be made from forged ones. */
async function askOthers(registry, isOpen) {
  if (isOpen) return [];
  const at = new Date(Date.now() + 1000).toISOString();
  const past = await registry
    .getHistory(null, { at })
    .catch((error) => (error.code === 'value-refused' ? '' : error.stack));
  const answers = {
    'the state at a time': past && JSON.stringify(past.models),
    'a rebuilt registry': JSON.stringify(
      await rebuildRegistry({ ...place, force: true, dryRun: true }),
    ),
    'the list of models': JSON.stringify(registry.listModels()),
  };
  return Object.entries(answers)
    .filter(([, text]) => text.includes(FORGER) || text.includes(PHANTOM))
    .map(([what]) => `${what} has something forged`);
}

/** All lines that are kept of the log, in it or beside it. */
function readKept() {
  const folder = join(cwd, STEP);
  const names = readdirSync(folder).filter((name) => name.startsWith('audit_log.jsonl'));
  const files = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Set(files.flatMap((text) => linesOf(text)));
}

const answers = [];
for (const trial of trials) {
  answers.push(await tryOne(trial).catch((error) => ({ problems: [error.stack] })));
}
await endResidents();
process.stdout.write(JSON.stringify({ answers }));

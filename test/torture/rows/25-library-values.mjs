/**
 * Callers of the library that hand in values of a wrong type, and change what they were handed. Two
 * callers do the same to two copies of a registry; only one of them misbehaves in between.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from '../lib/around.mjs';
import { loadLibrary, placeOf, runStep } from '../lib/library.mjs';
import { CALLS, poison, vandalise, writeVersion } from '../lib/library-calls.mjs';
import { range } from '../lib/pool.mjs';
import { REGISTRY, STEP } from '../lib/registry.mjs';
import { specText, write } from '../lib/specs.mjs';

export const row = 25;
export const name =
  'wrong values for every method of the library, and changes of what it hands out';

const STEPS = 20;
const REFUSALS = ['usage', 'value-refused'];

export async function run(context) {
  const model = context.folder();
  await prepare(context, model);
  const methods = Object.keys(CALLS);
  const totals = { calls: 0, wrong: 0, saves: 0, slowest: 0 };
  const problems = [];
  for (const at of range(context.figure(12, 400))) {
    const copies = [context.folder(), context.folder()];
    for (const copy of copies) cpSync(model, copy, { recursive: true });
    // Each method begins a trial in its turn.
    const calls = range(STEPS).map((step) => {
      const method =
        step < 5 ? methods[(at * 5 + step) % methods.length] : context.random.pick(methods);
      return [method, CALLS[method]];
    });
    const rude = await work(context, copies[0], calls, true);
    const polite = await work(context, copies[1], calls, false);
    totals.calls += rude.answers.length;
    totals.wrong += rude.wrong;
    totals.saves += 1;
    totals.slowest = Math.max(totals.slowest, rude.slowest);
    problems.push(...rude.problems);
    for (const [step, answer] of polite.answers.entries())
      if (answer !== rude.answers[step])
        problems.push(differs(calls[step][0], answer, rude.answers[step]));
    for (const file of [REGISTRY, join(STEP, 'audit_log.jsonl')])
      if (
        readFileSync(join(copies[0], file), 'utf8') !== readFileSync(join(copies[1], file), 'utf8')
      )
        problems.push(`${file} differs after ${calls.map(([method]) => method).join(', ')}`);
    if (at % 10 === 0) problems.push(...(await findings(context, copies[0])));
    context.clean([model]);
  }
  return {
    tried: totals.wrong,
    lost: problems.length,
    slowest: `${Math.round(totals.slowest)} ms a call`,
    passed: problems.length === 0,
    detail: [
      `${totals.wrong} wrong values among ${totals.calls} calls of ${methods.length} methods, ${totals.saves} saves`,
      ...problems.slice(0, 6),
    ].join('; '),
  };
}

async function prepare(context, cwd) {
  for (const at of [1, 2, 3]) {
    writeVersion(join(cwd, 'in'), at);
    await runStep(context, cwd);
  }
  write(join(cwd, 'in/fresh.md'), specText('fresh'));
  const other = context.folder();
  write(join(other, 'in/foreign.md'), specText('foreign'));
  await runStep(context, other);
  cpSync(join(other, 'out'), join(cwd, 'other'), { recursive: true });
}

/** Makes calls and saves; a rude caller also makes wrong ones, and changes every answer. */
async function work(context, cwd, calls, isRude) {
  const { ModelRegistry, RegistryError } = await loadLibrary(context);
  let seconds = 0;
  const now = () => new Date(Date.UTC(2100, 0, 1) + 1000 * seconds++);
  const registry = await ModelRegistry.open({ ...placeOf(cwd), now, actor: 'ada' });
  const done = { answers: [], problems: [], wrong: 0, slowest: 0 };
  const call = async (method, given) => {
    const begun = performance.now();
    try {
      const answer = await registry[method](...given);
      const text = JSON.stringify(answer)?.replaceAll(cwd, '') ?? 'nothing';
      if (isRude) vandalise(answer);
      return text;
    } catch (error) {
      if (error instanceof RegistryError) return error.code;
      throw new Error(`${method} throws ${error.stack}`, { cause: error });
    } finally {
      done.slowest = Math.max(done.slowest, performance.now() - begun);
    }
  };
  for (const [method, given] of calls) {
    if (isRude) {
      const wrong = poison(given, context.random);
      const verdict = await call(method, wrong);
      done.wrong += 1;
      if (!REFUSALS.includes(verdict)) done.problems.push(`${method} takes ${describe(wrong)}`);
    }
    const own = structuredClone(given);
    const answer = call(method, own);
    if (isRude) vandalise(own);
    done.answers.push(await answer);
  }
  await registry.save();
  return done;
}

function differs(method, polite, rude) {
  const at = [...polite].findIndex((letter, index) => letter !== rude[index]);
  const part = (text) => text.slice(Math.max(0, at - 30), at + 60);
  return `${method} answers …${part(rude)}… instead of …${part(polite)}…`;
}

function describe(given) {
  return given.map((it) => (typeof it === 'symbol' ? 'a symbol' : String(it))).join(', ');
}

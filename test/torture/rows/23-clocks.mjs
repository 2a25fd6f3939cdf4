import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pool, range } from '../lib/pool.mjs';
import { STEP } from '../lib/registry.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';
import { byClockAhead, missing } from '../lib/tools.mjs';

export const row = 23;
export const name = 'versions made under clocks that disagree';

/** Seconds by which the clock of a process may differ from the real one. */
const CLOCKS = [0, 15, -15, 7200, -7200, 30 * 365 * 86_400, -30 * 365 * 86_400];
const KEEP = 3;

export async function run(context) {
  const skipped = missing('linux', 'faketime');
  if (skipped) return { skipped: true, detail: skipped };
  const trials = range(context.figure(1, 16));
  const shops = await pool(trials, context.jobs, (trial) => tryClocks(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(
    shops,
    lost,
    `${trials.length} registries, each change on a clock of its own: ${CLOCKS.join(', ')} s`,
  );
}

async function tryClocks(context, trial) {
  const shop = openShop(context, `registry ${trial}`);
  const options = () => {
    const seconds = context.random.pick(CLOCKS);
    return { prefix: byClockAhead(seconds) };
  };
  const call = (...args) => shop.call(args, options());
  const count = context.figure(5, 12);
  const wanted = [];
  for (const at of range(count)) {
    // Every fourth one leaves numbers out, so that numbers and their order as text differ.
    const declared = at % 4 === 3 ? `${at * 7}.0.0` : undefined;
    const head = declared === undefined ? '' : `---\nversion: ${declared}\n---\n`;
    await shop.register('agent', `Text ${at}.`, head, options());
    const { version } = shop.models().agent;
    wanted.push(version);
    await call('tag', 'add', `agent@${version}`, 'paper');
    await call('binding', 'add', `agent@${version}`, '--provider', 'rxinfer', '--model-id', 'a');
  }
  await call('rollback', 'agent', wanted[0]);
  wanted.push(shop.models().agent.version);
  checkOrder(shop, await listAll(shop), wanted.toReversed());
  checkStamps(shop);
  await unlabel(call, wanted.slice(0, -KEEP));
  await call('retention', 'apply', '--keep', String(KEEP), '--archive-after', '0', '--yes');
  return { ...shop, lost: countWronglyPacked(shop, wanted) };
}

/** The lists of versions, as programs get them. */
async function listAll(shop) {
  const history = await shop.ask(['history', 'agent']);
  const changelog = await shop.query(['changelog', 'agent']);
  return {
    versions: (await shop.ask(['versions', 'agent'])).versions.map((it) => it.version),
    'tag list': (await shop.ask(['tag', 'list', 'agent'])).tags.map((it) => it.version),
    'binding list': (await shop.ask(['binding', 'list', 'agent'])).bindings.map((it) => it.version),
    changelog: [...changelog.matchAll(/^## \[?(\d[^\]\s]*)/gm)].map(([, version]) => version),
    history: history.events.map((it) => it.sequence),
  };
}

function checkOrder(shop, lists, newestFirst) {
  // A rolled back version has no labels of its own.
  const labelled = newestFirst.slice(1);
  const expected = {
    versions: newestFirst,
    'tag list': labelled,
    'binding list': labelled,
    changelog: newestFirst,
    history: lists.history.toSorted((a, b) => a - b),
  };
  for (const [what, list] of Object.entries(expected)) {
    if (lists[what].join() !== list.join()) shop.report(`${what}: ${lists[what].join()}`);
  }
  const [current] = newestFirst;
  if (shop.models().agent.version !== current) shop.report(`the current version is not ${current}`);
}

/** Neither the entry nor its events go back in time, in the order in which they were made. */
function checkStamps(shop) {
  const { versions, updated_at } = shop.models().agent;
  const made = Object.values(versions).map((it) => it.created_at);
  const log = readFileSync(join(shop.cwd, STEP, 'audit_log.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const lists = { versions: [...made, updated_at], events: log.map((it) => JSON.parse(it).at) };
  for (const [what, stamps] of Object.entries(lists)) {
    if (stamps.join() !== stamps.toSorted().join()) shop.report(`the times of ${what} go back`);
  }
}

async function unlabel(call, versions) {
  for (const version of versions) {
    await call('tag', 'rm', `agent@${version}`, 'paper');
    await call('binding', 'rm', `agent@${version}`, '--provider', 'rxinfer');
  }
}

/** Retention keeps the highest numbers, and packs no other ones than those that are older. */
function countWronglyPacked(shop, wanted) {
  const { versions } = shop.models().agent;
  const kept = wanted.slice(-KEEP);
  const wrong = kept.filter((it) => versions[it].archived_at !== undefined);
  if (wrong.length > 0) shop.report(`retention packs ${wrong.join(', ')}`);
  const lost = wanted.filter((it) => shop.bytesOf(versions[it]) === undefined);
  if (lost.length > 0) shop.report(`no bytes of ${lost.join(', ')}`);
  return wrong.length + lost.length;
}

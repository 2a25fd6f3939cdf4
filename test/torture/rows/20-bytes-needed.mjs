import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pool, range } from '../lib/pool.mjs';
import { REGISTRY, STEP, changes, sha256, snapshot } from '../lib/registry.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';

export const row = 20;
export const name = 'labels, bindings and links on versions that are packed or deleted';

const NOW = ['--keep', '1', '--archive-after', '0', '--yes'];
const RELYING = [
  (it) => ['tag', 'add', it, 'paper'],
  (it) => ['promote', it, 'production'],
  (it) => ['alias', 'set', it, 'best'],
  (it) => ['binding', 'add', it, '--provider', 'rxinfer', '--model-id', 'a'],
  (it) => ['link', 'child', it],
  (it) => ['deprecate', 'child', '--replacement', it],
];
/** How the bytes of a version go. */
const ENDS = {
  deleted: [['delete', 'agent@1.0.0']],
  'deleted and collected': [
    ['delete', 'agent@1.0.0'],
    ['gc', '--yes'],
  ],
  purged: [['delete', 'agent@1.0.0', '--purge', '--yes']],
  'deleted by retention': [
    ['retention', 'apply', ...NOW],
    ['retention', 'apply', ...NOW, '--delete-archived-after', '0'],
  ],
};
const PACKED = {
  'packed alone': [['archive', 'agent@1.0.0']],
  'packed with its model': [
    ['archive', 'agent'],
    ['restore', 'agent'],
    ['archive', 'agent@1.0.0'],
  ],
  'packed by retention': [['retention', 'apply', ...NOW]],
};

export async function run(context) {
  const all = [...Object.entries(ENDS), ...Object.entries(PACKED)].flatMap(([state, steps]) =>
    RELYING.map((rely) => ({ state, steps, rely })),
  );
  const trials = context.quick ? range(4).map(() => context.random.pick(all)) : all;
  const shops = await pool(trials, context.jobs, (trial) => tryLabel(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(shops, lost, `${trials.length} of ${all.length} labels, bindings and links`);
}

async function tryLabel(context, { state, steps, rely }) {
  const shop = openShop(context, `${rely('agent@…').join(' ')} on a version that is ${state}`);
  await shop.register('child', 'A child.');
  for (const text of ['First.', 'Second.', 'Third.']) await shop.register('agent', text);
  const { hash } = shop.models().agent.versions['1.0.0'];
  for (const args of steps) await shop.call(args);
  const reference = context.random.pick(['agent@1.0.0', `agent@sha256:${hash.slice(0, 12)}`]);
  if (Object.hasOwn(ENDS, state)) {
    await refuse(shop, rely(reference));
    return { ...shop, lost: 0 };
  }
  await shop.call(rely(reference));
  const one = shop.models().agent.versions['1.0.0'];
  const isLink = /^(?:link|deprecate)/.test(rely('').join(' '));
  // Other models may use a version as it is; what runs it needs its file.
  const isUnpacked = one.archived_at === undefined && one.source.endsWith('.md');
  if (!isLink && !isUnpacked) shop.report('it stays packed');
  if (!isLink && existsSync(join(shop.cwd, STEP, `${one.source}.gz`)))
    shop.report('the packed file stays beside it');
  const bytes = shop.bytesOf(one);
  await shop.call(['verify']);
  return { ...shop, lost: bytes !== undefined && sha256(bytes) === hash ? 0 : 1 };
}

async function refuse(shop, args) {
  const before = snapshot(join(shop.cwd, STEP));
  const { stderr } = await shop.call(args, { codes: [1] });
  if (!/deleted|no archived bytes/.test(stderr)) shop.report(`it does not say why: ${stderr}`);
  const changed = changes(before, snapshot(join(shop.cwd, STEP)));
  if (changed.length > 0) shop.report(`it changes ${changed.join(', ')}`);
  if (!existsSync(join(shop.cwd, REGISTRY))) shop.report('the registry is gone');
}

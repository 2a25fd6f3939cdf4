import { pool, range } from '../lib/pool.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';

export const row = 18;
export const name = 'retention, delete, archive and gc where something else needs a version';

const VERSIONS = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'];
const NOW = { keep: ['--keep', '1', '--archive-after', '0', '--yes'] };

/** What needs a version: how it is said, and what a refusal calls it. */
const USES = {
  'an exact dependency': {
    told: 'dependent user',
    head: (it) => `---\ndependencies: ["agent@${it}"]\n---\n`,
  },
  'a dependency on a range': {
    told: 'dependent user',
    head: (it) => `---\ndependencies: ["agent@<=${it}"]\n---\n`,
  },
  'a declared parent': { told: 'child user', head: (it) => `---\nparent: agent@${it}\n---\n` },
  'a linked parent': { told: 'child user', calls: (it) => [['link', 'user', `agent@${it}`]] },
  'a replacement': {
    told: 'predecessor user',
    calls: (it) => [['deprecate', 'user', '--replacement', `agent@${it}`]],
  },
  'a tag': { told: 'tag paper', calls: (it) => [['tag', 'add', `agent@${it}`, 'paper']] },
  'an alias': { told: 'alias best', calls: (it) => [['alias', 'set', `agent@${it}`, 'best']] },
  'a dependency on an alias': {
    told: 'dependent user',
    head: () => '---\ndependencies: ["agent@best"]\n---\n',
    calls: (it) => [['alias', 'set', `agent@${it}`, 'best']],
  },
  'a binding': {
    told: 'binding rxinfer/a',
    calls: (it) => [['binding', 'add', `agent@${it}`, '--provider', 'rxinfer', '--model-id', 'a']],
  },
};

export async function run(context) {
  const all = Object.keys(USES).flatMap((use) =>
    VERSIONS.slice(0, -1).map((version) => ({ use, version })),
  );
  const trials = context.quick ? range(3).map(() => context.random.pick(all)) : all;
  const shops = await pool(trials, context.jobs, (trial) => tryUse(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(shops, lost, `${trials.length} uses: ${Object.keys(USES).join(', ')}`);
}

async function tryUse(context, { use, version }) {
  const shop = openShop(context, `${use} of ${version}`);
  const { told, head = () => '', calls = () => [] } = USES[use];
  for (const number of VERSIONS) await shop.register('agent', `Text of ${number}.`);
  await shop.register('user', 'It uses the other one.', head(version));
  for (const args of calls(version)) await shop.call(args);
  const before = shop.models().agent.versions[version];
  const name = `agent@${version}`;
  for (const args of [
    ['delete', name],
    ['delete', name, '--purge', '--yes'],
    ['delete', 'agent'],
    ['delete', 'agent', '--purge', '--yes'],
    ['archive', name],
  ]) {
    const { stderr } = await shop.call(args, { codes: [1] });
    if (!stderr.includes(told)) shop.report(`${args.join(' ')} does not name ${told}`);
  }
  // Packed first, and deleted at once where nothing needs it.
  for (const more of [[], ['--delete-archived-after', '0']])
    await shop.call(['retention', 'apply', ...NOW.keep, ...more]);
  await shop.call(['gc', '--yes']);
  const { versions } = shop.models().agent;
  const kept = versions[version];
  const isKept =
    kept.source === before.source && kept.deleted_at === undefined && shop.bytesOf(kept);
  const others = VERSIONS.slice(0, -1).filter((it) => it !== version);
  const free = others.filter((it) => versions[it].deleted_at === undefined);
  if (free.length > 0) shop.report(`retention leaves ${free.join(', ')}, which nothing needs`);
  await shop.call(['verify']);
  await breakIt(shop, name, told);
  return { ...shop, lost: isKept ? 0 : 1 };
}

/** Forced, it breaks what needs it, and `verify` says so; tags and bindings lead nowhere else. */
async function breakIt(shop, name, told) {
  const { stdout } = await shop.call(['delete', name, '--force', '--purge', '--yes']);
  if (!stdout.includes(told)) shop.report(`a forced delete does not name ${told}`);
  if (/^(?:tag|binding)/.test(told)) return;
  const { stdout: found } = await shop.call(['verify'], { codes: [2] });
  if (!/reference-missing|parent-missing|version-deleted/.test(found))
    shop.report('verify does not find what leads nowhere');
}

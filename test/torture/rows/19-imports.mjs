import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from '../lib/around.mjs';
import { pool, range } from '../lib/pool.mjs';
import { STEP } from '../lib/registry.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';

export const row = 19;
export const name = 'imports of registries with sound, packed, damaged, missing and deleted bytes';

const OTHER = 'other/4_model_registry_output';
const IDS = ['agent', 'lamp', 'moth'];
const VERSIONS = ['1.0.0', '1.0.1', '1.0.2'];
/** What may have happened to a version that is not current. */
const FATES = [
  'sound',
  'packed',
  'deleted',
  'purged',
  'missing',
  'damaged',
  'damaged while packed',
];

export async function run(context) {
  const trials = range(context.figure(2, 24));
  const shops = await pool(trials, context.jobs, (trial) => tryImport(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(
    shops,
    lost,
    `${trials.length} registries of ${IDS.length} models; versions that are ${FATES.join(', ')}`,
  );
}

async function tryImport(context, trial) {
  const { random } = context;
  const there = openShop(context, `registry ${trial}, there`);
  for (const id of IDS) {
    for (const number of VERSIONS) await there.register(id, `${id} ${number} of ${trial}.`);
  }
  const fates = new Map();
  for (const id of IDS) {
    for (const version of VERSIONS.slice(0, -1)) {
      const fate = random.pick(FATES);
      fates.set(`${id}@${version}`, fate);
      await suffer(there, id, version, fate);
    }
  }
  const here = openShop(context, `registry ${trial}`);
  await here.register(random.pick(IDS), 'What is here already.');
  const known = here.models();
  cpSync(join(there.cwd, 'out'), join(here.cwd, 'other'), { recursive: true });
  const [losses, taken] = [[], []];
  for (const id of IDS) {
    for (const version of VERSIONS) {
      if (known[id]?.versions[version] !== undefined) continue;
      const fate = fates.get(`${id}@${version}`) ?? 'sound';
      if (/missing|damaged/.test(fate)) losses.push(`${id}@${version}`);
      else if (!/deleted|purged/.test(fate)) taken.push([id, version]);
    }
  }
  // What is here and there differs in content, which is told too.
  const codes = [2];
  const args = ['import', `${OTHER}/model_registry.json`];
  const { stdout } = await here.call(args, { codes });
  for (const name of losses) if (!stdout.includes(name)) here.report(`${name} is not told`);
  const models = here.models();
  const isThere = ([id, version]) => {
    const one = models[id]?.versions[version];
    const original = there.models()[id].versions[version];
    return one !== undefined && here.bytesOf({ ...one, hash: original.hash }) !== undefined;
  };
  const missing = taken.filter((it) => !isThere(it));
  here.problems.push(...missing.map((it) => `${it.join('@')} came without its bytes`));
  for (const name of losses) {
    const [id, version] = name.split('@');
    if (models[id]?.versions[version]?.source !== undefined) here.report(`${name} has bytes`);
  }
  for (const found of await findings(context, here.cwd)) here.report(found);
  await here.call(args, { codes });
  if (JSON.stringify(here.models()) !== JSON.stringify(models))
    here.report('a second import changes something');
  return {
    ...here,
    problems: [...there.problems, ...here.problems],
    figures: {
      tried: there.figures.tried + here.figures.tried,
      slowest: Math.max(there.figures.slowest, here.figures.slowest),
    },
    lost: missing.length,
  };
}

async function suffer(shop, id, version, fate) {
  const name = `${id}@${version}`;
  if (/packed/.test(fate)) await shop.call(['archive', name]);
  if (fate === 'deleted') await shop.call(['delete', name]);
  if (fate === 'purged') await shop.call(['delete', name, '--purge', '--yes']);
  if (!/missing|damaged/.test(fate)) return;
  const path = join(shop.cwd, STEP, shop.models()[id].versions[version].source);
  if (fate !== 'damaged') rmSync(path);
  if (fate !== 'missing') appendFileSync(path, 'x');
}

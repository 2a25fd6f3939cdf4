import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RUN } from '../lib/around.mjs';
import { pool, range } from '../lib/pool.mjs';
import { STEP } from '../lib/registry.mjs';
import { openShop, sumUp } from '../lib/shop.mjs';
import { specText, write } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 24;
export const name = 'several users with several umasks in one output folder';

const GROUP = 64_242;
const USERS = [65_001, 65_002, 65_003];
const UMASKS = ['000', '002', '022', '027', '077'];
const IDS = ['agent', 'lamp', 'moth'];

/** What users do; a change that another one has made already is refused. */
const WORK = [
  (id) => ['tag', 'add', id, 'shared'],
  (id) => ['promote', id, 'stable'],
  (id) => ['alias', 'set', id, 'best'],
  (id) => ['metrics', 'set', id, 'score=1'],
  (id) => ['archive', id],
  (id) => ['restore', id],
  (id) => ['rollback', id, '1.0.0'],
  (id) => ['delete', `${id}@1.0.0`],
  (id) => ['restore', `${id}@1.0.0`],
  () => ['retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes'],
  () => ['gc', '--yes'],
  () => ['verify', '--repair'],
];

export async function run(context) {
  const skipped = missing('linux', 'root', 'setpriv');
  if (skipped) return { skipped: true, detail: skipped };
  const trials = range(context.figure(2, 16));
  const shops = await pool(trials, context.jobs, (trial) => tryUsers(context, trial));
  const lost = shops.reduce((sum, it) => sum + it.lost, 0);
  return sumUp(
    shops,
    lost,
    `${trials.length} folders, ${USERS.length} users with umasks ${UMASKS.join(', ')}`,
  );
}

function asUser(random) {
  const uid = random.pick(USERS);
  const user = [`--reuid=${uid}`, `--regid=${uid}`, `--groups=${GROUP}`];
  // The temporary folder of the torture is private.
  const shell = ['env', 'TMPDIR=/tmp', 'sh', '-c', `umask ${random.pick(UMASKS)}; exec "$@"`, 'sh'];
  return ['setpriv', ...user, ...shell];
}

async function tryUsers(context, trial) {
  const { random } = context;
  const shop = openShop(context, `folder ${trial}`);
  chmodSync(shop.cwd, 0o755);
  const isGroup = trial % 2 === 0;
  makeFolder(join(shop.cwd, 'in'), 0o777);
  makeFolder(join(shop.cwd, 'out'), isGroup ? 0o2775 : 0o777, isGroup ? GROUP : 0);
  let count = 0;
  const writeSpecs = () => {
    count += 1;
    for (const id of IDS) {
      write(join(shop.cwd, `in/${id}.md`), specText(id, `Text ${count}.`));
      chmodSync(join(shop.cwd, `in/${id}.md`), 0o666);
    }
  };
  const call = (args, codes = [0, 2]) => shop.call(args, { codes, prefix: asUser(random) });
  writeSpecs();
  await call(RUN);
  for (const _ of range(context.figure(8, 30))) {
    if (random.next() < 0.25) {
      writeSpecs();
      await call(RUN);
    } else await tryChange(context, shop, call);
  }
  await call(['verify']);
  checkModes(shop, isGroup);
  return { ...shop, lost: countLost(shop) };
}

/** A change leaves the modes of the files that it replaces, or is refused for a reason of its own. */
async function tryChange({ random }, shop, call) {
  const before = modesOf(shop);
  const args = random.pick(WORK)(random.pick(IDS));
  const { code, stderr } = await call(args, [0, 1, 2]);
  if (code === 1 && /EACCES|EPERM|permission|not allowed to|unwritable/i.test(stderr))
    shop.report(`${args.join(' ')}: ${stderr.trim()}`);
  const after = modesOf(shop);
  for (const [path, mode] of before) {
    const now = after.get(path);
    if (now !== undefined && now !== mode)
      shop.report(`${args.join(' ')} changes the mode of ${path}: ${mode} to ${now}`);
  }
}

function modesOf({ cwd }) {
  const root = join(cwd, STEP);
  const names = readdirSync(root, { recursive: true });
  return new Map(
    names.map((name) => [name, (lstatSync(join(root, name)).mode & 0o7777).toString(8)]),
  );
}

function makeFolder(path, mode, gid = 0) {
  mkdirSync(path);
  chownSync(path, 0, gid);
  chmodSync(path, mode);
}

/** Everything has what the folder gives, whoever made it. */
function checkModes(shop, isGroup) {
  const root = join(shop.cwd, 'out');
  const [folderMode, fileMode] = isGroup ? ['2775', '664'] : ['777', '666'];
  for (const name of readdirSync(root, { recursive: true })) {
    const found = lstatSync(join(root, name));
    const mode = (found.mode & 0o7777).toString(8);
    const wanted = found.isDirectory() ? folderMode : fileMode;
    if (mode !== wanted) shop.report(`${name} has the mode ${mode}`);
    if (isGroup && found.gid !== GROUP) shop.report(`${name} has the group ${found.gid}`);
  }
}

function countLost(shop) {
  const versions = Object.values(shop.models()).flatMap((it) => Object.values(it.versions));
  return versions.filter(
    (it) =>
      it.source !== undefined && it.deleted_at === undefined && shop.bytesOf(it) === undefined,
  ).length;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { readPublished } from '../lib/registry.mjs';
import { write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 11;
export const name = 'odd files and folders in the target';

/** Each makes its oddity in a folder; `told` is what has to be said of, or nothing to be said. */
const ODDITIES = {
  'a megabyte of newlines': {
    make: (folder) => write(join(folder, 'lines.md'), '\n'.repeat(2 ** 20)),
    told: 'lines.md',
  },
  'a megabyte of `>- `': {
    make: (folder) => write(join(folder, 'quotes.md'), '>- '.repeat(2 ** 20 / 3)),
    told: 'quotes.md',
  },
  'a folder linked to itself': {
    make(folder) {
      mkdirSync(join(folder, 'loop'));
      symlinkSync('.', join(folder, 'loop/one'));
      symlinkSync('..', join(folder, 'loop/two'));
    },
    // No spec is behind them: nothing has to be said.
    told: undefined,
  },
  'a FIFO': {
    make: (folder) => execFileSync('mkfifo', [join(folder, 'fifo.md')]),
    told: 'fifo.md',
  },
  'a dangling link': {
    make: (folder) => symlinkSync('nowhere', join(folder, 'dangling.md')),
    told: 'dangling.md',
  },
  'a link out of the target': {
    make(folder) {
      write(join(folder, '../outside.md'), 'secret');
      symlinkSync('../outside.md', join(folder, 'link.md'));
    },
    told: 'link.md',
  },
  'a name that is not UTF-8': {
    make: (folder) =>
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/n`), Buffer.from([0xff, 0xfe]), Buffer.from('.md')]),
        'x',
      ),
    told: 'n\u{FFFD}\u{FFFD}.md',
  },
  'an empty file': { make: (folder) => write(join(folder, 'empty.md'), ''), told: 'empty.md' },
  'a folder named x.md': { make: (folder) => mkdirSync(join(folder, 'x.md')), told: 'x.md' },
  'a file of NUL': {
    make: (folder) => write(join(folder, 'nul.md'), Buffer.alloc(4096)),
    told: 'nul.md',
  },
  'a file of 17 MiB': {
    make: (folder) => write(join(folder, 'large.md'), Buffer.alloc(17 * 2 ** 20, 'x')),
    told: 'large.md',
  },
};

const LONGEST_MS = 10_000;

export async function run(context) {
  const skipped = missing('linux', 'mkfifo');
  if (skipped) return { skipped: true, detail: skipped };
  const results = [];
  for (const what of Object.keys(ODDITIES)) results.push(await tryThem(context, [what]));
  results.push(await tryThem(context, Object.keys(ODDITIES)));
  const problems = results.flatMap((it) => it.problems);
  return {
    tried: results.length,
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms a run`,
    passed: problems.length === 0,
    detail: [
      `${Object.keys(ODDITIES).length} oddities, each alone and all together`,
      ...problems,
    ].join('; '),
  };
}

async function tryThem(context, oddities) {
  const cwd = context.folder();
  const folder = join(cwd, 'in');
  writeSpecs(folder, ['good']);
  for (const what of oddities) ODDITIES[what].make(folder);
  const args = ['--target-dir', 'in', '--output-dir', 'out', '--json'];
  const ended = await runCli(context, args, { cwd });
  rmSync(join(folder, 'fifo.md'), { force: true });
  const problems = [];
  const say = (text) => problems.push(`${oddities.join(', ')}: ${text}`);
  if (ended.hung || ended.ms > LONGEST_MS) say(`took ${Math.round(ended.ms)} ms`);
  if (!isAcknowledged(ended)) say(`exit ${ended.code}: ${ended.stderr.trim()}`);
  if (readPublished(cwd)?.models.good === undefined) say('the good spec is not registered');
  if (ended.stdout.includes('secret')) say('a link was followed');
  for (const what of oddities) {
    const { told } = ODDITIES[what];
    if (told !== undefined && !isTold(ended.stdout, told)) say(`nothing is said of ${told}`);
  }
  return { problems, ms: ended.ms };
}

/** A finding, or among the skipped files with the reason. */
function isTold(stdout, file) {
  try {
    const { data } = JSON.parse(stdout);
    const told = [...data.diagnostics.list, ...data.skipped_files, ...data.refused_files];
    return told.some((it) => (it.file ?? it.file_path ?? it) === `in/${file}`);
  } catch {
    return false;
  }
}

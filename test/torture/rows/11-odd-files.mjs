import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { readPublished } from '../lib/registry.mjs';
import { write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';

export const row = 11;
export const name = 'odd files and folders in the target';

/** Each creates an oddity in a folder; `reported` is the path that must be reported, if any. */
const ODDITIES = {
  'a megabyte of newlines': {
    make: (folder) => write(join(folder, 'lines.md'), '\n'.repeat(2 ** 20)),
    reported: 'lines.md',
  },
  'a megabyte of `>- `': {
    make: (folder) => write(join(folder, 'quotes.md'), '>- '.repeat(2 ** 20 / 3)),
    reported: 'quotes.md',
  },
  'a folder linked to itself': {
    make(folder) {
      mkdirSync(join(folder, 'loop'));
      symlinkSync('.', join(folder, 'loop/one'));
      symlinkSync('..', join(folder, 'loop/two'));
    },
    // They contain no spec, so nothing has to be reported.
    reported: undefined,
  },
  'a FIFO': {
    make: (folder) => execFileSync('mkfifo', [join(folder, 'fifo.md')]),
    reported: 'fifo.md',
  },
  'a dangling link': {
    make: (folder) => symlinkSync('nowhere', join(folder, 'dangling.md')),
    reported: 'dangling.md',
  },
  'a link out of the target': {
    make(folder) {
      write(join(folder, '../outside.md'), 'secret');
      symlinkSync('../outside.md', join(folder, 'link.md'));
    },
    reported: 'link.md',
  },
  'a name that is not UTF-8': {
    make: (folder) =>
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/n`), Buffer.from([0xff, 0xfe]), Buffer.from('.md')]),
        'x',
      ),
    reported: 'n\u{FFFD}\u{FFFD}.md',
  },
  'an empty file': { make: (folder) => write(join(folder, 'empty.md'), ''), reported: 'empty.md' },
  'a folder named x.md': { make: (folder) => mkdirSync(join(folder, 'x.md')), reported: 'x.md' },
  'a file of NUL': {
    make: (folder) => write(join(folder, 'nul.md'), Buffer.alloc(4096)),
    reported: 'nul.md',
  },
  'a file of 17 MiB': {
    make: (folder) => write(join(folder, 'large.md'), Buffer.alloc(17 * 2 ** 20, 'x')),
    reported: 'large.md',
  },
};

const LONGEST_MS = 10_000;

export async function run(context) {
  const skipped = missing('linux', 'mkfifo');
  if (skipped) return { skipped: true, detail: skipped };
  const results = [];
  for (const what of Object.keys(ODDITIES)) results.push(await tryThem(context, [what]));
  results.push(await tryThem(context, Object.keys(ODDITIES)));
  const problems = results.flatMap((result) => result.problems);
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
  const report = (text) => problems.push(`${oddities.join(', ')}: ${text}`);
  if (ended.hung || ended.ms > LONGEST_MS) report(`took ${Math.round(ended.ms)} ms`);
  if (!isAcknowledged(ended)) report(`exit ${ended.code}: ${ended.stderr.trim()}`);
  if (readPublished(cwd)?.models.good === undefined) report('the good spec is not registered');
  if (ended.stdout.includes('secret')) report('a link was followed');
  for (const what of oddities) {
    const { reported } = ODDITIES[what];
    if (reported !== undefined && !isReported(ended.stdout, reported))
      report(`nothing reports ${reported}`);
  }
  return { problems, ms: ended.ms };
}

/** Whether a path has a finding, or is among the skipped files with a reason. */
function isReported(stdout, file) {
  try {
    const { data } = JSON.parse(stdout);
    const reported = [...data.diagnostics.list, ...data.skipped_files, ...data.refused_files];
    return reported.some((item) => (item.file ?? item.file_path ?? item) === `in/${file}`);
  } catch {
    return false;
  }
}

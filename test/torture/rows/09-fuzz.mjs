import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { hostileTexts, mutate, readCorpus } from '../lib/corpus.mjs';
import { pool, range } from '../lib/pool.mjs';
import { askProgram, isAcknowledged, runCli } from '../lib/program.mjs';
import { leftovers, readPublished } from '../lib/registry.mjs';
import { write } from '../lib/specs.mjs';

export const row = 9;
export const name = 'fuzzed specs, and hostile Markdown at 10, 100, 256, 1000 KB';
/** It has a bound of time, so nothing else runs meanwhile. */
export const isTimed = true;

const BATCH = 200;
const LONGEST_MS = 2000;
/** A spec of a megabyte may take what `max_parse_seconds` allows. */
const LONGEST_MS_OF_LARGE = 10_000;
const MOST_MB = 512;

export async function run(context) {
  const batches = [...fuzzed(context), ...hostile(context)];
  const results = await pool(batches, 2, (batch) => tryBatch(context, batch));
  const problems = results.flatMap((result) => result.problems);
  const [slowest, ms] = results
    .flatMap((result) => Object.entries(result.times))
    .reduce((worst, entry) => (entry[1] > worst[1] ? entry : worst), ['none', 0]);
  const peak = Math.max(...results.map((result) => result.peak));
  const count = results.reduce((sum, result) => sum + result.count, 0);
  const hostileCount = results
    .filter((result) => result.isHostile)
    .reduce((sum, result) => sum + result.count, 0);
  return {
    tried: count,
    slowest: `${Math.round(ms)} ms a file`,
    passed: problems.length === 0 && peak <= MOST_MB,
    detail: [
      `${count - hostileCount} fuzzed and ${hostileCount} hostile specs in ${batches.length} runs; peak memory ${Math.round(peak)} MB; the slowest file was ${slowest}`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

/** Each batch is generated on demand, from random numbers that do not depend on other batches. */
function fuzzed({ quick, random }) {
  const corpus = readCorpus();
  return range((quick ? 600 : 10_000) / BATCH).map((batch) => ({
    texts: () => range(BATCH).map((at) => [`fuzz ${batch * BATCH + at}`, mutate(corpus, random)]),
  }));
}

function hostile({ quick }) {
  return [10, 100, 256, 1000].map((size) => {
    const texts = hostileTexts(size * 1024).map(([what, text]) => [`${size} KB of ${what}`, text]);
    const few =
      quick && size > 10 ? texts.filter((_, at) => at % Math.ceil(size / 50) === 0) : texts;
    const longest = size > 256 ? LONGEST_MS_OF_LARGE : LONGEST_MS;
    return { isHostile: true, texts: () => few, longest };
  });
}

async function tryBatch(context, { texts, isHostile = false, longest = LONGEST_MS }) {
  const cwd = context.folder();
  const names = new Map();
  for (const [at, [what, bytes]] of texts().entries()) {
    const file = `s${String(at).padStart(4, '0')}.md`;
    names.set(file, what);
    write(join(cwd, 'in', file), bytes);
  }
  const args = ['--target-dir', 'in', '--output-dir', 'out', '--json'];
  const ended = await runCli(context, args, { cwd, memory: true });
  const problems = judge(cwd, ended, [...names.keys()]);
  const parsed = await askProgram(context, 'parse.mjs', { folder: join(cwd, 'in') });
  const times = Object.fromEntries(
    Object.entries(parsed.times).map(([file, ms]) => [`${names.get(file)} (${file})`, ms]),
  );
  const slow = Object.entries(times).filter(([, ms]) => ms > longest);
  problems.push(...parsed.failures, ...slow.map(([what, ms]) => `${what} took ${ms} ms`));
  if (problems.length === 0) rmSync(cwd, { recursive: true });
  return { count: names.size, isHostile, problems, times, peak: ended.peak };
}

/** The run must end in time and report what happened to each file. */
function judge(cwd, ended, files) {
  if (ended.hung) return [`a run hung in ${cwd}`];
  if (!isAcknowledged(ended)) {
    return [
      `exit ${ended.code} (${ended.signal}): ${(ended.stderr || ended.stdout).slice(0, 300)}`,
    ];
  }
  const { data } = JSON.parse(ended.stdout);
  const reported = new Set([
    ...data.models.map((model) => model.file_path),
    ...data.refused_files.map((file) => file.file_path ?? file.file ?? file),
    ...data.skipped_files.map((file) => file.file_path ?? file.file ?? file),
  ]);
  const silent = files.filter((file) => !reported.has(`in/${file}`));
  return [
    ...silent.slice(0, 3).map((file) => `nothing reports ${file}`),
    ...leftovers(cwd).map((path) => `left: ${path}`),
    ...(readPublished(cwd) === undefined ? ['the registry is not whole'] : []),
  ];
}

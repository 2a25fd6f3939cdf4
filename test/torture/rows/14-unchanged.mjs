import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { range } from '../lib/pool.mjs';
import { runCli } from '../lib/program.mjs';
import { STEP, changes, readPublished, snapshot } from '../lib/registry.mjs';
import { writeSpecs } from '../lib/specs.mjs';

export const row = 14;
export const name = 'ten runs on unchanged input';

const ARGS = ['--target-dir', 'in', '--output-dir', 'out'];
const SUMMARY = 'model_registry_summary.json';
/** The summary, and the note that comes once the files are old enough. */
const OF_RUNS = [SUMMARY, '.generations/last-run', '.generations/read-specs'];

export async function run(context) {
  const cwd = context.folder();
  cpSync(join(import.meta.dirname, '../../../input/gnn_files'), join(cwd, 'in'), {
    recursive: true,
  });
  writeSpecs(join(cwd, 'in'), ['a', 'b']);
  const first = await runCli(context, ARGS, { cwd });
  const before = snapshot(join(cwd, STEP));
  const versions = versionsOf(cwd);
  const problems = first.code === 0 ? [] : [`the first run: exit ${first.code}`];
  let slowest = 0;
  let summary;
  for (const at of range(10)) {
    const ended = await runCli(context, ARGS, { cwd });
    slowest = Math.max(slowest, ended.ms);
    if (ended.code !== first.code) problems.push(`run ${at}: exit ${ended.code}`);
    const changed = changes(before, snapshot(join(cwd, STEP))).filter(
      (path) => !OF_RUNS.includes(path),
    );
    problems.push(...changed.map((path) => `run ${at} changed ${path}`));
    const text = timelessSummary(cwd);
    if (at > 0 && text !== summary) problems.push(`run ${at}: the summary says something else`);
    summary = text;
  }
  if (versionsOf(cwd) !== versions) problems.push('there are new versions');
  return {
    tried: 10,
    lost: 0,
    slowest: `${Math.round(slowest)} ms a run`,
    passed: problems.length === 0,
    detail:
      problems.slice(0, 6).join('; ') ||
      `${before.size} files and folders, byte-identical; the summary but for its times`,
  };
}

function versionsOf(cwd) {
  const models = readPublished(cwd)?.models ?? {};
  return Object.entries(models)
    .map(([id, { versions }]) => `${id} ${Object.keys(versions).join(' ')}`)
    .join('\n');
}

function timelessSummary(cwd) {
  const times = { started_at: '', duration_ms: 0, specs_per_second: 0 };
  return JSON.stringify({
    ...JSON.parse(readFileSync(join(cwd, STEP, SUMMARY), 'utf8')),
    ...times,
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../lib/program.mjs';
import { specText, write, writeSpecs } from '../lib/specs.mjs';
import { missing } from '../lib/tools.mjs';
import { CALLS, readPoints } from '../lib/trace.mjs';

export const row = 7;
export const name = 'the order write, fsync, link, rename, fsync(folder)';

const ARGS = ['--target-dir', 'in', '--output-dir', 'out'];
// The events are on disk before the commit that names them, so that the log can always be completed.
// They are added to the log after the commit, and removed once the log has them.
const WANTED = [
  'write .generations/.events~',
  'fsync .generations/.events~',
  'rename .generations/events',
  'fsync .generations',
  'write .generations/.2.registry~',
  'fsync .generations/.2.registry~',
  'write .model_registry.json.2~',
  'fsync .model_registry.json.2~',
  'link .model_registry.json.bak~',
  'link .generations/2.registry',
  'fsync .generations',
  'rename model_registry.json.bak',
  'rename model_registry.json',
  'fsync ',
  'write audit_log.jsonl',
  'fsync audit_log.jsonl',
  'unlink .generations/events',
];

export async function run(context) {
  const skipped = missing('linux', 'strace');
  if (skipped) return { skipped: true, detail: skipped };
  const cwd = context.folder();
  writeSpecs(join(cwd, 'in'), ['a']);
  await runCli(context, ARGS, { cwd });
  write(join(cwd, 'in/a.md'), specText('a', 'Changed.'));
  const trace = join(cwd, 'trace');
  const prefix = ['strace', '-f', '-qq', '-y', '-o', trace, '-e', `trace=${CALLS.join(',')}`];
  const ended = await runCli(context, ARGS, { cwd, prefix });
  const steps = readPoints(readFileSync(trace, 'utf8'), cwd).flatMap(({ call, place }) =>
    isOfCommit(call, place) ? `${call.replace('pwrite64', 'write')} ${place}` : [],
  );
  const isExact = steps.join('\n') === WANTED.join('\n');
  return {
    tried: steps.length,
    slowest: `${Math.round(ended.ms)} ms`,
    passed: ended.code === 0 && isExact,
    detail: isExact ? 'exact' : `it was: ${steps.join(', ')}`,
  };
}

/** Excludes the models' own files, the lock and the summary. */
function isOfCommit(call, place) {
  return (
    (['write', 'pwrite64', 'fsync', 'link', 'rename'].includes(call) ||
      (call === 'unlink' && place.endsWith('events'))) &&
    (place === '' || /^\.?(audit_log|generations|model_registry\.json)/.test(place)) &&
    !place.includes('.lock')
  );
}

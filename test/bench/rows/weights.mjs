/** How long it takes to find models of weights again, and to hash new ones. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { showMs } from '../lib/context.mjs';
import { compare, measureNode, median, runNode } from '../lib/measure.mjs';

/** Milliseconds, how much slower than `sha256sum`, and megabytes. */
const GOALS = { known: 1000, hashing: 1, memory: 150 };
const TENSORS = 40;
const [FILE_BYTES, SHORT_FILE_BYTES] = [256, 64].map((megabytes) => megabytes * 1024 * 1024);

/** Told, and no gate of CI: what is read is in the memory of the system, or not. */
export function weights(context) {
  return [...known(context), hashing(context)];
}

/** Each folder has a config.json, and weights of many small tensors. */
function known(context) {
  const cwd = context.folder();
  const count = context.figure(100, 1000);
  for (let at = 0; at < count; at += 1) {
    const folder = join(cwd, `weights/model-${at}-1B`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.safetensors'), safetensors(at));
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'llama', at }));
  }
  const args = [context.program, 'discover', 'weights', '--register', '--quiet'];
  const discover = () => measureNode(args, { cwd });
  discover();
  const runs = Array.from({ length: context.figure(3, 7) }, discover);
  const ms = median(runs.map((it) => it.ms));
  const megabytes = median(runs.map((it) => it.peak)) / 1e6;
  return [
    {
      what: `${count} folders of weights with known hashes, whole process`,
      measured: showMs(ms),
      goal: `≤ ${showMs(GOALS.known)}`,
      held: ms <= GOALS.known,
      excess: 0,
    },
    {
      what: `${count} folders of weights with known hashes, memory`,
      measured: `${Math.round(megabytes)} MB`,
      goal: `≤ ${GOALS.memory} MB`,
      held: megabytes <= GOALS.memory,
      excess: 0,
    },
  ];
}

function safetensors(at) {
  const tensors = Array.from({ length: TENSORS }, (_, index) => [
    `model.layers.${index}.weight`,
    { dtype: 'F16', shape: [8, 8], data_offsets: [index * 128, index * 128 + 128] },
  ]);
  return withHeader(Object.fromEntries(tensors), Buffer.alloc(TENSORS * 128, at));
}

function withHeader(header, data = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** New files, in turn beside as many processes of `sha256sum` as there are cores. */
function hashing(context) {
  const cwd = context.folder();
  mkdirSync(join(cwd, 'weights'));
  const bytes = context.figure(SHORT_FILE_BYTES, FILE_BYTES);
  const files = Array.from({ length: 2 * availableParallelism() }, (_, at) => {
    const name = `weights/large-${at}.safetensors`;
    // Each has another header, and so another hash.
    const head = withHeader({
      [`w${at}`]: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] },
    });
    writeFileSync(join(cwd, name), head);
    truncateSync(join(cwd, name), head.length + bytes);
    return name;
  });
  const discover = () => {
    rmSync(join(cwd, 'output'), { recursive: true, force: true });
    const args = [context.program, 'discover', 'weights', '--dry-run', '--quiet'];
    const { status, stderr, ms } = runNode(args, { cwd });
    if (status !== 0) throw new Error(stderr);
    return ms;
  };
  const sums = () => {
    const begun = performance.now();
    const args = ['-P', String(availableParallelism()), '-n', '1', 'sha256sum'];
    const { status } = spawnSync('xargs', args, { cwd, input: files.join('\n') });
    if (status !== 0) throw new Error('sha256sum fails');
    return performance.now() - begun;
  };
  const { ms, floor, ratio } = compare(context.figure(1, 5), discover, sums);
  return {
    what: `${files.length} new files of ${bytes >> 20} MB of weights, hashed`,
    measured: showMs(ms),
    floor: `${showMs(floor)} by sha256sum on all cores`,
    ratio,
    goal: `≤ ${GOALS.hashing} ×`,
    held: ratio <= GOALS.hashing,
    excess: 0,
  };
}

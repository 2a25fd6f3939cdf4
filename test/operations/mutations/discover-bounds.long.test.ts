/** Whatever is in a folder, looking for weights in it stays within its bound of memory. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, closeSync, ftruncateSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readUsed } from '../../support/measure.js';
import { METER } from '../../support/meter.mjs';
import {
  LLAMA_VALUES,
  makeGguf,
  makeSafetensors,
  smallModel,
} from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/gnn-registry.js');
const MOST_KIB = 150 * 1024;

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

/** Calls the built program. @returns what it prints, and the memory that it had at most, in KiB */
function discover(flag: string) {
  const args = ['--import', METER, PROGRAM, 'discover', 'weights', flag];
  const { stdout, stderr } = spawnSync(execPath, args, {
    cwd: place.cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { stdout, memory: readUsed(stderr).memory };
}

/** Makes a file of a size, of which the disk has its start alone. */
function writeSparse(path: string, start: Uint8Array, size: number): void {
  place.write(path, '');
  const file = openSync(join(place.cwd, path), 'w');
  writeSync(file, start);
  ftruncateSync(file, size);
  closeSync(file);
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

test('hostile headers, a file of 4 GB, and links and pipes', () => {
  const GB = 2 ** 30;
  const tensor = { name: 'w', shape: [4 * GB], type: 'U8' };
  const head = JSON.stringify({
    w: { dtype: 'U8', shape: tensor.shape, data_offsets: [0, 4 * GB] },
  });
  const start = Buffer.concat([u64(BigInt(head.length)), Buffer.from(head)]);
  writeSparse('weights/large.safetensors', start, start.length + 4 * GB);
  // A header of the most that is read, all of it brackets, names or spaces.
  for (const [at, text] of ['[', '{"a":', '"', ' ', '{"a":{"shape":[1,'].entries()) {
    const filled = text.repeat(Math.ceil(25_000_000 / text.length)).slice(0, 25_000_000);
    place.write(
      `weights/h${at}.safetensors`,
      Buffer.concat([u64(25_000_000n), Buffer.from(filled)]),
    );
  }
  const prefix = makeGguf().subarray(0, 8);
  // Counts of 2^63, a text of a gigabyte, and lists of lists.
  writeSparse('weights/counts.gguf', Buffer.concat([prefix, u64(2n ** 63n), u64(2n ** 63n)]), GB);
  writeSparse(
    'weights/text.gguf',
    Buffer.concat([prefix, u64(0n), u64(1n), u64(BigInt(GB))]),
    2 * GB,
  );
  const nested = Buffer.concat([prefix, u64(0n), u64(1n), u64(1n), Buffer.from('k')]);
  const list = Buffer.concat([Buffer.from([9, 0, 0, 0]), u64(1_000_000n)]);
  place.write(
    'weights/nested.gguf',
    Buffer.concat([nested, ...Array.from({ length: 100 }, () => list)]),
  );
  writeSparse('weights/large.onnx', Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f]), 2 * GB);
  writeSparse('weights/m/model.gguf', makeGguf({ values: LLAMA_VALUES }), 1000);
  const index = `{"weight_map": {${'"a": "b", '.repeat(2_000_000)}`;
  place.write('weights/i/model.safetensors', makeSafetensors([]));
  place.write('weights/i/model.safetensors.index.json', index);
  mkdirSync(join(place.cwd, 'weights/deep'));
  symlinkSync('..', join(place.cwd, 'weights/deep/up'));
  execFileSync('mkfifo', [join(place.cwd, 'weights/pipe.gguf')]);
  const { stdout, memory } = discover('--json');
  const answer = JSON.parse(stdout).data;
  const found = answer.models.map(({ name }: { name: string }) => name);
  expect(found).toContain('large');
  expect(answer.refused).toBeGreaterThanOrEqual(9);
  expect(memory).toBeLessThan(MOST_KIB);
});

test('ten thousand files, and an answer about each', () => {
  for (let at = 0; at < 10_000; at += 1) {
    const values = { ...LLAMA_VALUES, 'general.name': `model ${at}` };
    const tensors = smallModel('Q4_0', { width: 32, words: 32, layers: 10 });
    place.write(`weights/${at % 100}/m${at}.gguf`, makeGguf({ values, tensors }));
  }
  const plain = discover('--quiet');
  expect(plain.stdout.trim().split('\n')).toHaveLength(10_000);
  expect(plain.memory).toBeLessThan(MOST_KIB);
  const json = discover('--json');
  expect(JSON.parse(json.stdout).data.models).toHaveLength(10_000);
  expect(json.memory).toBeLessThan(MOST_KIB);
});

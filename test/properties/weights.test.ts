/** Whatever a header says, reading it ends within its bounds, with what it says or with a fault. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WeightsFormat } from '../../src/domain/model.js';
import { describeWeights } from '../../src/weights/describe.js';
import { DEFAULT_HEADER_LIMITS, HeaderFault } from '../../src/weights/header.js';
import { readName } from '../../src/weights/name.js';
import { readHeader } from '../../src/weights/read-header.js';
import { CODE_POINT, holds } from '../support/property.js';
import {
  LLAMA_VALUES,
  makeGguf,
  makeOnnx,
  makeSafetensors,
  smallModel,
} from '../support/weights-files.js';

const TENSORS = smallModel('F16', { width: 4, words: 6, layers: 1 });

/** Sound files, whose bytes are then changed. */
const SOUND: Readonly<Record<Exclude<WeightsFormat, 'pytorch'>, readonly Buffer[]>> = {
  gguf: [
    makeGguf({ values: LLAMA_VALUES, tensors: TENSORS }),
    makeGguf({ version: 2, bigEndian: true, values: LLAMA_VALUES, tensors: TENSORS }),
  ],
  safetensors: [makeSafetensors(TENSORS, { format: 'pt' })],
  onnx: [
    makeOnnx({ tensors: TENSORS, metadata: { license: 'mit' } }),
    makeOnnx({ tensors: TENSORS, packed: true, external: 'model.onnx_data' }),
  ],
};

const LIMITS = { ...DEFAULT_HEADER_LIMITS, header: 100_000, tensors: 1000 };
/** A window of the file is read again at most once for each number in the header. */
const MOST_READ = 40_000_000;

/** What is done to the bytes: one is changed, a number is put over them, or they are cut, doubled or moved. */
const edit = fc.oneof(
  fc.record({ at: fc.nat(4000), bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
  fc.record({
    at: fc.nat(4000),
    bytes: fc
      .constantFrom(0n, 1n, 255n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n)
      .map((value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(value);
        return new Uint8Array(bytes);
      }),
  }),
  fc.record({ at: fc.nat(4000), cut: fc.nat(200) }),
  fc.record({ at: fc.nat(4000), twice: fc.nat(200) }),
);

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function applyEdit(bytes: Buffer, change: Edit): Buffer {
  // Most changes are to be in the header, and few files are that long.
  const at = bytes.length === 0 ? 0 : change.at % Math.min(bytes.length, 2000);
  if ('cut' in change)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.cut)]);
  if ('twice' in change) {
    return Buffer.concat([bytes.subarray(0, at + change.twice), bytes.subarray(at)]);
  }
  const changed = Buffer.from(bytes);
  changed.set(change.bytes.subarray(0, Math.max(0, bytes.length - at)), at);
  return changed;
}

function check(format: WeightsFormat, bytes: Buffer): void {
  let total = 0;
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) => {
      const found = bytes.subarray(offset, offset + length);
      total += found.length;
      return found;
    },
  };
  try {
    const header = readHeader(format, source, LIMITS);
    const part = { path: 'model', size: bytes.length, header };
    const weights = describeWeights({ name: 'model', format, parts: [part], descriptions: [] });
    expect(weights.tensors.length).toBeLessThanOrEqual(LIMITS.tensors);
    expect(Number.isFinite(weights.memory_bytes)).toBe(true);
  } catch (error) {
    if (!(error instanceof HeaderFault)) throw error;
    expect(error.message.length).toBeLessThan(1000);
  }
  expect(total).toBeLessThan(MOST_READ);
}

const TRIES = { short: 50, full: 2000 };

test.each(['gguf', 'safetensors', 'onnx'] as const)('%s: any changed header', async (format) => {
  const file = fc.constantFrom(...SOUND[format]);
  const edits = fc.array(edit, { minLength: 1, maxLength: 6 });
  const property = fc.property(file, edits, (bytes, changes) =>
    check(format, changes.reduce(applyEdit, bytes)),
  );
  await holds(property, TRIES);
});

test.each(['gguf', 'safetensors', 'onnx'] as const)('%s: any bytes', async (format) => {
  const property = fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
    check(format, Buffer.from(bytes)),
  );
  await holds(property, TRIES);
});

test('any name', async () => {
  const words = fc.constantFrom(
    'Llama',
    '-3.2',
    '-8B',
    '.',
    '-',
    '_',
    'Q4_K_M',
    'A3B',
    'it',
    '1_6b',
    'é',
  );
  const name = fc.oneof(
    fc.string({ unit: CODE_POINT }),
    fc.array(words).map((it) => it.join('')),
  );
  const property = fc.property(name, (text) => {
    const { parameters = 0, declared_version: version = '0.0.0' } = readName(text);
    expect(Number.isSafeInteger(parameters)).toBe(true);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
  await holds(property, TRIES);
});

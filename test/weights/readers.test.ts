/** The readers of headers, on files that are made byte by byte. */
import { describe, expect, test } from 'vitest';
import { HeaderFault, DEFAULT_HEADER_LIMITS, type Header } from '../../src/weights/header.js';
import { readHeader } from '../../src/weights/read-header.js';
import type { WeightsFormat } from '../../src/domain/model.js';
import {
  LLAMA_VALUES,
  makeGguf,
  makeOnnx,
  makeSafetensors,
  protoField,
  smallModel,
  withSafetensorsHeader,
} from '../support/weights-files.js';

/** A file in memory, of which it is counted how much is read. */
function sourceOf(bytes: Uint8Array, size = bytes.length) {
  let most = 0;
  const read = (offset: number, length: number): Uint8Array => {
    most = Math.max(most, length);
    return bytes.subarray(offset, offset + length);
  };
  return { size, read, most: () => most };
}

function read(format: WeightsFormat, bytes: Uint8Array, limits = DEFAULT_HEADER_LIMITS): Header {
  const header = readHeader(format, sourceOf(bytes), limits);
  if (header === undefined) throw new Error('it was not opened');
  return header;
}

/** The fault of a header, as `code: message`. */
function faultOf(format: WeightsFormat, bytes: Uint8Array, limits = DEFAULT_HEADER_LIMITS): string {
  try {
    read(format, bytes, limits);
  } catch (error) {
    if (error instanceof HeaderFault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

/** A safetensors file with one tensor. */
function one(rest: string): Buffer {
  return withSafetensorsHeader(`{"a":${rest}}`, Buffer.alloc(8));
}

const SHORT = { ...DEFAULT_HEADER_LIMITS, header: 1000, tensors: 3, text: 100 };

describe('GGUF', () => {
  test.each([2, 3])('version %i: values, lengths of lists, tensors with their types', (version) => {
    const header = read(
      'gguf',
      makeGguf({ version, values: LLAMA_VALUES, tensors: smallModel('Q4_K') }),
    );
    expect(header.values.get('general.architecture')).toBe('llama');
    expect(header.values.get('tokenizer.ggml.tokens')).toEqual({ length: 3 });
    expect(header.tensors[0]).toEqual({
      name: 'token_embd.weight',
      type: 'Q4_K',
      shape: [512, 256],
    });
    expect(header.tensors).toHaveLength(5);
    expect(header.tensorBytes).toBe(512 * 144 + 2 * 256 * 144 + 2 * 1024);
    expect(header.remarks).toEqual([]);
  });

  test('the other order of bytes', () => {
    const plan = { values: LLAMA_VALUES, tensors: smallModel('F16') };
    const [little, big] = [makeGguf(plan), makeGguf({ ...plan, bigEndian: true })];
    expect(big.equals(little)).toBe(false);
    expect(read('gguf', big)).toEqual(read('gguf', little));
  });

  test('data that is cut off, and data of two tensors in one place, are remarks', () => {
    const bytes = makeGguf({ tensors: smallModel('F16') });
    const cut = read('gguf', bytes.subarray(0, -1000)).remarks;
    expect(cut).toEqual([
      { code: 'tensor-outside', message: expect.stringContaining('"blk.1.attn_norm.weight"') },
    ]);
    const second = bytes.lastIndexOf('blk.1.attn_norm.weight') + 'blk.1.attn_norm.weight'.length;
    // Behind its name: dimensions, one dimension, type, and then its place.
    bytes.writeBigUInt64LE(0n, second + 4 + 8 + 4);
    expect(read('gguf', bytes).remarks).toEqual([
      { code: 'tensors-overlap', message: expect.stringContaining('overlapping') },
    ]);
  });

  test.each<[string, Buffer, string]>([
    ['no magic', Buffer.from('GGML0000'), 'header-invalid: it does not begin with GGUF'],
    ['an old version', makeGguf({ version: 1 }), 'header-invalid: version 1 of GGUF'],
    ['an empty file', Buffer.alloc(0), 'cut: the file ends at 0 bytes'],
    ['a cut header', makeGguf({ values: LLAMA_VALUES }).subarray(0, 120), 'cut: the file ends'],
    [
      'a count of 2^63',
      patch(makeGguf(), 8, 2n ** 63n),
      'header-invalid: the number of tensors is 9223372036854775808',
    ],
    ['more values than there are', patch(makeGguf(), 16, 10n ** 15n), 'cut:'],
    ['too many tensors', patch(makeGguf(), 8, 4n), 'header-too-large: 4 tensors are announced'],
    [
      'a text of a gigabyte',
      patch(makeGguf({ values: { key: 'value' } }), 24, 2n ** 30n),
      'header-too-large: a key has 1073741824 bytes',
    ],
    [
      'a key twice',
      makeGguf({ values: { ab: 1, ac: 2 } })
        .toString('latin1')
        .replace('ac', 'ab'),
      'header-invalid: the key "ab" appears twice',
    ].map((it, index) => (index === 1 ? Buffer.from(it, 'latin1') : it)) as [
      string,
      Buffer,
      string,
    ],
    [
      'nested lists',
      makeGguf({ values: { a: { list: [{ list: [{ list: [{ list: [{ list: [1] }] }] }] }] } } }),
      'header-invalid: lists are nested more than 4 deep',
    ],
    [
      'a list longer than the file',
      patch(makeGguf({ values: { a: { list: [1] } } }), 24 + 8 + 1 + 4 + 4, 2n ** 52n),
      'cut: ',
    ],
    [
      'a header over the limit',
      makeGguf({ values: { a: { list: Array.from({ length: 400 }, (_, index) => index) } } }),
      'header-too-large: the header has more than 1000 bytes',
    ],
  ])('%s', (_, bytes, fault) => {
    expect(faultOf('gguf', bytes, SHORT)).toContain(fault);
  });
});

/** Writes a number of 64 bits over what is there. */
function patch(bytes: Buffer, at: number, value: bigint): Buffer {
  bytes.writeBigUInt64LE(value, at);
  return bytes;
}

describe('safetensors', () => {
  test('tensors and metadata', () => {
    const tensors = [
      { name: 'a.weight', shape: [3, 4], type: 'F16' },
      { name: '__proto__', shape: [], type: 'F32' },
    ];
    const header = read('safetensors', makeSafetensors(tensors, { format: 'pt', 'a"\\é': 'ü' }));
    expect(header.tensors).toEqual([
      { name: 'a.weight', type: 'F16', shape: [3, 4] },
      { name: '__proto__', type: 'F32', shape: [] },
    ]);
    expect([...header.values]).toEqual([
      ['format', 'pt'],
      ['a"\\é', 'ü'],
    ]);
    expect(header.tensorBytes).toBe(28);
  });

  const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';

  test.each<[string, Buffer, string]>([
    ['a header of 2^63 bytes', patch(one(`{${good}}`), 0, 2n ** 63n), 'header-invalid: the length'],
    ['a header over the limit', patch(one(`{${good}}`), 0, 1001n), 'header-too-large: the header'],
    ['a header longer than the file', patch(one(`{${good}}`), 0, 900n), 'cut: the file ends'],
    ['no JSON', withSafetensorsHeader('[]'), 'header-invalid: the header has no `{`'],
    ['more than one value', withSafetensorsHeader('{}{}'), 'header-invalid: the header has no end'],
    ['a name twice', withSafetensorsHeader(`{"a":{${good}},"a":{${good}}}`), 'the key "a" appears'],
    ['an unknown key', one(`{${good},"code":1}`), 'has the unknown key "code"'],
    ['a nested list', one('{"shape":[[2]]}'), 'header-invalid: the header has no whole number'],
    ['a negative size', one('{"shape":[-2]}'), 'header-invalid: the header has no whole number'],
    ['an exponent', one('{"shape":[1e9]}'), 'header-invalid: the header has no whole number'],
    ['no place', one('{"dtype":"F32","shape":[2]}'), 'does not say where its data is'],
    [
      'a wrong size',
      one('{"dtype":"F16","shape":[2],"data_offsets":[0,8]}'),
      'do not fit its type',
    ],
    ['a place that goes back', one('{"dtype":"F32","shape":[],"data_offsets":[8,4]}'), 'where'],
    ['an open text', withSafetensorsHeader('{"a'), 'header-invalid: the header has no text'],
    [
      'too many',
      withSafetensorsHeader(`{${['a', 'b', 'c', 'd'].map((it) => `"${it}":{${good}}`)}}`),
      'header-too-large: it has more than 3',
    ],
  ])('%s', (_, bytes, fault) => {
    expect(faultOf('safetensors', bytes, SHORT)).toContain(fault);
  });

  test('overlapping and unknown types are remarks', () => {
    const text = `{"a":{${good}},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"c":{"dtype":"Z9","shape":[1],"data_offsets":[8,9]}}`;
    const { remarks } = read('safetensors', withSafetensorsHeader(text, Buffer.alloc(8)));
    expect(remarks.map(({ code }) => code)).toEqual([
      'tensor-outside',
      'tensors-overlap',
      'type-unknown',
    ]);
  });
});

describe('ONNX', () => {
  const tensors = [
    { name: 'w', shape: [300, 200], type: 'F32' },
    { name: 'b', shape: [200], type: 'F16' },
  ];

  test.each([true, false])('initializers, packed sizes: %s; their data is not read', (packed) => {
    const bytes = makeOnnx({ tensors, packed, metadata: { license: 'mit' } });
    const source = sourceOf(bytes);
    const header = readHeader('onnx', source, DEFAULT_HEADER_LIMITS);
    expect(header?.tensors.map(({ name, type, shape }) => [name, type, shape])).toEqual([
      ['w', 'F32', [300, 200]],
      ['b', 'F16', [200]],
    ]);
    expect(header?.values.get('license')).toBe('mit');
    expect(header?.tensorBytes).toBe(240_400);
    expect(source.most()).toBeLessThan(20_000);
  });

  test('data in another file', () => {
    expect(read('onnx', makeOnnx({ tensors, external: 'w.bin' })).external).toEqual(['w.bin']);
  });

  test.each<[string, Buffer, string]>([
    ['a text file', Buffer.from('hello world, how are you'), 'header-invalid'],
    ['an empty file', Buffer.alloc(0), 'header-invalid: it is not an ONNX model'],
    ['a cut file', makeOnnx({ tensors }).subarray(0, 5000), 'header-invalid: a field of'],
    ['a number without an end', Buffer.alloc(30, 0xff), 'header-invalid: a number has more'],
    [
      'too many initializers',
      makeOnnx({ tensors: [...tensors, ...tensors] }),
      'header-too-large: it has more than 3 initializers',
    ],
    [
      'a size of 2^63',
      Buffer.concat([protoField(1, 9), protoField(7, protoField(5, protoField(1, 2n ** 63n)))]),
      'header-invalid: a dimension is 9223372036854775808',
    ],
    [
      'a long text',
      Buffer.concat([protoField(1, 9), protoField(7, protoField(2, 'x'.repeat(101)))]),
      'header-too-large: a text has 101 bytes',
    ],
  ])('%s', (_, bytes, fault) => {
    expect(faultOf('onnx', bytes, SHORT)).toContain(fault);
  });
});

test('a checkpoint is never opened', () => {
  const source = {
    size: 10,
    read: () => {
      throw new Error('it was opened');
    },
  };
  expect(readHeader('pytorch', source, DEFAULT_HEADER_LIMITS)).toBeUndefined();
});

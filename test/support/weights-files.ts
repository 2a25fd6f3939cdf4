/** Makes files of weights byte by byte, as the public descriptions of their formats say. */

/** A value of a GGUF header: its type follows from its form. */
export type GgufValue =
  | string
  | number
  | boolean
  | bigint
  | { readonly f32: number }
  | { readonly list: readonly GgufValue[] };

export interface TensorPlan {
  readonly name: string;
  /** The outermost dimension first. */
  readonly shape: readonly number[];
  readonly type: string;
}

/** Elements of a block, bytes of a block, number in GGUF. */
const GGML: Readonly<Record<string, readonly [elements: number, bytes: number, id: number]>> = {
  F32: [1, 4, 0],
  F16: [1, 2, 1],
  Q4_0: [32, 18, 2],
  Q8_0: [32, 34, 8],
  Q4_K: [256, 144, 12],
  Q6_K: [256, 210, 14],
  BF16: [1, 2, 30],
};

function numberBytes(size: 1 | 4 | 8, value: number | bigint, isLittle = true): Buffer {
  const bytes = Buffer.alloc(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  if (size === 1) view.setUint8(0, Number(value));
  if (size === 4) view.setUint32(0, Number(value), isLittle);
  if (size === 8) view.setBigUint64(0, BigInt(value), isLittle);
  return bytes;
}

/** What a GGUF file is made of. */
export interface GgufPlan {
  readonly version?: number;
  readonly bigEndian?: boolean;
  readonly values?: Readonly<Record<string, GgufValue>>;
  readonly tensors?: readonly TensorPlan[];
  /** Leaves the data of the tensors out. */
  readonly withoutData?: boolean;
}

/** Makes a GGUF file. */
export function makeGguf(plan: GgufPlan = {}): Buffer {
  const { version = 3, bigEndian = false, values = {}, tensors = [] } = plan;
  const u32 = (value: number): Buffer => numberBytes(4, value, !bigEndian);
  const u64 = (value: number | bigint): Buffer => numberBytes(8, value, !bigEndian);
  const text = (value: string): Buffer =>
    Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
  const typed = (value: GgufValue): readonly [type: number, content: Buffer] => {
    if (typeof value === 'string') return [8, text(value)];
    if (typeof value === 'boolean') return [7, numberBytes(1, value ? 1 : 0)];
    if (typeof value === 'bigint') return [10, u64(value)];
    if (typeof value === 'number') return [4, u32(value)];
    if ('f32' in value) {
      const bytes = Buffer.alloc(4);
      new DataView(bytes.buffer, bytes.byteOffset).setFloat32(0, value.f32, !bigEndian);
      return [6, bytes];
    }
    const items = value.list.map(typed);
    const head = [u32(items[0]?.[0] ?? 8), u64(items.length)];
    return [9, Buffer.concat([...head, ...items.map(([, content]) => content)])];
  };
  let offset = 0;
  const infos = tensors.map(({ name, shape, type }) => {
    const [elements = 1, bytes = 1, id = 0] = GGML[type] ?? [];
    const info = [text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(id)];
    const at = offset;
    const size = (shape.reduce((a, b) => a * b, 1) / elements) * bytes;
    offset = Math.ceil((at + size) / 32) * 32;
    return Buffer.concat([...info, u64(at)]);
  });
  const pairs = Object.entries(values).map(([key, value]) => {
    const [type, content] = typed(value);
    return Buffer.concat([text(key), u32(type), content]);
  });
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(version),
    u64(tensors.length),
    u64(pairs.length),
    ...pairs,
    ...infos,
  ]);
  if (tensors.length === 0 || plan.withoutData === true) return head;
  const padding = Buffer.alloc(Math.ceil(head.length / 32) * 32 - head.length);
  return Buffer.concat([head, padding, Buffer.alloc(offset, 7)]);
}

/** Bytes of an element in safetensors. */
const ELEMENT: Readonly<Record<string, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U8: 1,
  I32: 4,
};

/** Makes a safetensors file. @param fill - the byte that its data is made of */
export function makeSafetensors(
  tensors: readonly TensorPlan[],
  metadata?: Readonly<Record<string, string>>,
  fill = 1,
): Buffer {
  let at = 0;
  const entries = tensors.map(({ name, shape, type }) => {
    const from = at;
    at += shape.reduce((a, b) => a * b, 1) * (ELEMENT[type] ?? 1);
    return [name, { dtype: type, shape, data_offsets: [from, at] }];
  });
  const header = {
    ...(metadata && { __metadata__: metadata }),
    ...Object.fromEntries(entries),
  };
  return withSafetensorsHeader(JSON.stringify(header), Buffer.alloc(at, fill));
}

/** Makes a safetensors file with any text as its header. */
export function withSafetensorsHeader(text: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.from(text);
  return Buffer.concat([numberBytes(8, header.length), header, data]);
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

/** A field of a message: a number, or content with a length. */
export function protoField(number: number, value: number | bigint | string | Uint8Array): Buffer {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Buffer.concat([varint(number * 8), varint(value)]);
  }
  const content = Buffer.from(value as Uint8Array);
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

const ONNX_TYPES: Readonly<Record<string, readonly [id: number, bytes: number]>> = {
  F32: [1, 4],
  I8: [3, 1],
  F16: [10, 2],
  I64: [7, 8],
};

/** What an ONNX file is made of. */
export interface OnnxPlan {
  readonly tensors?: readonly TensorPlan[];
  /** The file that holds the data. */
  readonly external?: string;
  readonly packed?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Makes an ONNX file with one node and its initializers. */
export function makeOnnx({
  tensors = [],
  external,
  packed = false,
  metadata = {},
}: OnnxPlan): Buffer {
  const pair = (key: string, value: string): Buffer =>
    Buffer.concat([protoField(1, key), protoField(2, value)]);
  const initializers = tensors.map(({ name, shape, type }) => {
    const [id = 1, bytes = 4] = ONNX_TYPES[type] ?? [];
    const size = shape.reduce((a, b) => a * b, 1) * bytes;
    const dimensions = packed
      ? [protoField(1, Buffer.concat(shape.map(varint)))]
      : shape.map((it) => protoField(1, it));
    const data =
      external === undefined
        ? [protoField(9, Buffer.alloc(size, 3))]
        : [protoField(13, pair('location', external)), protoField(14, 1)];
    return protoField(
      5,
      Buffer.concat([...dimensions, protoField(2, id), protoField(8, name), ...data]),
    );
  });
  const node = Buffer.concat([protoField(1, 'x'), protoField(2, 'y'), protoField(4, 'Gemm')]);
  const graph = Buffer.concat([protoField(1, node), protoField(2, 'main'), ...initializers]);
  return Buffer.concat([
    protoField(1, 9),
    protoField(2, 'a program'),
    protoField(7, graph),
    ...Object.entries(metadata).map(([key, value]) => protoField(14, pair(key, value))),
  ]);
}

/** The tensors of a small model of the usual form. */
export function smallModel(
  type: string,
  { width = 256, words = 512, layers = 2 } = {},
): TensorPlan[] {
  const blocks = Array.from({ length: layers }, (_, index) => [
    { name: `blk.${index}.attn_q.weight`, shape: [width, width], type },
    { name: `blk.${index}.attn_norm.weight`, shape: [width], type: 'F32' },
  ]).flat();
  return [{ name: 'token_embd.weight', shape: [words, width], type }, ...blocks];
}

/** The values of a GGUF header of a small llama. */
export const LLAMA_VALUES: Readonly<Record<string, GgufValue>> = {
  'general.architecture': 'llama',
  'general.name': 'Tiny Llama',
  'general.file_type': 15,
  'general.license': 'apache-2.0',
  'llama.context_length': 2048,
  'llama.embedding_length': 256,
  'llama.block_count': 2,
  'tokenizer.ggml.model': 'gpt2',
  'tokenizer.ggml.tokens': { list: ['a', 'b', 'c'] },
  'tokenizer.ggml.scores': { list: [{ f32: 1 }, { f32: 2 }, { f32: 3 }] },
  'tokenizer.chat_template': '{{ messages }}',
};

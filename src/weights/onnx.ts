/** Reads what an ONNX file says of itself and its initializers; their data is passed over. */
import type { WeightsTensor } from '../domain/model.js';
import { decodeUtf8, openCursor, toCount, type Cursor } from './cursor.js';
import {
  HeaderFault,
  countElements,
  type ByteSource,
  type Header,
  type HeaderLimits,
  type HeaderValue,
} from './header.js';
import { readVarint, walkMessage, type Field, type Steps } from './protobuf.js';

/** Name and bits of the types of tensors, by their numbers in the format. */
const TYPES: ReadonlyMap<number, readonly [name: string, bits: number]> = new Map([
  [1, ['F32', 32]],
  [2, ['U8', 8]],
  [3, ['I8', 8]],
  [4, ['U16', 16]],
  [5, ['I16', 16]],
  [6, ['I32', 32]],
  [7, ['I64', 64]],
  [8, ['STRING', 0]],
  [9, ['BOOL', 8]],
  [10, ['F16', 16]],
  [11, ['F64', 64]],
  [12, ['U32', 32]],
  [13, ['U64', 64]],
  [14, ['C64', 64]],
  [15, ['C128', 128]],
  [16, ['BF16', 16]],
  [17, ['F8_E4M3', 8]],
  [18, ['F8_E4M3', 8]],
  [19, ['F8_E5M2', 8]],
  [20, ['F8_E5M2', 8]],
  [21, ['U4', 4]],
  [22, ['I4', 4]],
  [23, ['F4', 4]],
]);

/** The numbers of fields. */
const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opset: 8, metadata: 14 };
const GRAPH = { name: 2, initializer: 5 };
const TENSOR = { dimensions: 1, type: 2, name: 8, external: 13 };
const [KEY, VALUE] = [1, 2];

/** How many names of other files are kept. */
const MAX_EXTERNAL = 64;

/** What reading a file works with. */
interface Reading {
  readonly cursor: Cursor;
  readonly limits: HeaderLimits;
  readonly steps: Steps;
  readonly values: Map<string, HeaderValue>;
  readonly tensors: WeightsTensor[];
  readonly external: Set<string>;
}

/** Reads a file. @throws HeaderFault if it is not one, is cut or breaks a limit */
export function readOnnx(source: ByteSource, limits: HeaderLimits): Header {
  const cursor = openCursor(source, { end: source.size, budget: limits.header });
  const reading: Reading = {
    cursor,
    limits,
    steps: { left: limits.fields },
    values: new Map(),
    tensors: [],
    external: new Set(),
  };
  let hasGraph = false;
  walkMessage(cursor, source.size, reading.steps, (field) => {
    if (field.number === MODEL.graph && field.end !== undefined) {
      hasGraph = true;
      readGraph(reading, field.end);
    } else readModelField(reading, field);
  });
  if (!hasGraph || !reading.values.has('ir_version')) {
    throw new HeaderFault('header-invalid', 'it is not an ONNX model: it has no version or graph');
  }
  const unknown = reading.tensors.filter(({ type }) => type.startsWith('type '));
  return {
    values: reading.values,
    tensors: reading.tensors,
    tensorBytes: reading.tensors.reduce((sum, it) => sum + measure(it), 0),
    external: [...reading.external],
    remarks:
      unknown.length === 0
        ? []
        : [{ code: 'type-unknown', message: `${unknown.length} tensors are of an unknown type` }],
  };
}

function readModelField(reading: Reading, { number, value, end }: Field): void {
  if (number === MODEL.irVersion && value !== undefined) reading.values.set('ir_version', value);
  if (end === undefined) return;
  if (number === MODEL.producer) reading.values.set('producer_name', readText(reading, end));
  if (number === MODEL.producerVersion)
    reading.values.set('producer_version', readText(reading, end));
  if (number === MODEL.metadata) {
    const [key, text] = readPair(reading, end);
    reading.values.set(key, text);
  }
}

function readGraph(reading: Reading, end: number): void {
  walkMessage(reading.cursor, end, reading.steps, (field) => {
    if (field.end === undefined) return;
    if (field.number === GRAPH.name) reading.values.set('graph_name', readText(reading, field.end));
    if (field.number !== GRAPH.initializer) return;
    if (reading.tensors.length >= reading.limits.tensors) {
      const message = `it has more than ${reading.limits.tensors} initializers`;
      throw new HeaderFault('header-too-large', message);
    }
    reading.tensors.push(readTensor(reading, field.end));
  });
}

function readTensor(reading: Reading, end: number): WeightsTensor {
  const { cursor, steps, limits } = reading;
  const shape: number[] = [];
  let [name, type] = ['', 0];
  const addDimension = (value: bigint): void => {
    if (shape.length >= limits.dimensions) {
      const message = `a tensor has more than ${limits.dimensions} dimensions`;
      throw new HeaderFault('header-invalid', message);
    }
    shape.push(toCount(value, 'a dimension'));
  };
  walkMessage(cursor, end, steps, (field) => {
    if (field.value !== undefined) {
      if (field.number === TENSOR.dimensions) addDimension(field.value);
      if (field.number === TENSOR.type) type = toCount(field.value, 'the type of a tensor');
      return;
    }
    if (field.end === undefined) return;
    if (field.number === TENSOR.name) name = readText(reading, field.end);
    if (field.number === TENSOR.external) noteExternal(reading, field.end);
    if (field.number === TENSOR.dimensions) {
      while (cursor.position() < field.end) addDimension(readVarint(cursor));
    }
  });
  countElements(shape, name);
  return { name, type: TYPES.get(type)?.[0] ?? `type ${type}`, shape };
}

/** The bytes of a tensor; a text has a length of its own, which is not counted. */
function measure({ name, type, shape }: WeightsTensor): number {
  const [, bits = 0] = [...TYPES.values()].find(([it]) => it === type) ?? [];
  return Math.ceil((countElements(shape, name) * bits) / 8);
}

/** The file of a tensor whose data is elsewhere. */
function noteExternal(reading: Reading, end: number): void {
  const [key, text] = readPair(reading, end);
  if (key === 'location' && reading.external.size < MAX_EXTERNAL) reading.external.add(text);
}

function readPair(reading: Reading, end: number): readonly [key: string, value: string] {
  let [key, value] = ['', ''];
  walkMessage(reading.cursor, end, reading.steps, (field) => {
    if (field.end === undefined) return;
    if (field.number === KEY) key = readText(reading, field.end);
    if (field.number === VALUE) value = readText(reading, field.end);
  });
  return [key, value];
}

function readText({ cursor, limits }: Reading, end: number): string {
  const length = end - cursor.position();
  if (length <= limits.text) return decodeUtf8(cursor.bytes(length), 'a text');
  const message = `a text has ${length} bytes; at most ${limits.text} are read`;
  throw new HeaderFault('header-too-large', message);
}

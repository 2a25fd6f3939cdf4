/** Reads the header of a GGUF file, versions 2 and 3. */
import type { WeightsTensor } from '../domain/model.js';
import { decodeUtf8, openCursor, type Cursor } from './cursor.js';
import { measureType } from './ggml-types.js';
import {
  HeaderFault,
  MAX_TENSOR_NAME,
  checkExtents,
  countElements,
  type ByteSource,
  type Extent,
  type Header,
  type HeaderLimits,
  type HeaderRemark,
  type HeaderValue,
  nameSome,
} from './header.js';

const MAGIC = 'GGUF';
const ALIGNMENT = 'general.alignment';
const DEFAULT_ALIGNMENT = 32;

/** Reads a header. @throws HeaderFault if it is not one, is cut or breaks a limit */
export function readGguf(source: ByteSource, limits: HeaderLimits): Header {
  const end = Math.min(source.size, limits.header);
  const cursor = openCursor(source, { end, budget: limits.header });
  readVersion(cursor);
  const tensorCount = cursor.count('the number of tensors');
  const valueCount = cursor.count('the number of values');
  if (tensorCount > limits.tensors) {
    const message = `${tensorCount} tensors are announced; at most ${limits.tensors} are read`;
    throw new HeaderFault('header-too-large', message);
  }
  const values = readValues(cursor, valueCount, limits);
  const infos = Array.from({ length: tensorCount }, () => readTensor(cursor, limits));
  return describe(infos, { values, source, position: cursor.position() });
}

function readVersion(cursor: Cursor): void {
  const magic = String.fromCharCode(...cursor.bytes(4));
  if (magic !== MAGIC) throw new HeaderFault('header-invalid', 'it does not begin with GGUF');
  const version = cursor.u32();
  // Of a file for machines of the other byte order, the small number is in the upper half.
  const isBig = (version & 0xffff) === 0 && version !== 0;
  const number = isBig ? version >>> 24 : version;
  if (number !== 2 && number !== 3) {
    throw new HeaderFault('header-invalid', `version ${version} of GGUF is not known; 2 and 3 are`);
  }
  cursor.setLittleEndian(!isBig);
}

function readValues(
  cursor: Cursor,
  count: number,
  limits: HeaderLimits,
): ReadonlyMap<string, HeaderValue> {
  const values = new Map<string, HeaderValue>();
  for (let index = 0; index < count; index += 1) {
    const key = readText(cursor, limits.text, 'a key');
    if (values.has(key)) {
      throw new HeaderFault('header-invalid', `the key ${nameSome([key])} appears twice`);
    }
    const value = readValue(cursor, cursor.u32(), limits);
    values.set(key, value);
  }
  return values;
}

function readText(cursor: Cursor, most: number, what: string): string {
  const length = cursor.count(`the length of ${what}`);
  if (length > most) {
    const message = `${what} has ${length} bytes; at most ${most} are read`;
    throw new HeaderFault('header-too-large', message);
  }
  return decodeUtf8(cursor.bytes(length), what);
}

/** The types of values: the sizes of numbers, and the two that have a length of their own. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);
const [BOOLEAN, TEXT, LIST] = [7, 8, 9];

function readValue(cursor: Cursor, type: number, limits: HeaderLimits): HeaderValue {
  if (type === TEXT) return readText(cursor, limits.text, 'a value');
  if (type === LIST) return { length: passList(cursor, limits, 1) };
  if (type === BOOLEAN) return cursor.byte() !== 0;
  if (type === 6) return cursor.float(4);
  if (type === 12) return cursor.float(8);
  return readInteger(cursor, type);
}

function readInteger(cursor: Cursor, type: number): number | bigint {
  switch (type) {
    case 0:
      return cursor.byte();
    case 1:
      return (cursor.byte() << 24) >> 24;
    case 4:
      return cursor.u32();
    case 5:
      return cursor.u32() | 0;
    case 10:
      return cursor.u64();
    case 11:
      return BigInt.asIntN(64, cursor.u64());
    case 2:
    case 3:
      return readShort(cursor, type === 3);
    default:
      throw new HeaderFault('header-invalid', `a value has the unknown type ${type}`);
  }
}

/** No key of the usual ones has such a number, so its order of bytes is that of most machines. */
function readShort(cursor: Cursor, isSigned: boolean): number {
  const [low = 0, high = 0] = cursor.bytes(2);
  const number = low + (high << 8);
  return isSigned ? (number << 16) >> 16 : number;
}

/** Passes over a list. @returns how many items it has */
function passList(cursor: Cursor, limits: HeaderLimits, depth: number): number {
  if (depth > limits.depth) {
    throw new HeaderFault('header-invalid', `lists are nested more than ${limits.depth} deep`);
  }
  const type = cursor.u32();
  const length = cursor.count('the length of a list');
  const size = SIZES.get(type);
  if (size !== undefined) {
    cursor.skip(length * size);
    return length;
  }
  if (type !== TEXT && type !== LIST) {
    throw new HeaderFault('header-invalid', `a list has items of the unknown type ${type}`);
  }
  for (let index = 0; index < length; index += 1) {
    if (type === LIST) passList(cursor, limits, depth + 1);
    else cursor.skip(cursor.count('the length of a text'));
  }
  return length;
}

/** What the header says of a tensor. */
interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly offset: number;
}

function readTensor(cursor: Cursor, limits: HeaderLimits): TensorInfo {
  const name = readText(cursor, MAX_TENSOR_NAME, 'the name of a tensor');
  const dimensions = cursor.u32();
  if (dimensions > limits.dimensions) {
    const message = `the tensor ${nameSome([name])} has ${dimensions} dimensions; at most ${limits.dimensions} are read`;
    throw new HeaderFault('header-invalid', message);
  }
  const sizes = Array.from({ length: dimensions }, () => cursor.count('a dimension'));
  // The format has the innermost dimension first.
  return {
    name,
    shape: sizes.toReversed(),
    type: cursor.u32(),
    offset: cursor.count('the place of a tensor'),
  };
}

function describe(
  infos: readonly TensorInfo[],
  place: {
    readonly values: ReadonlyMap<string, HeaderValue>;
    readonly source: ByteSource;
    readonly position: number;
  },
): Header {
  const { values, source, position } = place;
  const names = new Set(infos.map(({ name }) => name));
  if (names.size < infos.length) {
    throw new HeaderFault('header-invalid', 'two tensors have the same name');
  }
  const alignment = findAlignment(values);
  const start = infos.length === 0 ? position : Math.ceil(position / alignment) * alignment;
  const measured = infos.map((it) => measure(it, start));
  const tensorBytes = measured.reduce((sum, { extent }) => sum + extent.to - extent.from, 0);
  return {
    values,
    tensors: measured.map(({ tensor }) => tensor),
    tensorBytes,
    external: [],
    remarks: [
      ...checkExtents(
        measured.map(({ extent }) => extent),
        source.size,
      ),
      ...reportUnknown(measured.filter(({ isKnown }) => !isKnown).map(({ tensor }) => tensor)),
    ],
  };
}

function findAlignment(values: ReadonlyMap<string, HeaderValue>): number {
  const given = values.get(ALIGNMENT);
  if (given === undefined) return DEFAULT_ALIGNMENT;
  if (typeof given === 'number' && given >= 1 && given <= 65_536) return given;
  throw new HeaderFault('header-invalid', `${ALIGNMENT} has to be a number from 1 to 65536`);
}

interface MeasuredTensor {
  readonly tensor: WeightsTensor;
  readonly extent: Extent;
  readonly isKnown: boolean;
}

function measure({ name, shape, type, offset }: TensorInfo, start: number): MeasuredTensor {
  const measured = measureType(type, countElements(shape, name));
  const from = start + offset;
  return {
    tensor: { name, type: measured?.name ?? `type ${type}`, shape },
    extent: { name, from, to: from + (measured?.bytes ?? 0) },
    isKnown: measured !== undefined,
  };
}

function reportUnknown(tensors: readonly WeightsTensor[]): HeaderRemark[] {
  if (tensors.length === 0) return [];
  const types = [...new Set(tensors.map(({ type }) => type))].slice(0, 3).join(', ');
  return [
    { code: 'type-unknown', message: `${tensors.length} tensors are of an unknown type: ${types}` },
  ];
}

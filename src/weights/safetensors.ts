/** Reads the header of a safetensors file. */
import { openCursor } from './cursor.js';
import {
  HeaderFault,
  checkExtents,
  countElements,
  type ByteSource,
  type Extent,
  type Header,
  type HeaderLimits,
  type HeaderRemark,
} from './header.js';
import { scanHeader, type ScannedTensor } from './safetensors-scan.js';

/** Bits of an element. */
const BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};

/** Before the header: its length. */
const PREFIX = 8;

/** Reads a header. @throws HeaderFault if it is not one, is cut or breaks a limit */
export function readSafetensors(source: ByteSource, limits: HeaderLimits): Header {
  const bounds = { end: source.size, budget: limits.header + PREFIX };
  const cursor = openCursor(source, bounds);
  const length = cursor.count('the length of the header');
  if (length > limits.header) {
    const message = `the header has ${length} bytes; at most ${limits.header} are read`;
    throw new HeaderFault('header-too-large', message);
  }
  const { metadata, tensors } = scanHeader(cursor.bytes(length), limits);
  const start = PREFIX + length;
  return {
    values: metadata,
    tensors: tensors.map(({ name, type, shape }) => ({ name, type, shape })),
    tensorBytes: tensors.reduce((sum, { from, to }) => sum + to - from, 0),
    external: [],
    remarks: [
      ...checkExtents(
        tensors.map(({ name, from, to }): Extent => ({ name, from: start + from, to: start + to })),
        source.size,
      ),
      ...checkSizes(tensors),
    ],
  };
}

/** The place of a tensor's data says how large it is, and so do its type and shape. */
function checkSizes(tensors: readonly ScannedTensor[]): HeaderRemark[] {
  const unknown = tensors.filter(({ type }) => !Object.hasOwn(BITS, type));
  for (const { name, type, shape, from, to } of tensors) {
    const elements = countElements(shape, name);
    const bits = Object.hasOwn(BITS, type) ? BITS[type] : undefined;
    if (bits === undefined || Math.ceil((elements * bits) / 8) === to - from) continue;
    const message = `the tensor ${JSON.stringify(name.slice(0, 80))} has ${to - from} bytes, which do not fit its type and shape`;
    throw new HeaderFault('header-invalid', message);
  }
  const types = [...new Set(unknown.map(({ type }) => type))].slice(0, 3).join(', ');
  return unknown.length === 0
    ? []
    : [
        {
          code: 'type-unknown',
          message: `${unknown.length} tensors are of an unknown type: ${types}`,
        },
      ];
}

/** What the readers of the formats have in common. */
import { truncate } from '../domain/lists.js';
import type { WeightsTensor } from '../domain/model.js';

/** A file whose bytes are read where they are needed. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** Returns bytes of the file; fewer if it ends before. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** How much of a header is read. */
export interface HeaderLimits {
  /** Bytes of a header; those of data that is passed over do not count. */
  readonly header: number;
  /** Tensors of a file. */
  readonly tensors: number;
  /** Bytes of a text that is kept. */
  readonly text: number;
  /** How deeply lists may be nested. */
  readonly depth: number;
  /** Dimensions of a tensor. */
  readonly dimensions: number;
  /** Fields of an ONNX file. */
  readonly fields: number;
}

/** The limits that the settings have by default. */
export const DEFAULT_HEADER_LIMITS: HeaderLimits = {
  header: 25_000_000,
  tensors: 100_000,
  text: 1_048_576,
  depth: 4,
  dimensions: 32,
  fields: 1_000_000,
};

/** Why a header is refused. */
export type FaultCode = 'cut' | 'header-too-large' | 'header-invalid';

/** A header that is not what its format says. */
export class HeaderFault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message);
    this.name = 'HeaderFault';
    this.code = code;
  }
}

/** Something that is wrong with a file that can be read nevertheless. */
export interface HeaderRemark {
  readonly code: 'tensors-overlap' | 'tensor-outside' | 'type-unknown';
  readonly message: string;
}

/** A value of a header; only the length of a list is kept. */
export type HeaderValue = string | number | bigint | boolean | { readonly length: number };

/** What the header of a file says. */
export interface Header {
  /** By key; the keys are those of the format. */
  readonly values: ReadonlyMap<string, HeaderValue>;
  readonly tensors: readonly WeightsTensor[];
  /** The bytes of all tensors, wherever they are. */
  readonly tensorBytes: number;
  /** The names of other files that hold some of the tensors. */
  readonly external: readonly string[];
  readonly remarks: readonly HeaderRemark[];
}

/** The place of a tensor's data. */
export interface Extent {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The number of tensors that a remark names. */
const NAMED = 3;

/** The longest name of a tensor, in bytes. The schema of weights allows no longer one. */
export const MAX_TENSOR_NAME = 4096;

/** Checks the names of tensors. @throws HeaderFault */
export function checkNames(tensors: readonly WeightsTensor[]): void {
  const long = tensors.find(({ name }) => Buffer.byteLength(name) > MAX_TENSOR_NAME);
  if (long === undefined) return;
  const message = `the name ${nameSome([long.name])} of a tensor has more than ${MAX_TENSOR_NAME} bytes`;
  throw new HeaderFault('header-too-large', message);
}

/** Finds data that is outside of its file, or is that of two tensors. */
export function checkExtents(extents: readonly Extent[], size: number): HeaderRemark[] {
  const outside = extents.filter(({ to }) => to > size);
  const sorted = extents.filter(({ from, to }) => to > from).toSorted((a, b) => a.from - b.from);
  let end = 0;
  const overlapping = sorted.filter(({ from, to }) => {
    const overlaps = from < end;
    end = Math.max(end, to);
    return overlaps;
  });
  return [
    ...remark('tensor-outside', outside, `outside of the file, which has ${size} bytes`),
    ...remark('tensors-overlap', overlapping, 'overlapping with that of another tensor'),
  ];
}

function remark(
  code: HeaderRemark['code'],
  found: readonly Extent[],
  what: string,
): HeaderRemark[] {
  if (found.length === 0) return [];
  return [{ code, message: `the data of ${nameSome(found.map(({ name }) => name))} is ${what}` }];
}

/** Names the first of several, however long and strange their names are. */
export function nameSome(names: readonly string[]): string {
  // What is escaped is up to six times as long.
  const shown = names.slice(0, NAMED).map((it) => truncate(JSON.stringify(it.slice(0, 80)), 120));
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** The number of elements of a tensor. @throws HeaderFault if it is more than a number can count */
export function countElements(shape: readonly number[], name: string): number {
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  if (Number.isSafeInteger(count)) return count;
  const shown = JSON.stringify(name.slice(0, 80));
  throw new HeaderFault('header-invalid', `the tensor ${shown} has more elements than can be`);
}

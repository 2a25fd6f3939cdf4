/** Walks through a message of protocol buffers field by field, and passes over what nobody asks for. */
import { toCount, type Cursor } from './cursor.js';
import { HeaderFault } from './header.js';

/** A field of a message. */
export interface Field {
  readonly number: number;
  /** Its value if it is a number of variable length. */
  readonly value: bigint | undefined;
  /** Where its content ends, before which the cursor stands; undefined unless it has a length. */
  readonly end: number | undefined;
}

/** The wire types. */
const [VARINT, FIXED_64, LENGTH, FIXED_32] = [0, 1, 2, 5];

/** Counts the fields that were walked over. */
export interface Steps {
  left: number;
}

/** Reads a number of variable length. */
export function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.byte();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new HeaderFault('header-invalid', 'a number has more than 64 bits');
}

/**
 * Walks through a message.
 *
 * @param end - where it ends
 * @param visit - may read the content of a field; what it leaves is passed over
 * @throws HeaderFault if it is not a message, or has more fields than there are steps
 */
export function walkMessage(
  cursor: Cursor,
  end: number,
  steps: Steps,
  visit: (field: Field) => void,
): void {
  while (cursor.position() < end) {
    steps.left -= 1;
    if (steps.left < 0) {
      throw new HeaderFault('header-too-large', 'it has more fields than are read');
    }
    const field = readField(cursor, end);
    visit(field);
    if (field.end !== undefined) passRest(cursor, field.end);
  }
  if (cursor.position() > end) {
    throw new HeaderFault('header-invalid', 'a message is longer than the one that it is in');
  }
}

function passRest(cursor: Cursor, end: number): void {
  if (cursor.position() > end) {
    throw new HeaderFault('header-invalid', 'the content of a field is longer than the field');
  }
  cursor.skip(end - cursor.position());
}

function readField(cursor: Cursor, end: number): Field {
  const key = toCount(readVarint(cursor), 'the number of a field');
  const [number, wire] = [Math.floor(key / 8), key % 8];
  if (number === 0) throw new HeaderFault('header-invalid', 'a field has the number 0');
  if (wire === VARINT) return { number, value: readVarint(cursor), end: undefined };
  const length = readLength(cursor, wire);
  const at = cursor.position();
  if (length > end - at) {
    const message = `a field of ${length} bytes is longer than the message that it is in`;
    throw new HeaderFault('header-invalid', message);
  }
  return { number, value: undefined, end: at + length };
}

function readLength(cursor: Cursor, wire: number): number {
  if (wire === LENGTH) return toCount(readVarint(cursor), 'the length of a field');
  if (wire === FIXED_64) return 8;
  if (wire === FIXED_32) return 4;
  throw new HeaderFault('header-invalid', `a field is of the unknown wire type ${wire}`);
}

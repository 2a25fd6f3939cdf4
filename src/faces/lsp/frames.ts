/**
 * Guards the messages of a client: what is cut, too large or no message is answered with an error and left
 * out, so that it never ends the server.
 */
import { Transform, type TransformCallback } from 'node:stream';
import { ErrorCodes, type Message } from 'vscode-languageserver/node';

/** Why a message was left out, as JSON-RPC has it. */
export interface FrameFault {
  readonly code: number;
  readonly message: string;
}

/** The largest message that is read, and the longest header, in bytes. */
const [MAX_FRAME, MAX_HEADER] = [64 * 1024 * 1024, 8192];
const HEADER_END = Buffer.from('\r\n\r\n');
/** What a client that is gone would have said. */
const EXIT = '{"jsonrpc":"2.0","method":"exit"}';

/**
 * Passes on whole messages, and the end of the input as the notification `exit`. If the input ends before
 * anything came, it emits `nothing` instead.
 */
export function guardFrames(onFault: (fault: FrameFault) => void): Transform {
  let isEmpty = true;
  let chunks: Buffer[] = [];
  let size = 0;
  /** The bytes of a message that is too large, of which so many are still to come. */
  let skipped = 0;
  /** The bytes that the message at the start takes, once its header was read. */
  let wanted: number | undefined;

  const refuse = (message: string): void => onFault({ code: ErrorCodes.ParseError, message });
  const joined = (): Buffer => {
    const all = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
    chunks = [all];
    return all;
  };
  const drop = (count: number): Buffer => {
    const all = joined();
    const taken = all.subarray(0, count);
    chunks = [all.subarray(count)];
    size = all.length - taken.length;
    return taken;
  };
  /** Drops what is no header, up to what looks like the next one. */
  const resynchronise = (message: string): void => {
    refuse(message);
    const next = joined().indexOf('Content-Length:', 1, 'latin1');
    drop(next === -1 ? size : next);
  };
  /** Takes what is there of the header at the start; false if more must come first. */
  const readHeader = (): boolean => {
    const all = joined();
    const end = all.indexOf(HEADER_END);
    if (end === -1 && size <= MAX_HEADER) return false;
    const header = all.subarray(0, end === -1 ? MAX_HEADER : end).toString('latin1');
    const length = /^content-length:[ \t]*([0-9]{1,15})[ \t]*$/im.exec(header)?.[1];
    if (end === -1 || end > MAX_HEADER || length === undefined || !/^content-/i.test(header)) {
      resynchronise('a message needs a header with Content-Length');
      return size > 0;
    }
    const total = end + HEADER_END.length + Number(length);
    if (Number(length) > MAX_FRAME) {
      refuse(`a message has ${length} bytes; the limit is ${MAX_FRAME} bytes`);
      skipped = total;
    } else {
      wanted = total;
    }
    return true;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      isEmpty = false;
      chunks.push(chunk);
      size += chunk.length;
      for (;;) {
        if (skipped > 0) {
          skipped -= drop(skipped).length;
          if (skipped > 0) break;
        }
        if (wanted === undefined) {
          if (size === 0 || !readHeader()) break;
        } else {
          if (size < wanted) break;
          this.push(drop(wanted));
          wanted = undefined;
        }
      }
      done();
    },
    flush(done: TransformCallback) {
      if (isEmpty) this.emit('nothing');
      else this.push(`Content-Length: ${EXIT.length}\r\n\r\n${EXIT}`);
      done();
    },
  });
}

/** A message that means nothing: `$/` notifications that a server does not know are ignored. */
const IGNORED: Message & { readonly method: string } = { jsonrpc: '2.0', method: '$/ignored' };

/** Reads the JSON of a message; what is none is answered with an error and ignored. */
export function decodeMessage(bytes: Uint8Array, onFault: (fault: FrameFault) => void): Message {
  try {
    const message: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (isMessage(message)) return message;
    onFault({ code: ErrorCodes.InvalidRequest, message: 'this is no message of JSON-RPC 2.0' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onFault({ code: ErrorCodes.ParseError, message: `a message is not JSON: ${reason}` });
  }
  return IGNORED;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { method, id, jsonrpc }: { method?: unknown; id?: unknown; jsonrpc?: unknown } = value;
  if (jsonrpc !== '2.0') return false;
  return typeof method === 'string' || typeof id === 'string' || typeof id === 'number';
}

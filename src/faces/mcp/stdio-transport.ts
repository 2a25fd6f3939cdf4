/**
 * Carries messages over standard input and output, a line each. A line that is damaged or too long is
 * answered with an error, and the next one is read.
 */
import {
  deserializeMessage,
  INVALID_REQUEST,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  isJSONRPCErrorResponse,
  PARSE_ERROR,
  serializeMessage,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';

/** The streams of a process. */
export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly write: (text: string) => unknown;
}

/** What bounds a transport. */
export interface Limits {
  /** The longest line that is read, in bytes. */
  readonly line: number;
  /** How long what was asked before the end of the input may take, in milliseconds. */
  readonly grace: number;
}

const NEWLINE = 0x0a;

/** Cuts bytes into lines; of one that is too long, only that it was. */
class LineReader {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the lines that a chunk completes; undefined stands for one that is too long. */
  push(chunk: Uint8Array): (string | undefined)[] {
    const lines: (string | undefined)[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      lines.push(this.#finish());
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
    return lines;
  }

  #keep(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > this.#limit) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #finish(): string | undefined {
    const isTooLong = this.#size > this.#limit;
    const text = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    return isTooLong ? undefined : text.replace(/\r$/, '');
  }
}

/** @returns a transport that closes when the input ends and what was asked is answered */
export function createStdioTransport({ input, write }: Streams, limits: Limits): Transport {
  const lines = new LineReader(limits.line);
  const open = new Set<RequestId>();
  let isEnding = false;
  let isClosed = false;

  const fail = (code: number, message: string): void => {
    write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
  };
  const receive = (line: string | undefined): void => {
    if (line === undefined) {
      return fail(INVALID_REQUEST, `a message is longer than ${limits.line} bytes`);
    }
    if (line.trim() === '') return;
    let message: JSONRPCMessage;
    try {
      message = deserializeMessage(line);
    } catch (error) {
      const isJson = !(error instanceof SyntaxError);
      return isJson
        ? fail(INVALID_REQUEST, 'a line is no message of JSON-RPC 2.0')
        : fail(PARSE_ERROR, 'a line is not JSON');
    }
    if (isJSONRPCRequest(message)) open.add(message.id);
    transport.onmessage?.(message);
  };
  const onData = (chunk: Uint8Array | string): void => {
    for (const line of lines.push(Buffer.from(chunk))) receive(line);
  };
  const onEnd = (): void => {
    isEnding = true;
    if (open.size === 0) void transport.close();
    else setTimeout(() => void transport.close(), limits.grace).unref();
  };
  const transport: Transport = {
    start: async () => {
      input.on('data', onData);
      input.once('end', onEnd);
      input.once('close', onEnd);
      input.once('error', onEnd);
    },
    send: async (message) => {
      if (isClosed) return;
      write(serializeMessage(message));
      const isAnswer = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
      if (isAnswer && message.id !== undefined) open.delete(message.id);
      if (isEnding && open.size === 0) await transport.close();
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      input.off('data', onData);
      input.pause();
      transport.onclose?.();
    },
  };
  return transport;
}

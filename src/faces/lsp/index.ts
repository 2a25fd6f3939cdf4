/** The language server: what an editor asks over standard input and output, as functions of documents. */
import { once } from 'node:events';
import {
  createConnection,
  LSPErrorCodes,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Message,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { decodeMessage, guardFrames, type FrameFault } from './frames.js';
import type { ServerInput } from './server.js';
import { startSession } from './session.js';

/** Answers a request that its client took back before its turn came, as each key typed does. */
const CANCELLED: Readonly<ResponseMessage> = {
  jsonrpc: '2.0',
  id: null,
  error: { code: LSPErrorCodes.RequestCancelled, message: 'the request was cancelled' },
};

/**
 * Serves an editor. The process ends when the editor says so, closes the input or is gone: with 0 after
 * the request `shutdown`, with 1 without it.
 *
 * @returns 0 if there was no editor: the input ended before anything came
 */
export async function serve(given: ServerInput): Promise<number> {
  const { input, output, signal } = given;
  const writer = new StreamMessageWriter(output);
  const onFault = ({ code, message }: FrameFault): void => {
    const answer: Message & { id: null; error: FrameFault } = {
      jsonrpc: '2.0',
      id: null,
      error: { code, message },
    };
    writer.write(answer).catch(() => {});
  };
  const guard = guardFrames(onFault);
  const reader = new StreamMessageReader(guard, {
    contentTypeDecoder: {
      name: 'application/json',
      decode: async (bytes) => decodeMessage(bytes, onFault),
    },
  });
  const connection = createConnection(ProposedFeatures.all, reader, writer, {
    connectionStrategy: { cancelUndispatched: () => ({ ...CANCELLED }) },
  });
  startSession(connection, given);
  connection.listen();
  input.pipe(guard);
  const end = (): void => {
    input.unpipe(guard);
    guard.end();
  };
  input.once('error', end);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  // Otherwise, the connection ends the process.
  await once(guard, 'nothing');
  return 0;
}

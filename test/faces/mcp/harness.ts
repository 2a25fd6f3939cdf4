/** Clients of the official SDK, of both eras, and servers in this process. */
import { Client, InMemoryTransport, type ClientCapabilities } from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from '../../../src/faces/mcp/server.js';
import {
  createService,
  type Service,
  type ServiceOptions,
} from '../../../src/faces/mcp/service.js';
import type { StepOptions } from '../../../src/domain/options.js';
import type { Bench } from '../../operations/harness.js';

/** The current specification, and the one before it. */
export const ERAS = ['2026-07-28', '2025-11-25'] as const;
export type Era = (typeof ERAS)[number];

/** A client that speaks one specification. */
export function createClient(era: Era, capabilities: ClientCapabilities = {}): Client {
  return new Client(
    { name: 'test', version: '1.0.0' },
    { capabilities, ...(era === ERAS[0] && { versionNegotiation: { mode: { pin: era } } }) },
  );
}

/** A service on the registry of a bench. */
export function serviceOf(
  bench: Bench,
  {
    options,
    ...given
  }: Partial<Omit<ServiceOptions, 'options'>> & { options?: Partial<StepOptions> } = {},
): Service {
  const place = bench.place(options);
  return createService({
    options: place.options,
    env: place.env,
    version: '1.0.0',
    maxTokens: 4000,
    compat: false,
    toolsets: [],
    readOnly: false,
    allowDestructive: false,
    ...given,
  });
}

/** A result of a tool, as a test looks at it. */
export interface Told {
  readonly isError: boolean;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
}

export interface Connected {
  readonly client: Client;
  readonly call: (name: string, given?: Record<string, unknown>) => Promise<Told>;
  readonly close: () => Promise<void>;
}

/** Calls a tool of a client. */
export async function callWith(
  client: Client,
  name: string,
  given: Record<string, unknown> = {},
): Promise<Told> {
  const result = await client.callTool({ name, arguments: given });
  const [first] = result.content;
  const text = first?.type === 'text' ? first.text : '';
  return { isError: result.isError === true, text, data: result.structuredContent };
}

/** Connects a client to a server in this process. */
export async function connect(
  service: Service,
  era: Era = ERAS[0],
  client: Client = createClient(era),
): Promise<Connected> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(() => createServer(service), { transport: far });
  await client.connect(near);
  return {
    client,
    call: (name, given) => callWith(client, name, given),
    close: async () => {
      await client.close();
      await handle.close();
    },
  };
}

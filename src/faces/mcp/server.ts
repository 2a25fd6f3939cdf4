/** A server of the Model Context Protocol for one client, of the current specification or the one before. */
import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type CallToolResult,
  type Tool as ToolListed,
} from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import { describeError } from './answer.js';
import { callTool } from './call-tool.js';
import { callCompatTool, listCompatTools } from './compat.js';
import { listPrompts, writePrompt } from './prompts.js';
import { listResources, listTemplates, readResource, suggestReferences } from './resources.js';
import type { Service } from './service.js';
import { showInput } from './tools.js';

/** Instructions for the client's model, sent before it calls a tool. */
const INSTRUCTIONS =
  'A registry of Active Inference models written in GNN (Generalized Notation Notation). ' +
  'Find models with search (T-maze actions:3), look at one with get, check a text with check before register writes and registers it. ' +
  'A reference is id, id@1.2.0, id@^1, id@TAG or id@ALIAS. ' +
  'Answers are cut to max_tokens: left_out names what is missing, next_cursor leads to the next page.';

/** Creates a server; every connection, or request over HTTP, has its own. */
export function createServer(service: Service): Server {
  const server = new Server(
    { name: 'gnn-registry', title: 'GNN model registry', version: service.version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: INSTRUCTIONS,
    },
  );
  const tools = listed(service);
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', async ({ params }, request) => {
    const { name, arguments: given = {} } = params;
    const { signal } = request.mcpReq;
    const compat = await callCompatTool(service, name, given, signal);
    if (compat !== undefined) return compat;
    const tool = service.tools.get(name);
    if (tool === undefined) throw describeUnknown(name, service);
    const capabilities = server.getClientCapabilities();
    const result = await callTool(service, tool, given, { request, capabilities });
    return isComplete(result)
      ? server.projectCallToolResult(result, { ...tool.outline, required: [] })
      : result;
  });
  serveResources(server, service);
  server.setRequestHandler('prompts/list', () => ({ prompts: listPrompts() }));
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq }) =>
    inProtocol(service, () =>
      writePrompt(service, params.name, params.arguments ?? {}, mcpReq.signal),
    ),
  );
  return server;
}

function serveResources(server: Server, service: Service): void {
  server.setRequestHandler('resources/list', ({ params }, { mcpReq }) =>
    inProtocol(service, () => listResources(service, params?.cursor, mcpReq.signal)),
  );
  server.setRequestHandler('resources/templates/list', listTemplates);
  server.setRequestHandler('resources/read', ({ params }, { mcpReq }) =>
    inProtocol(service, () => readResource(service, params.uri, mcpReq.signal)),
  );
  server.setRequestHandler('completion/complete', ({ params }, { mcpReq }) =>
    inProtocol(service, () => suggestReferences(service, params.argument.value, mcpReq.signal)),
  );
}

function isComplete(result: object): result is CallToolResult {
  return 'content' in result;
}

/** The tools as clients see them. */
function listed(service: Service): ToolListed[] {
  const own = Array.from(
    service.tools.values(),
    ({ name, description, input, outline, annotations }): ToolListed => ({
      name,
      description,
      inputSchema: showInput(input),
      // Of a long answer, any key may be left out.
      outputSchema: { ...outline, required: [] },
      annotations,
    }),
  );
  return service.compat ? [...own, ...listCompatTools(service)] : own;
}

function describeUnknown(name: string, { tools }: Service): ProtocolError {
  const known = [...tools.keys()];
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `there is no tool ${JSON.stringify(name.slice(0, 100))}${didYouMean(name, known)}; there are ${known.join(', ')}`,
  );
}

/** What is no tool answers with errors of the protocol. */
async function inProtocol<T>({ word }: Service, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, describeError(error, word));
  }
}

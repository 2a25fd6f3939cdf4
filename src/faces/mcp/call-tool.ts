/** Calls a tool: its arguments become the input of an operation, and what that answers is cut to size. */
import type {
  CallToolResult,
  ClientCapabilities,
  InputRequiredResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import type { Wording } from '../../domain/wording.js';
import { cutAnswer, describeAside, toAnswer, toFailure, toResult, type Page } from './answer.js';
import { readArguments, type Arguments } from './arguments.js';
import { AnswerNeeded, createConfirm, Declined } from './confirmation.js';
import { readCursor } from '../../operations/pages.js';
import { executeFor } from '../../operations/resident.js';
import type { Service } from './service.js';
import type { Tool } from './tool.js';
import { DEFAULT_INPUTS } from './toolsets.js';

/** What is known of the call, and of who calls. */
export interface ToolContext {
  readonly request: Pick<ServerContext, 'mcpReq'>;
  readonly capabilities: ClientCapabilities | undefined;
}

/** Calls a tool. An error becomes a result that says so; only a cancelled call throws. */
export async function callTool(
  service: Service,
  tool: Tool,
  given: unknown,
  context: ToolContext,
): Promise<CallToolResult | InputRequiredResult> {
  const { signal } = context.request.mcpReq;
  try {
    return await answerCall(service, tool, given, context);
  } catch (error) {
    if (error instanceof AnswerNeeded) return error.result;
    signal.throwIfAborted();
    const told = error instanceof Declined ? describeDeclined() : error;
    return toFailure(told, service.word);
  }
}

function describeDeclined(): RegistryError {
  return new RegistryError(
    'interrupted',
    'the person declined, and nothing was changed',
    'Ask the person what to do instead.',
  );
}

async function answerCall(
  service: Service,
  tool: Tool,
  given: unknown,
  { request, capabilities }: ToolContext,
): Promise<CallToolResult> {
  const { env, word, allowDestructive } = service;
  const read = readArguments(tool, given, env.cwd);
  const page = openPage(tool, read);
  const notices: Wording[] = [];
  const done = await executeFor(service, tool.operation, completeInput(tool, read, page), {
    signal: request.mcpReq.signal,
    asksAlways: true,
    confirm: createConfirm(request, { allowDestructive, capabilities }),
    onNotice: (notice) => notices.push(notice),
  });
  const aside = describeAside(done, notices, word);
  return toResult(cutAnswer(toAnswer(done.data), page, read.maxTokens ?? service.maxTokens, aside));
}

/** How many items a page has, unless a call says so. */
const PAGE_SIZE = 20;

/** Lists whose `limit` is the size of a page: they need not be made to their end. */
const LIMITED: readonly string[] = ['list', 'search', 'version list'];

function openPage(
  { operation, operationName }: Tool,
  { input, cursor }: Arguments,
): Page | undefined {
  if (operation.list === undefined) return undefined;
  const start = readCursor(cursor, input);
  const { limit } = input;
  const isSize = LIMITED.includes(operationName) && typeof limit === 'number';
  return { list: operation.list, start, size: isSize ? limit : PAGE_SIZE, call: input };
}

function completeInput(
  { operationName }: Tool,
  { input }: Arguments,
  page: Page | undefined,
): object {
  const isLimited = page !== undefined && LIMITED.includes(operationName);
  return {
    ...DEFAULT_INPUTS[operationName],
    ...input,
    ...(isLimited && { limit: page.start.offset + page.size }),
  };
}

/** The tools of the field's own server, by its names and with its answers. */
import type { CallToolResult, Tool as ToolListed } from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import type { Entry } from '../../domain/model.js';
import { OPERATIONS } from '../../operations/table.js';
import { openAt } from '../../operations/workplace.js';
import { describeError } from './answer.js';
import { readArguments } from './arguments.js';
import { bound, toCharacters } from './bounds.js';
import { executeFor, openPlace } from '../../operations/resident.js';
import type { Service } from './service.js';
import { createTool } from './tools.js';

/** One of its tools. */
interface CompatTool {
  readonly description: string;
  /** Its only argument, beside the path of the registry. */
  readonly argument?: readonly [name: string, description: string];
  readonly isReadOnly: boolean;
  readonly answer: (service: Service, value: string, signal: AbortSignal) => Promise<unknown>;
}

const PREFIX = 'model_registry.';

const TOOLS: Readonly<Record<string, CompatTool>> = {
  register_model: {
    description: 'Register a spec.',
    argument: ['model_path', 'path of the spec'],
    isReadOnly: false,
    answer: async (service, file, signal) => {
      const { input } = readArguments(REGISTER, { file }, service.env.cwd);
      const { data } = await executeFor(service, OPERATIONS.register, input, { signal });
      const [first] = await readEntries(service, idsIn(data, 'models'), signal);
      return { ...first, status: 'success' };
    },
  },
  get_model: {
    description: 'Show a model.',
    argument: ['model_id', 'id of the model'],
    isReadOnly: true,
    answer: async (service, id, signal) => {
      const { state } = await openAt(openPlace(service, { signal }));
      const entry = state.models.get(id);
      if (entry === undefined || entry.status === 'deleted') {
        throw new RegistryError('model-unknown', `there is no model ${JSON.stringify(id)}`, '');
      }
      return { ...describeEntry(entry), ...describeMore(entry), status: 'success' };
    },
  },
  search_models: {
    description: 'Find models by words.',
    argument: ['query', 'text to search for'],
    isReadOnly: true,
    answer: async (service, query, signal) => {
      const { data } = await executeFor(service, OPERATIONS.search, { query }, { signal });
      return readEntries(service, idsIn(data, 'hits'), signal);
    },
  },
  list_models: {
    description: 'List the models.',
    isReadOnly: true,
    answer: async (service, _, signal) => {
      const { state } = await openAt(openPlace(service, { signal }), true);
      return readEntries(service, [...state.models.keys()], signal);
    },
  },
};

const REGISTER = createTool('register', OPERATIONS.register);

function idsIn(data: unknown, key: string): string[] {
  const list = isObject(data) ? Object.entries(data).find(([name]) => name === key)?.[1] : [];
  return Array.isArray(list) ? list.map((it: { model_id: string }) => it.model_id) : [];
}

async function readEntries(
  service: Service,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<object[]> {
  const { state } = await openAt(openPlace(service, { signal }), true);
  const entries = ids.flatMap((id) => state.models.get(id) ?? []);
  return entries.filter(({ status }) => status !== 'deleted').map(describeEntry);
}

function describeEntry(entry: Entry): object {
  return {
    model_id: entry.model_id,
    model_name: entry.name,
    description: entry.description,
    current_version: entry.version,
    status: entry.status,
    tags: entry.tags,
  };
}

function describeMore({ status, created_at, updated_at, versions, metadata }: Entry): object {
  return {
    lifecycle: status,
    created_at,
    updated_at,
    versions: Object.keys(versions),
    metadata,
  };
}

/** Lists them as a client sees them. */
export function listCompatTools({ readOnly }: Pick<Service, 'readOnly'>): ToolListed[] {
  return Object.entries(TOOLS)
    .filter(([, { isReadOnly }]) => isReadOnly || !readOnly)
    .map(([name, { description, argument, isReadOnly }]) => ({
      name: `${PREFIX}${name}`,
      description,
      inputSchema: {
        type: 'object',
        properties: {
          ...(argument && { [argument[0]]: { type: 'string', description: argument[1] } }),
          registry_path: { type: 'string', description: 'the registry of this server' },
        },
        ...(argument && { required: [argument[0]] }),
      },
      annotations: { readOnlyHint: isReadOnly, openWorldHint: false },
    }));
}

/** Calls one of them; undefined if there is none of this name. */
export async function callCompatTool(
  service: Service,
  name: string,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<CallToolResult | undefined> {
  if (!service.compat || !listCompatTools(service).some((it) => it.name === name)) return undefined;
  const tool = TOOLS[name.slice(PREFIX.length)];
  if (tool === undefined) return undefined;
  try {
    const value = given[tool.argument?.[0] ?? ''] ?? '';
    if (tool.argument !== undefined && (typeof value !== 'string' || value === '')) {
      throw new RegistryError(
        'usage',
        `${tool.argument[0]} is missing`,
        `Give the ${tool.argument[1]}.`,
      );
    }
    return toResult(await tool.answer(service, String(value), signal), service);
  } catch (error) {
    signal.throwIfAborted();
    const failed = { status: 'error', error: describeError(error, service.word) };
    return { ...toResult(failed, service), isError: true };
  }
}

/** Its answers are texts; one that is too long is cut, as all are. */
function toResult(answer: unknown, { maxTokens }: Service): CallToolResult {
  const { value, leftOut } = bound(answer, toCharacters(maxTokens));
  const text = JSON.stringify(value);
  const told = leftOut.length === 0 ? [] : [`left out: ${JSON.stringify(leftOut)}`];
  return { content: [text, ...told].map((it) => ({ type: 'text', text: it })) };
}

/** Makes tools from the table of operations. Pure. */
import type { JSONObject, Tool as ToolListed, ToolAnnotations } from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { isObject, own } from '../../domain/json.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Operation } from '../../operations/operation.js';
import type { Property } from '../../operations/schema.js';
import { OPERATIONS, type Operations } from '../../operations/table.js';
import { OUTLINES } from './generated/outlines.js';
import type { Outline, Tool, ToolInput } from './tool.js';
import { DEFAULT_TOOLS, LEFT_OUT, listToolsets, toToolName, toToolset } from './toolsets.js';

/** Which tools a client is offered. */
export interface Offer {
  /** Beside the usual ones: names of toolsets, or `all`. */
  readonly toolsets: readonly string[];
  readonly readOnly: boolean;
  readonly allowDestructive: boolean;
}

const ALL = 'all';

/**
 * Lists the tools of an offer, by name, in the order of the table.
 *
 * @throws RegistryError `usage` for a toolset that there is not
 */
export function listTools(
  { toolsets, readOnly, allowDestructive }: Offer,
  operations: Operations = OPERATIONS,
): ReadonlyMap<string, Tool> {
  const known = [...listToolsets(operations), ALL];
  const unknown = toolsets.find((it) => !known.includes(it));
  if (unknown !== undefined) throw describeUnknown(unknown, known);
  const usual: readonly string[] = DEFAULT_TOOLS;
  const isOffered = (name: string, operation: Operation): boolean =>
    !Object.hasOwn(LEFT_OUT, name) &&
    (usual.includes(name) || toolsets.includes(ALL) || toolsets.includes(toToolset(operation))) &&
    (!readOnly || operation.kind === 'query') &&
    (allowDestructive || !isDestructive(operation));
  return new Map(
    Object.entries(operations)
      .filter(([name, operation]) => isOffered(name, operation))
      .map(([name, operation]) => createTool(name, operation))
      .map((tool) => [tool.name, tool]),
  );
}

function describeUnknown(name: string, known: readonly string[]): RegistryError {
  return new RegistryError(
    'usage',
    `there is no toolset ${JSON.stringify(name)}${didYouMean(name, known)}`,
    `Name one of ${known.join(', ')}.`,
  );
}

/** An operation as a tool. */
export function createTool(name: string, operation: Operation): Tool {
  const { summary } = operation;
  return {
    name: toToolName(name),
    operationName: name,
    operation,
    description: `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`.replace(/\?\.$/, '?'),
    input: createInput(operation),
    outline: own<Outline>(OUTLINES, name) ?? { type: 'object' },
    annotations: annotate(operation),
  };
}

/** Whether it destroys something, or replaces what the registry says. */
function isDestructive({ kind, replaces }: Operation): boolean {
  return kind === 'destroy' || replaces === true;
}

/** What a tool does, as far as its row in the table says it. */
function annotate(operation: Operation): ToolAnnotations {
  const { kind, http } = operation;
  const readOnlyHint = kind === 'query';
  return {
    readOnlyHint,
    ...(!readOnlyHint && {
      destructiveHint: isDestructive(operation),
      idempotentHint: /^(?:PUT|DELETE) /.test(http),
    }),
    openWorldHint: false,
  };
}

/** Options of a run that are those of the server, or say how a program ends. */
const OF_THE_SERVER = [
  'target_dir',
  'recursive',
  'jobs',
  'rehash',
  'fail_on',
  'exit_zero_on_findings',
];

const MAX_TOKENS: Property = {
  type: 'integer',
  minimum: 100,
  maximum: 200_000,
  description: 'most tokens of the answer',
};
const CURSOR: Property = {
  type: 'string',
  minLength: 1,
  maxLength: 1024,
  description: 'next_cursor of the page before',
};

/** The inputs of an operation, with those that bound its answer. */
function createInput({ input, list }: Operation): ToolInput {
  const { properties, required, dependentRequired } = input;
  const kept = Object.entries(properties).filter(([key]) => !OF_THE_SERVER.includes(key));
  return {
    properties: {
      ...Object.fromEntries(kept),
      ...(list !== undefined && { cursor: CURSOR }),
      max_tokens: MAX_TOKENS,
    },
    required,
    ...(dependentRequired && { dependentRequired }),
  };
}

/** Keywords of an input that a client needs; the server checks the others, too. */
const SHOWN = ['type', 'enum', 'description', 'items', 'additionalProperties', 'default'];

/** The schema of a tool's input, as clients see it. */
export function showInput({ properties, required }: ToolInput): ToolListed['inputSchema'] {
  const shown = Object.entries(properties).map(([key, property]) => [key, showProperty(property)]);
  return {
    type: 'object',
    properties: Object.fromEntries(shown),
    ...(required.length > 0 && { required: [...required] }),
    additionalProperties: false,
  };
}

function showProperty(schema: object): JSONObject {
  const shown = Object.entries(schema)
    .filter(([keyword]) => SHOWN.includes(keyword))
    .map(([keyword, value]) => [keyword, isObject(value) ? showProperty(value) : value]);
  return Object.fromEntries(shown);
}

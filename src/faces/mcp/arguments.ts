/** Makes the input of an operation of what a client gave. */
import { RegistryError } from '../../domain/errors.js';
import { isObject, own } from '../../domain/json.js';
import { truncate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import { option, wording } from '../../domain/wording.js';
import { findInputFault } from '../../operations/check-input.js';
import { findPathOutside } from '../../operations/path-inputs.js';
import { isNullable } from '../../operations/schema.js';
import type { Tool, ToolInput } from './tool.js';

/** The arguments of a call, checked. */
export interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly cursor: string | undefined;
  readonly maxTokens: number | undefined;
}

/**
 * Reads the arguments of a call. Null is the same as nothing where nothing can be removed, since many
 * clients give null for what they leave out.
 *
 * @param workspace - the folder that no path may leave; absolute
 * @throws RegistryError `usage`, or `value-refused` where the operation lists it; `file-refused` for a path
 *   that leads out of the workspace
 */
export function readArguments(tool: Tool, given: unknown, workspace: string): Arguments {
  const { input: schema, operation } = tool;
  const present = Object.entries(isObject(given) ? given : {}).filter(
    ([key, value]) =>
      value !== undefined && (value !== null || isNullable(own(schema.properties, key))),
  );
  const all: Record<string, unknown> = Object.fromEntries(present);
  const fault = findInputFault(schema, all);
  if (fault !== undefined) {
    const { place, problem, isValue } = fault;
    const isRefused = isValue && operation.errors.includes('value-refused');
    const keys = Object.keys(schema.properties);
    const near = Object.hasOwn(schema.properties, place) ? '' : didYouMean(place, keys);
    throw new RegistryError(
      isRefused ? 'value-refused' : 'usage',
      wording`${option(place)} ${problem}${near}`,
      `\`${tool.name}\` takes ${keys.join(', ')}${describeRequired(schema.required)}.`,
    );
  }
  assertInside(schema.properties, all, workspace);
  const { cursor, max_tokens: maxTokens, ...input } = all;
  return {
    input,
    cursor: typeof cursor === 'string' ? cursor : undefined,
    maxTokens: typeof maxTokens === 'number' ? maxTokens : undefined,
  };
}

function describeRequired(required: readonly string[]): string {
  return required.length === 0 ? '' : `, and needs ${required.join(' and ')}`;
}

/** Refuses a path that leads out of a workspace. @throws RegistryError `file-refused` */
function assertInside(
  properties: ToolInput['properties'],
  input: Readonly<Record<string, unknown>>,
  workspace: string,
): void {
  const outside = findPathOutside(properties, input, workspace);
  if (outside === undefined) return;
  throw new RegistryError(
    'file-refused',
    wording`${option(outside.key)} leads out of the workspace: ${JSON.stringify(truncate(outside.path, 200))}`,
    `Name a path in ${workspace}; a person can start the server with another \`--workspace\`.`,
  );
}

/** Makes the input of an operation of what a client gave. */
import { resolve } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { isObject, own } from '../../domain/json.js';
import { truncate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import { STANDARD_STREAM } from '../../domain/paths.js';
import { option, wording } from '../../domain/wording.js';
import { isInside } from '../../files/inside.js';
import { findInputFault } from '../../operations/check-input.js';
import { isNullable, type Property } from '../../operations/schema.js';
import type { Tool } from './tool.js';

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
  for (const [key, value] of present)
    assertInside(key, value, own(schema.properties, key), workspace);
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

function assertInside(
  key: string,
  value: unknown,
  property: Property | undefined,
  workspace: string,
): void {
  if (property?.['x-path'] !== true) return;
  for (const path of Array.isArray(value) ? value : [value]) assertPathInside(key, path, workspace);
}

/** Refuses a path that leads out of a workspace. @throws RegistryError `file-refused` */
function assertPathInside(key: string, path: unknown, workspace: string): void {
  if (typeof path !== 'string' || path === STANDARD_STREAM) return;
  if (isInside(workspace, resolve(workspace, path))) return;
  throw new RegistryError(
    'file-refused',
    wording`${option(key)} leads out of the workspace: ${JSON.stringify(truncate(path, 200))}`,
    `Name a path in ${workspace}; a person can start the server with another \`--workspace\`.`,
  );
}

/** Holds the paths of inputs inside a workspace, for faces whose callers are elsewhere. */
import { resolve } from 'node:path';
import { own } from '../domain/json.js';
import { STANDARD_STREAM } from '../domain/paths.js';
import { isInside } from '../files/inside.js';
import type { Property } from './schema.js';

/** An input that names a path, and the path. */
export interface PathInput {
  readonly key: string;
  readonly path: string;
}

/**
 * Finds the first path of an input that leads out of a workspace, whatever links there are.
 *
 * @param workspace - the folder that no path may leave; absolute
 */
export function findPathOutside(
  properties: Readonly<Record<string, Property>>,
  input: Readonly<Record<string, unknown>>,
  workspace: string,
): PathInput | undefined {
  return listPaths(properties, input).find(
    ({ path }) => path !== STANDARD_STREAM && !isInside(workspace, resolve(workspace, path)),
  );
}

function listPaths(
  properties: Readonly<Record<string, Property>>,
  input: Readonly<Record<string, unknown>>,
): PathInput[] {
  return Object.entries(input).flatMap(([key, value]) =>
    own(properties, key)?.['x-path'] === true
      ? [value].flat().flatMap((path) => (typeof path === 'string' ? [{ key, path }] : []))
      : [],
  );
}

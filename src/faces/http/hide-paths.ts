/** Keeps the paths of the machine out of answers. Pure. */
import { resolve } from 'node:path';
import type { StepOptions } from '../../domain/options.js';

/** Returns a text without paths of the machine. */
export type HidePaths = (text: string) => string;

/**
 * @param cwd - the folder of the service: what is below it is named relative to it
 * @returns a function for texts, also in JSON; folders elsewhere keep their purpose as a name
 */
export function createHidePaths(
  cwd: string,
  { outputDir, targetDir, registryPath }: StepOptions,
): HidePaths {
  const named: [path: string, name: string][] = [
    [resolve(cwd, outputDir), '<output>'],
    [resolve(cwd, targetDir), '<specs>'],
  ];
  if (registryPath !== null) named.push([resolve(cwd, registryPath), '<registry>']);
  const outside = named.filter(([path]) => path !== cwd && !path.startsWith(`${cwd}/`));
  const known = [...outside, [cwd, ''] as const]
    .flatMap(([path, name]) => [
      [`${quote(path)}/`, name === '' ? '' : `${name}/`] as const,
      [quote(path), name === '' ? '.' : name] as const,
    ])
    .toSorted(([one], [other]) => other.length - one.length);
  return (text) =>
    known.reduce(
      (hidden, [path, name]) =>
        hidden.includes(path) ? hidden.replaceAll(path, () => name) : hidden,
      text,
    );
}

/** A path as it is within a text of JSON. */
function quote(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}

/**
 * The names of the generations: `<n>.registry`, and not `.json`, since programs that collect each JSON file
 * must find one registry. In format 1.0.0 it was `<n>.json`; those are read, and get a present name.
 */
import { lstatSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { linkFile, removeQuietly, syncFolder } from '../../files/atomic.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import type { Layout } from './layout.js';
import { HIGHEST_GENERATION } from './marks.js';

const NAME = /^([1-9]\d{0,15})\.(?:registry|json)$/;
const OLD_NAME = /^([1-9]\d{0,15})\.json$/;
/** The file in the folder that a generation is where there are no hard links. */
export const INNER_FILE = 'registry';
const OLD_INNER_FILE = 'registry.json';

/** The numbers of the generations among some names, highest first. */
export function findGenerations(names: readonly string[]): number[] {
  const found = new Set(names.map((name) => numberOf(name)));
  return [...found].filter((it) => it !== undefined).toSorted((a, b) => b - a);
}

function numberOf(name: string): number | undefined {
  const generation = Number(NAME.exec(name)?.[1] ?? Infinity);
  return generation <= HIGHEST_GENERATION ? generation : undefined;
}

/** Whether a name is that of a generation. */
export function isGenerationName(name: string): boolean {
  return numberOf(name) !== undefined;
}

/**
 * Gives generations of format 1.0.0 their present names. Each always has one of both, so its number stays
 * taken; a writer that gets the new one meanwhile finds that the old one is there, and starts over.
 */
export function moveOldNames(layout: Layout): void {
  const numbers = listNames(layout.generations)
    .map((name) => Number(OLD_NAME.exec(name)?.[1] ?? Infinity))
    .filter((generation) => generation <= HIGHEST_GENERATION);
  if (numbers.length === 0) return;
  const moved = numbers.filter((generation) => takeNewName(layout, generation));
  try {
    syncFolder(layout.generations);
    for (const generation of moved) removeQuietly(oldPathOf(layout, generation));
  } catch {
    // The next commit does it.
  }
}

/** @returns whether a file has both names */
function takeNewName(layout: Layout, generation: number): boolean {
  const [old, path] = [oldPathOf(layout, generation), newPathOf(layout, generation)];
  try {
    if (!lstatSync(old).isDirectory()) return linkFile(old, path);
    if (lstatIfPresent(path) === undefined) renameSync(old, path);
  } catch {
    // Another writer moved or removed it; or it keeps its name, by which it is found as well.
  }
  return false;
}

/** The path of a generation: that of format 1.0.0 if only that exists. */
export function pathOfGeneration(layout: Layout, generation: number): string {
  const [path, old] = [newPathOf(layout, generation), oldPathOf(layout, generation)];
  return lstatIfPresent(path) === undefined && lstatIfPresent(old) !== undefined ? old : path;
}

/** The file of a generation at a path. */
export function fileIn(path: string): string {
  if (lstatIfPresent(path)?.isDirectory() !== true) return path;
  const old = join(path, OLD_INNER_FILE);
  return lstatIfPresent(old) === undefined ? join(path, INNER_FILE) : old;
}

/** The path of a generation that is written now. */
export function newPathOf(layout: Layout, generation: number): string {
  return join(layout.generations, `${generation}.registry`);
}

/** The path that it had in format 1.0.0. */
export function oldPathOf(layout: Layout, generation: number): string {
  return join(layout.generations, `${generation}.json`);
}

/**
 * The marks beside the generations: empty files whose names say which state was in view, and which purge is
 * unfinished.
 *
 * - `<n>.published`: generation n was in view, and none below it can be published any more.
 * - `<n>.replaced-<checksum>`: a state with this checksum was put in view in the place of generation n,
 *   which is therefore kept for longer, and this was told.
 * - `<n>.purging`: generation n deletes something for good, and what earlier states and files have of it is
 *   not removed yet.
 *
 * A mark that is lost, as a power loss or a full disk may do, is no loss: the highest generation is then
 * the registry, as if its publication had been cut short; and `gc` finds what was not removed.
 */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { removeQuietly } from '../../files/names.js';
import { createFile, findPermissions } from '../../files/permissions.js';
import type { Layout } from './layout.js';

/**
 * The highest number that is believed: no registry has that many changes. A higher one is of another
 * program; counted on from it, numbers would end, and later changes would not be found.
 */
export const HIGHEST_GENERATION = 2 ** 32;

/** What the marks of a registry say. */
export interface Marks {
  /** The highest generation that is known to have been in view; 0 if none is. */
  readonly published: number;
  readonly replaced: readonly Replaced[];
  /** Generations that deleted something for good, and may not have removed all of it. */
  readonly purging: readonly number[];
}

/** A generation in whose place another state was put. */
export interface Replaced {
  readonly generation: number;
  /** The first digits of the checksum of that state. */
  readonly by: string;
}

const MARK = /^(0|[1-9]\d{0,15})\.(?:published|(purging)|replaced-([0-9a-f]{32}))$/;

/** Reads the marks among the names beside the generations. */
export function readMarks(names: readonly string[]): Marks {
  let published = 0;
  const replaced: Replaced[] = [];
  const purging: number[] = [];
  for (const name of names) {
    const generation = generationOfMark(name);
    if (generation === undefined) continue;
    const [, , isPurging, by] = MARK.exec(name) ?? [];
    if (isPurging !== undefined) purging.push(generation);
    else if (by === undefined) published = Math.max(published, generation);
    else replaced.push({ generation, by });
  }
  return { published, replaced, purging };
}

/** Returns the generation that a name marks; undefined if it is no mark, or of a number not believed. */
export function generationOfMark(name: string): number | undefined {
  const generation = Number(MARK.exec(name)?.[1] ?? Infinity);
  return generation <= HIGHEST_GENERATION ? generation : undefined;
}

/** Whether a name is that of a mark. */
export function isMark(name: string): boolean {
  return MARK.test(name);
}

/** The name of the mark of a generation that was in view. */
export function publishedMark(generation: number): string {
  return `${generation}.published`;
}

/** The name of the mark of a generation that deletes something for good. */
export function purgingMark(generation: number): string {
  return `${generation}.purging`;
}

/** The name of the mark of a generation in whose place a state was put. @param checksum - of that state */
export function replacedMark(generation: number, checksum: string): string {
  return `${generation}.replaced-${digitsOf(checksum)}`;
}

/** Whether a state is the one that took the place of a generation. @param checksum - of that state */
export function isReplacedBy({ by }: Replaced, checksum: string): boolean {
  return by === digitsOf(checksum);
}

function digitsOf(checksum: string): string {
  return checksum.replace('sha256:', '').slice(0, 32);
}

/** Sets a mark. What it marks is done without it, so a failure is none. */
export function setMark({ generations }: Layout, name: string): void {
  const path = join(generations, name);
  try {
    closeSync(createFile(path, findPermissions(path)));
  } catch {
    // It is there already, or cannot be set.
  }
}

/** Removes a mark; one that stays is looked at again. */
export function removeMark({ generations }: Layout, name: string): void {
  removeQuietly(join(generations, name));
}

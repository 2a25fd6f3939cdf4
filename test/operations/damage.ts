/** Damage to the files of a registry, and what a verification says of it. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Verification } from '../../src/index.js';
import { acceptBreaks } from '../../src/operations/maintenance/accept-breaks.js';
import { STEP } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';

const LOG = 'audit_log.jsonl';

/** What belongs to whoever keeps the output in git, the marks, which are empty, and the notes that only a late run makes. */
const WITHOUT_CONTENT = /^\.git(?:ignore|attributes)$|\.published$|^(?:last-run|read-specs)$/;

/** Every file but what was kept aside; the log last, for a new generation mends it. */
export async function filesOfOutput(bench: Bench): Promise<string[]> {
  const root = join(bench.cwd, STEP);
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  return all
    .filter((it) => it.isFile() && !/\.(?:corrupt|edited|aside)-/.test(it.name))
    .filter((it) => !WITHOUT_CONTENT.test(it.name))
    .map((it) => relative(root, join(it.parentPath, it.name)))
    .toSorted((a, b) => Number(a === LOG) - Number(b === LOG));
}

export function flip(bytes: Buffer, share: number, bits = 4): Buffer {
  const flipped = Buffer.from(bytes);
  const place = Math.floor(bytes.length * share);
  flipped[place] = (flipped[place] ?? 0) ^ bits;
  return flipped;
}

/** Nobody else has these bytes. */
export const LOST = /^(?:summary|archive)/;

/** `kind path` of every finding, with a `+` where it can be mended. */
export function kinds({ steps }: Verification): string[] {
  return steps.flatMap(({ findings }) =>
    findings.map((it) => `${it.mendable ? '+' : ''}${it.kind} ${it.path ?? it.model_id ?? ''}`),
  );
}

/**
 * Accepts the breaks of the log that a repair left, since no repair may hide them.
 *
 * @returns the other findings
 */
export async function acceptLogBreaks(bench: Bench, left: readonly string[]): Promise<string[]> {
  const others = left.filter((it) => !it.startsWith('audit-break '));
  if (others.length < left.length) await acceptBreaks(bench.place(), 'it was a fault');
  return others;
}

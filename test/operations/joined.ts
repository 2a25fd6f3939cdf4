/** A registry after a merge: the bytes of several versions in one file, as git joins them. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftDifferences } from '../../src/audit/draft.js';
import { hashedSource } from '../../src/domain/archive-names.js';
import { joinArchives } from '../../src/domain/joined-archives.js';
import type { Entry } from '../../src/domain/model.js';
import { withEntries } from '../../src/domain/models.js';
import { commitOperation } from '../../src/operations/workplace.js';
import { STEP } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';

/**
 * Joins the bytes of two versions of `agent` in the file of the first, and lets them be named by their hash.
 *
 * @returns the entry then
 */
export async function joinVersions(bench: Bench, numbers: [string, string]): Promise<Entry> {
  const at = (path: string): string => join(bench.cwd, STEP, path);
  const known = await bench.entry('agent');
  const [shared = '', other = ''] = numbers.map((it) => known.versions[it]?.source ?? '');
  const hashed = numbers.flatMap((it) => {
    const version = known.versions[it];
    const hash = version?.hash ?? null;
    if (version === undefined || hash === null) throw new Error(it);
    return { ...version, source: hashedSource(shared, hash) };
  });
  const versions = Object.fromEntries(hashed.map((it) => [it.version, it]));
  const entry = { ...known, versions: { ...known.versions, ...versions } };
  await commitOperation(bench.place(), async (state) => {
    const models = withEntries(state.models, [entry]);
    const drafts = draftDifferences(state.models, models, { action: 'merge' });
    return { state: { ...state, models }, changed: true, written: [], drafts, result: undefined };
  });
  const [one, two] = await Promise.all(hashed.map(({ source }) => readFile(at(source))));
  for (const path of [...hashed.map(({ source }) => source), other]) await rm(at(path));
  if (one !== undefined && two !== undefined) await writeFile(at(shared), joinArchives(one, two));
  return entry;
}

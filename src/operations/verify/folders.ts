/** What stands in the output and nothing refers to; the summary is looked at by the way. */
import { basename, dirname, posix } from 'node:path';
import { otherPath } from '../../domain/packed.js';
import type { Layout } from '../../store/file/layout.js';
import { isBelow, metadataPath, modelFolder, resolveBelow } from '../../store/file/layout.js';
import { markName, otherRegistries } from '../../store/file/shared-output.js';
import { hasName } from '../../store/file/metadata.js';
import { searchIndexPath } from '../../store/file/search-index.js';
import { readSummary } from '../../store/file/summary.js';
import { sweepOutput } from '../../store/file/registry.js';
import type { FoundName } from '../../store/file/inspect-output.js';
import { listFolder } from '../../store/file/inspect-output.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
import type { Checked, Inspection, Step } from './step.js';

export const folders: Step = {
  name: 'folders',
  check,
  mend: async (inspection) => {
    const { findings } = await check(inspection);
    const left = findings.filter((it) => it.kind === 'leftover' && it.mendable);
    if (left.length === 0) return { repaired: [] };
    const ids = inspection.entries.map((it) => it.model_id);
    await sweepOutput(inspection.place.layout, ids);
    return { repaired: left.map(({ path }) => `${path} was removed.`) };
  },
};

/** Files that people and version control put anywhere. */
const TOLERATED: ReadonlySet<string> = new Set(['.gitkeep', '.gitignore', '.DS_Store']);
const KEPT_ASIDE = /\.(?:corrupt|edited)-\d{4}-\d\d-\d\dT/;

/** A name below the step's output. */
interface Located extends FoundName {
  readonly path: string;
}

async function check(inspection: Inspection): Promise<Checked> {
  const { layout } = inspection.place;
  const all = await locate(inspection);
  const refers = referred(inspection);
  const others = otherRegistries(inspection.names, layout);
  const findings: VerifyFinding[] = [...(await checkSummary(layout, inspection))];
  const notes = others.map((it) => `${it} is another registry of this output`);
  for (const one of all) {
    const { path, name } = one;
    const isKnown = refers.has(path) || TOLERATED.has(name) || name === markName(layout);
    if (isKnown || isOf(name, others)) continue;
    if (one.temporary === 'at work') notes.push(`${path} belongs to a run at work`);
    else if (one.temporary === 'left') {
      const message = 'a run that was killed left it';
      findings.push(finding('leftover', message, { path, mendable: true }));
    } else if (KEPT_ASIDE.test(name)) notes.push(`${path} was kept aside`);
    else if (others.length > 0) notes.push(`${path} may belong to another registry`);
    else {
      const kind = one.kind === 'folder' ? 'orphaned-folder' : 'orphaned-file';
      const message = refers.has(otherPath(path))
        ? 'a change that was ended left it: the same version stands packed or unpacked beside it'
        : 'nothing in the registry refers to it';
      findings.push(finding(kind, message, { path }));
    }
  }
  return { checked: all.length, findings, notes };
}

/** The names in the root, in the folders of the models, and in those of their versions. */
async function locate({ names, entries, place }: Inspection): Promise<Located[]> {
  const { layout } = place;
  const found: Located[] = names.map((it) => ({ ...it, path: it.name }));
  if (dirname(layout.registry) !== layout.root) {
    const beside = await listFolder(dirname(layout.registry));
    const ours = `${basename(layout.registry)}.`;
    const left = beside.filter(
      ({ name, temporary }) =>
        (temporary !== 'none' && name.startsWith(`.${ours}`)) ||
        (name.startsWith(ours) && KEPT_ASIDE.test(name)),
    );
    const shown = posix.dirname(layout.registryShown);
    found.push(...left.map((it) => ({ ...it, path: posix.join(shown, it.name) })));
  }
  const there = new Set(names.filter((it) => it.kind === 'folder').map((it) => it.name));
  for (const { model_id: id } of entries) {
    const folder = modelFolder(id);
    if (!there.has(folder)) continue;
    for (const path of [folder, `${folder}/versions`]) {
      const inside = await listFolder(resolveBelow(layout.root, path));
      found.push(...inside.map((it) => ({ ...it, path: `${path}/${it.name}` })));
    }
  }
  return found;
}

/** Every path that the registry needs, with the folders above it. */
function referred({ entries, place: { layout } }: Inspection): Set<string> {
  const paths = new Set([basename(layout.summary)]);
  if (dirname(layout.registry) === layout.root) {
    const { registry, backup, generations, auditLog } = layout;
    const own = [registry, backup, generations, auditLog, `${registry}.lock`];
    for (const path of [...own, searchIndexPath(layout)]) paths.add(basename(path));
  }
  for (const entry of entries) {
    const id = entry.model_id;
    for (const path of [modelFolder(id), metadataPath(id), `${modelFolder(id)}/versions`]) {
      paths.add(path);
    }
    for (const { source } of Object.values(entry.versions)) {
      if (source === null) continue;
      paths.add(source);
      // Then its bytes may stand there alone.
      if (isBelow(layout.root, source) && !hasName(layout, source)) paths.add(otherPath(source));
    }
  }
  return paths;
}

function isOf(name: string, registries: readonly string[]): boolean {
  return registries.some(
    (it) =>
      name === it ||
      name === `${it}.bak` ||
      name === `${it}.lock` ||
      name === `.${it}.generations` ||
      name === `${it}.audit_log.jsonl` ||
      name === `.${it}.search-index` ||
      (it === 'model_registry.json' &&
        ['.generations', 'audit_log.jsonl', '.search-index'].includes(name)),
  );
}

/** What the last run said of itself; another run says it anew. */
async function checkSummary(layout: Layout, { place }: Inspection): Promise<VerifyFinding[]> {
  const path = basename(layout.summary);
  const state = await readSummary(place.layout);
  if (state !== 'damaged') return [];
  return [finding('summary-damaged', 'it is no JSON, or breaks its schema', { path })];
}

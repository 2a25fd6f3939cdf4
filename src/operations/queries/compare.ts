import { RegistryError } from '../../domain/errors.js';
import { findImportance } from '../../version/difference/importance.js';
import { judgeDifference } from '../../version/difference/compatibility.js';
import { compareModels } from '../../version/difference/index.js';
import { defineQuery } from '../operation.js';
import type { DiffInput, DiffOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { isFile, readSide, type ReadSide } from './sides.js';

/**
 * Compares two versions, two files, or a version and a file.
 *
 * @param before - a reference, or the path of a spec
 * @param after - likewise
 * @param picture - the format of a picture, if one is wanted
 * @throws RegistryError `usage` if both are the same version; `model-unknown`, `version-unknown`,
 *   `reference-ambiguous`; `archive-missing` or `archive-damaged` if no metadata is available instead;
 *   `spec-refused` for a file that contains no model or several
 */
export async function compareVersions(
  registry: OpenedRegistry,
  before: string,
  after: string,
  picture?: DiffInput['picture'],
): Promise<DiffOutput> {
  const [first, second] = await readSides(registry, before, after);
  if (first.side.reference === second.side.reference) {
    const what = first.side.version === null ? 'file' : 'version';
    throw new RegistryError(
      'usage',
      `${before} and ${after} are the same ${what}: ${first.side.reference}`,
      'Name two versions, or a version and a file.',
    );
  }
  const compared = compareSides(first, second);
  if (picture === undefined) return compared;
  return { ...compared, ...(await draw(compared, [first, second], picture)) };
}

/** Compares two versions or files that were read. Pure. */
export function compareSides(first: ReadSide, second: ReadSide): DiffOutput {
  const sameBytes = first.side.hash !== null && first.side.hash === second.side.hash;
  const changes = compareModels(first.model, second.model, sameBytes);
  const { verdict, because } = judgeDifference(changes);
  return {
    before: first.side,
    after: second.side,
    verdict,
    because: because.map((it) => it.text),
    importance: changes.length === 0 ? null : findImportance(changes),
    changes,
    notices: [...first.notices, ...second.notices],
  };
}

/** Draws a comparison. */
async function draw(
  compared: DiffOutput,
  sides: readonly [ReadSide, ReadSide],
  format: 'svg' | 'html',
): Promise<Pick<DiffOutput, 'picture' | 'notices'>> {
  const { startLayouter } = await import('../../pictures/layout.js');
  const layouter = startLayouter();
  try {
    const { drawComparison } = await import('./draw-comparison.js');
    const { title, words, drawn } = await drawComparison(compared, sides, layouter);
    const told = [...compared.notices, ...drawn.notices];
    if (format === 'svg') return { picture: drawn.svg, notices: told };
    const { writeDifferencePage } = await import('../../pictures/difference-page.js');
    const { changes } = compared;
    const page = writeDifferencePage({ title, verdict: words, changes, svg: drawn.svg });
    return { picture: page, notices: told };
  } finally {
    layouter.end();
  }
}

/** The other side decides which model of a file with several is compared, so it is read first. */
async function readSides(
  registry: OpenedRegistry,
  before: string,
  after: string,
): Promise<[ReadSide, ReadSide]> {
  if ((await isFile(registry, before)) && !(await isFile(registry, after))) {
    const second = await readSide(registry, after, 'compared');
    return [await readSide(registry, before, 'compared', second.model), second];
  }
  const first = await readSide(registry, before, 'compared');
  return [first, await readSide(registry, after, 'compared', first.model)];
}

export const DIFF = defineQuery({
  query: (registry, { before, after, picture }: DiffInput) =>
    compareVersions(registry, before, after, picture),
  opensEmpty: true,
  present: (comparison): DiffOutput => comparison,
  notices: ({ notices }) => notices,
});

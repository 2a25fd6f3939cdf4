/**
 * Finds the state that an edited or damaged registry was made of. After a checkout of another branch, that
 * is another one than the newest generation, whose tags and versions are those of the branch before.
 */
import { classifyRegistry, type SoundRegistry } from './classify-registry.js';
import type { FoundStates, KeptState, Origin, PresentRegistry } from './choose-state.js';
import { readTail } from './audit-tail.js';
import { readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { isReplacedBy } from './marks.js';
import { noneIfRefused, readFile } from './open-file.js';
import { readNamedChecksum } from './registry-text.js';

type Found = Pick<FoundStates, 'generations' | 'marks'> & { readonly newest: SoundRegistry };

/**
 * Finds the state that a published file was made of, if that is kept here: the one whose checksum it names;
 * without a checksum, the one that the audit log leads to, since a checkout brings the log along, or the one
 * that was put in the place of the newest generation.
 */
export async function findOrigin(
  layout: Layout,
  present: Exclude<PresentRegistry, SoundRegistry>,
  { newest, generations, marks }: Found,
  now: Date,
): Promise<Origin> {
  const named = readNamedChecksum(present.bytes);
  if (named === newest.checksum) return 'newest';
  const kept: KeptState[] = [];
  for (const generation of [...generations, undefined]) {
    if (generation === newest.state.generation) continue;
    const bytes =
      generation === undefined
        ? await readFile(layout, layout.backup, 'registry').catch(noneIfRefused)
        : readGeneration(layout, generation);
    const judged = bytes && (await classifyRegistry(bytes, now));
    if (judged?.kind !== 'sound') continue;
    const one = { state: judged, isCopy: judged.state.generation === generation };
    if (judged.checksum === named) return one;
    kept.push(one);
  }
  const { hash: last } = readTail(layout);
  const { audit } = newest.state;
  if (audit !== undefined && audit.hash === last) return 'newest';
  if (named !== '') {
    return present.kind === 'readable' && present.isOurs ? { checksum: named } : 'unknown';
  }
  const replaced = marks.replaced.filter((it) => it.generation === newest.state.generation);
  const isPut = ({ state }: KeptState): boolean =>
    replaced.some((it) => isReplacedBy(it, state.checksum));
  return (
    kept.find(({ state }) => state.state.audit !== undefined && state.state.audit.hash === last) ??
    kept.find(isPut) ??
    (audit === undefined && replaced.length === 0 ? 'newest' : 'unknown')
  );
}

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
  const read = async (generation: number | undefined): Promise<KeptState | undefined> => {
    const bytes =
      generation === undefined
        ? await readFile(layout, layout.backup, 'registry').catch(noneIfRefused)
        : readGeneration(layout, generation);
    const state = bytes && (await classifyRegistry(bytes, now));
    if (state?.kind !== 'sound') return undefined;
    return { state, isCopy: state.state.generation === generation };
  };
  const seen: Seen[] = [];
  for (const generation of [...generations, undefined]) {
    if (generation === newest.state.generation) continue;
    const one = await read(generation);
    if (one === undefined) continue;
    const { checksum, state } = one.state;
    if (checksum === named) return one;
    seen.push({ generation, checksum, last: state.audit?.hash });
  }
  const { hash: last } = readTail(layout);
  const { audit } = newest.state;
  if (audit !== undefined && audit.hash === last) return 'newest';
  if (named !== '') {
    return present.kind === 'readable' && present.isOurs ? { checksum: named } : 'unknown';
  }
  const replaced = marks.replaced.filter((it) => it.generation === newest.state.generation);
  const isPut = ({ checksum }: Seen): boolean => replaced.some((it) => isReplacedBy(it, checksum));
  const chosen = seen.find((it) => it.last !== undefined && it.last === last) ?? seen.find(isPut);
  if (chosen !== undefined) return (await read(chosen.generation)) ?? 'unknown';
  return audit === undefined && replaced.length === 0 ? 'newest' : 'unknown';
}

/** What tells a kept state: it is read again if it is chosen, since all of them take much memory. */
interface Seen {
  /** Undefined for the backup. */
  readonly generation: number | undefined;
  readonly checksum: string;
  /** The hash of its last event. */
  readonly last: string | undefined;
}

/** What commands said of a model, and no spec says. Pure. */
import type { Entry, VersionEntry } from '../domain/model.js';
import { userWords } from '../domain/persisted.js';
import { withAnnotations, withParents } from './entry.js';

/**
 * An entry that was made again from its versions, with all that was said of it besides, and of its
 * versions: every key that the schema calls the user's own.
 *
 * @param made - the entry as its specs make it
 * @param known - as it was; versions that hold other bytes now are others
 */
export function withSaid(made: Entry, known: Entry): Entry {
  const { aliases: pointers = {}, ...said } = userWords('entry', known);
  const aliases = Object.entries(pointers).filter(([, { version }]) =>
    Object.hasOwn(made.versions, version),
  );
  const linked = (known.parents ?? []).filter((it) => !it.declared);
  const entry: Entry = {
    ...made,
    ...said,
    tags: [...new Set([...known.tags, ...made.tags])],
    versions: Object.fromEntries(
      Object.entries(made.versions).map(([version, one]) => [version, versionWith(one, known)]),
    ),
    ...(aliases.length > 0 && { aliases: Object.fromEntries(aliases) }),
  };
  const { author, license } = made.metadata;
  const spec = { description: made.description, author, license };
  return withAnnotations(withParents(entry, made.parents ?? [], linked), spec);
}

function versionWith(made: VersionEntry, { versions }: Entry): VersionEntry {
  const known = Object.hasOwn(versions, made.version) ? versions[made.version] : undefined;
  if (known === undefined || known.hash !== made.hash) return made;
  return { ...made, ...userWords('version_entry', known) };
}

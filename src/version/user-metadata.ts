/** Metadata that comes from commands rather than from specs. Pure. */
import { own } from '../domain/json.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { userWords } from '../domain/persisted.js';
import { withAnnotations } from '../domain/with-annotations.js';
import { withParents } from './entry.js';

/**
 * Adds the user's metadata to an entry that was rebuilt from its versions, and to those versions:
 * every key that the schema marks as the user's own.
 *
 * @param rebuilt - the entry as rebuilt from its specs
 * @param known - the entry before; its versions only count if their bytes are the same
 */
export function withUserMetadata(rebuilt: Entry, known: Entry): Entry {
  const { aliases: pointers = {}, ...said } = userWords('entry', known);
  const aliases = Object.entries(pointers).filter(([, { version }]) =>
    Object.hasOwn(rebuilt.versions, version),
  );
  const linked = (known.parents ?? []).filter((it) => !it.declared);
  const entry: Entry = {
    ...rebuilt,
    ...said,
    tags: [...new Set([...known.tags, ...rebuilt.tags])],
    versions: Object.fromEntries(
      Object.entries(rebuilt.versions).map(([version, entry]) => [
        version,
        versionWith(entry, known),
      ]),
    ),
    ...(aliases.length > 0 && { aliases: Object.fromEntries(aliases) }),
  };
  const { author, license } = rebuilt.metadata;
  const spec = { description: rebuilt.description, author, license };
  return withAnnotations(withParents(entry, rebuilt.parents ?? [], linked), spec);
}

function versionWith(rebuilt: VersionEntry, { versions }: Entry): VersionEntry {
  const known = own(versions, rebuilt.version);
  if (known === undefined || known.hash !== rebuilt.hash) return rebuilt;
  return { ...rebuilt, ...userWords('version_entry', known) };
}

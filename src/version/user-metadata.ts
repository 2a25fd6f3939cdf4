/** Metadata that comes from commands rather than from specs. Pure. */
import type { Entry, VersionEntry } from '../domain/model.js';
import { withAnnotations, withParents } from './entry.js';

/**
 * Adds the user's metadata to an entry that was rebuilt from its versions: its status, tags, aliases,
 * annotations, links and use, and those of its versions.
 *
 * @param rebuilt - the entry as rebuilt from its specs
 * @param known - the entry before; its versions only count if their bytes are the same
 */
export function withUserMetadata(rebuilt: Entry, known: Entry): Entry {
  const { status, lifecycle, annotations, use } = known;
  const aliases = Object.entries(known.aliases ?? {}).filter(([, { version }]) =>
    Object.hasOwn(rebuilt.versions, version),
  );
  const linked = (known.parents ?? []).filter((it) => !it.declared);
  const entry: Entry = {
    ...rebuilt,
    status,
    tags: [...new Set([...known.tags, ...rebuilt.tags])],
    versions: Object.fromEntries(
      Object.entries(rebuilt.versions).map(([version, entry]) => [
        version,
        versionWith(entry, known),
      ]),
    ),
    ...(lifecycle && { lifecycle }),
    ...(aliases.length > 0 && { aliases: Object.fromEntries(aliases) }),
    ...(annotations && { annotations }),
    ...(use && { use }),
  };
  const { author, license } = rebuilt.metadata;
  const spec = { description: rebuilt.description, author, license };
  return withAnnotations(withParents(entry, rebuilt.parents ?? [], linked), spec);
}

function versionWith(rebuilt: VersionEntry, { versions }: Entry): VersionEntry {
  const known = Object.hasOwn(versions, rebuilt.version) ? versions[rebuilt.version] : undefined;
  if (known === undefined || known.hash !== rebuilt.hash) return rebuilt;
  const { tags, metrics, exports, bindings } = known;
  return {
    ...rebuilt,
    ...(tags && { tags }),
    ...(metrics && { metrics }),
    ...(exports && { exports }),
    ...(bindings && { bindings }),
  };
}

/** What commands said of a model, and no spec says. Pure. */
import type { Entry, VersionEntry } from '../domain/model.js';
import { withAnnotations, withParents } from './entry.js';

/**
 * An entry that was made again from its versions, with all that was said of it besides: its status,
 * tags, aliases, annotations, links and use, and what stands on its versions.
 *
 * @param made - the entry as its specs make it
 * @param known - as it was; versions that hold other bytes now are others
 */
export function withSaid(made: Entry, known: Entry): Entry {
  const { status, lifecycle, annotations, use } = known;
  const aliases = Object.entries(known.aliases ?? {}).filter(([, { version }]) =>
    Object.hasOwn(made.versions, version),
  );
  const linked = (known.parents ?? []).filter((it) => !it.declared);
  const entry: Entry = {
    ...made,
    status,
    tags: [...new Set([...known.tags, ...made.tags])],
    versions: Object.fromEntries(
      Object.entries(made.versions).map(([version, one]) => [version, versionWith(one, known)]),
    ),
    ...(lifecycle && { lifecycle }),
    ...(aliases.length > 0 && { aliases: Object.fromEntries(aliases) }),
    ...(annotations && { annotations }),
    ...(use && { use }),
  };
  const { author, license } = made.metadata;
  const spec = { description: made.description, author, license };
  return withAnnotations(withParents(entry, made.parents ?? [], linked), spec);
}

function versionWith(made: VersionEntry, { versions }: Entry): VersionEntry {
  const known = Object.hasOwn(versions, made.version) ? versions[made.version] : undefined;
  if (known === undefined || known.hash !== made.hash) return made;
  const { tags, metrics, exports, bindings } = known;
  return {
    ...made,
    ...(tags && { tags }),
    ...(metrics && { metrics }),
    ...(exports && { exports }),
    ...(bindings && { bindings }),
  };
}

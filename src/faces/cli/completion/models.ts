import { entriesMentioning } from '../../../domain/models.js';
import { byCodeUnit } from '../../../domain/order.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import { VERSIONS } from '../../../operations/queries/versions.js';
import { openRegistry } from '../../../operations/workplace.js';
import type { CliIo } from '../io.js';
import type { Flags } from '../options.js';
import { readSettings, resolveOptions } from '../settings.js';

/**
 * The ids of the models, or after an `@` the versions of one, such as `agent@1.0.0`.
 *
 * @param written - the word as far as it is written
 * @param where - the flags that say where the registry is
 * @returns nothing where the registry cannot be read
 */
export async function listModelWords(
  written: string,
  where: Flags,
  { cwd, cores, now, elapsed }: CliIo,
): Promise<string[]> {
  try {
    const file = await readSettings(where.config, cwd);
    const env = { cwd, now, elapsed, actor: '' };
    const registry = await openRegistry(resolveOptions(where, file, cores), env);
    const end = written.lastIndexOf('@');
    if (end < 0) return idsOf(registry.state);
    const { entry, versions } = await VERSIONS.query(registry, { id: written.slice(0, end) });
    return versions.map((it) => `${entry.model_id}@${it.version}`);
  } catch {
    // The command itself will say what is wrong.
    return [];
  }
}

/** The ids that `list` shows: it would parse every entry, which takes longer than all the rest. */
function idsOf({ models }: RegistryState): string[] {
  const deleted = [...entriesMentioning(models, 'deleted')].filter((it) => it.status === 'deleted');
  const hidden = new Set(deleted.map((it) => it.model_id));
  return [...models.keys()].filter((id) => !hidden.has(id)).toSorted(byCodeUnit);
}

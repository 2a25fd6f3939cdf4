import { presentIds } from '../../../domain/models.js';
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
  { cwd, cores, env: variables, now, elapsed }: CliIo,
): Promise<readonly string[]> {
  try {
    const file = await readSettings(where.config, cwd);
    const env = { cwd, now, elapsed, actor: '' };
    const registry = await openRegistry(
      resolveOptions(where, file, { cores, env: variables }),
      env,
    );
    const end = written.lastIndexOf('@');
    // The ids that `list` shows: it would parse every entry, which takes longer than all the rest.
    if (end < 0) return presentIds(registry.state.models);
    const { entry, versions } = await VERSIONS.query(registry, { id: written.slice(0, end) });
    return versions.map((it) => `${entry.model_id}@${it.version}`);
  } catch {
    // The command itself will say what is wrong.
    return [];
  }
}

import { nextRun, type NewSpec } from '../../../operations/maintenance/new-spec.js';
import type { Delivery } from '../extras.js';
import { readSettings } from '../settings.js';

/** The settings file may name the folder of the new spec, and then the next run needs no flag for it. */
export const withNextRun: Delivery<NewSpec> = async (done, { flags, io }, { options }) => {
  const { spec, next } = done.result;
  if (!spec.in_target) return done;
  const { target_dir: usual } = await readSettings(flags.config, io.cwd);
  const run = nextRun(options.targetDir, usual);
  return { ...done, result: { spec, next: [...next.slice(0, -1), run] } };
};

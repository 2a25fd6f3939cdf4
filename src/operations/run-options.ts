/** The options of a run, as an input or a settings file has them. Pure. */
import type { StepOptions } from '../domain/options.js';
import type { RunInput } from './generated/shapes.js';
import type { InputSchema } from './schema.js';

/** What of an input is an option of the run, and not the operation's own. */
export function optionsIn({ properties }: InputSchema, given: object): RunInput {
  return Object.fromEntries(
    Object.entries(given).filter(([key]) => properties[key]?.['x-option'] === true),
  );
}

/** Options, with those that an input has. */
export function withOptions(options: StepOptions, given: RunInput): StepOptions {
  return {
    ...options,
    targetDir: given.target_dir ?? options.targetDir,
    recursive: given.recursive ?? options.recursive,
    queryOntology: given.query_ontology ?? options.queryOntology,
    profile: given.profile ?? options.profile,
    bump: given.bump ?? options.bump,
    mode: modeOf(given) ?? options.mode,
    failOn: given.fail_on ?? options.failOn,
    jobs: given.jobs ?? options.jobs,
  };
}

function modeOf({ check, dry_run: isDry }: RunInput): StepOptions['mode'] | undefined {
  if (check === true) return 'check';
  return isDry === true ? 'dry-run' : undefined;
}

/** Takes the options of a run from an input. Pure. */
import type { StepOptions } from '../domain/options.js';
import type { RunInput } from './generated/shapes.js';
import type { InputSchema } from './schema.js';

/** Returns the part of an input that consists of options of the run. */
export function pickOptions({ properties }: InputSchema, given: object): RunInput {
  return Object.fromEntries(
    Object.entries(given).filter(([key]) => properties[key]?.['x-option'] === true),
  );
}

/** Returns the options, overridden by those of an input. */
export function withOptions(options: StepOptions, given: RunInput): StepOptions {
  return {
    ...options,
    targetDir: given.target_dir ?? options.targetDir,
    recursive: given.recursive ?? options.recursive,
    queryOntology: given.query_ontology ?? options.queryOntology,
    profile: given.profile ?? options.profile,
    bump: given.bump ?? options.bump,
    mode: chooseMode(given) ?? options.mode,
    failOn: given.fail_on ?? options.failOn,
    exitZeroOnFindings: given.exit_zero_on_findings ?? options.exitZeroOnFindings,
    rehash: given.rehash ?? options.rehash,
    report: given.report ?? options.report,
    graphs: given.graphs ?? options.graphs,
    jobs: given.jobs ?? options.jobs,
  };
}

function chooseMode({ check, dry_run: isDry }: RunInput): StepOptions['mode'] | undefined {
  if (check === true) return 'check';
  return isDry === true ? 'dry-run' : undefined;
}

import type { Command } from '../../command.js';
import { FLAGS } from '../../options.js';

/** The step: it shows how far it is, and says by its exit code what it found. */
export const RUN: Command = {
  name: 'run',
  positionals: [],
  summary: 'run the step: extract, validate and register the specs',
  flags: FLAGS,
  examples: [
    ['', 'register the specs of input/gnn_files'],
    ['--target-dir models --output-dir out', 'other folders'],
    ['--query-ontology HiddenState --quiet', 'the models bound to a term'],
    ['--check --fail-on warning', 'in CI: is the registry up to date and sound?'],
    ['--dry-run --json | jq .data.models', 'what a run would do, for programs'],
  ],
  load: async () => (await import('./run.js')).runStepCommand,
};

import {
  BUMP_LEVELS,
  FAIL_ON,
  OUTPUT_FORMATS,
  PROFILE_NAMES,
} from '../../domain/generated/values.js';
import { defaultOptions } from '../../domain/options.js';
import type { Settings } from '../../domain/model.js';

type FlagGroup = 'Input' | 'Output' | 'Registry' | 'Validation' | 'Run';

/** A flag of the step. Its key in a settings file is its name with `_` for `-`. */
export interface Flag {
  /** Long name, without the dashes. */
  name: string;
  /** One letter, without the dash. */
  short?: string;
  type: 'boolean' | 'text' | 'number' | 'integer';
  group: FlagGroup;
  /** What stands for the value in documentation. */
  placeholder?: string;
  choices?: readonly string[];
  /** Smallest and largest number. */
  range?: readonly [number, number];
  description: string;
  /** The default as it is shown. */
  default?: string;
  /** It belongs to the command line alone: a settings file cannot have it. */
  commandLineOnly?: true;
  /** Its key where that is not its name: of a flag whose name means something else elsewhere. */
  key?: string;
}

/** The flags as they were given, by their keys. */
export type Flags = Omit<Settings, 'format'> & {
  format?: Output['format'];
  config?: string;
  actor?: string;
  reason?: string;
  yes?: boolean;
  kind?: string;
  exit_code?: boolean;
  source?: boolean;
  output?: string;
  force?: boolean;
  write_source?: boolean;
  explain?: boolean;
  repair?: boolean;
  trace?: string;
};

const DEFAULTS = defaultOptions(1);

/**
 * Every flag of the step: what yargs parses, what a settings file may say, and the table of the
 * README are made from this.
 */
export const FLAGS: readonly Flag[] = [
  {
    name: 'target-dir',
    type: 'text',
    group: 'Input',
    placeholder: 'DIR',
    description: 'folder of the specs',
    default: DEFAULTS.targetDir,
  },
  {
    name: 'recursive',
    type: 'boolean',
    group: 'Input',
    description: 'look into subfolders; --no-recursive does not',
    default: 'on',
  },
  {
    name: 'output-dir',
    type: 'text',
    group: 'Output',
    placeholder: 'DIR',
    description: 'root of the output; the step writes to 4_model_registry_output in it',
    default: DEFAULTS.outputDir,
  },
  {
    name: 'format',
    type: 'text',
    group: 'Output',
    choices: OUTPUT_FORMATS,
    description: 'form of the results on stdout',
    default: 'text',
  },
  { name: 'json', type: 'boolean', group: 'Output', description: 'the same as --format json' },
  {
    name: 'verbose',
    type: 'boolean',
    group: 'Output',
    description: 'show every finding, timings, and the stack of an error',
  },
  {
    name: 'quiet',
    short: 'q',
    type: 'boolean',
    group: 'Output',
    description: 'show errors only; of a list, the ids alone',
  },
  {
    name: 'registry-path',
    type: 'text',
    group: 'Registry',
    placeholder: 'FILE',
    description: 'the registry file',
    default: "model_registry.json in the step's output",
  },
  {
    name: 'query-ontology',
    type: 'text',
    group: 'Registry',
    placeholder: 'TERM',
    description: 'list the models bound to an ontology term or identifier that contains TERM',
  },
  {
    name: 'bump',
    type: 'text',
    group: 'Registry',
    choices: BUMP_LEVELS,
    description: 'which part of the version of changed models goes up',
    default: DEFAULTS.bump,
  },
  {
    name: 'lock-timeout',
    type: 'number',
    group: 'Registry',
    placeholder: 'SECONDS',
    range: [0, 86_400],
    description: "how many seconds to wait for the registry's lock",
    default: String(DEFAULTS.lockTimeout),
  },
  {
    name: 'profile',
    type: 'text',
    group: 'Validation',
    choices: PROFILE_NAMES,
    description: 'how much a spec must have to be registered',
    default: DEFAULTS.profile,
  },
  {
    name: 'actor',
    type: 'text',
    group: 'Registry',
    placeholder: 'NAME',
    description: 'who changes the registry, for the audit log',
    default: '$USER',
    commandLineOnly: true,
  },
  {
    name: 'fail-on',
    type: 'text',
    group: 'Validation',
    choices: FAIL_ON,
    description: 'exit 1 when a spec has a finding of this severity or above',
    default: DEFAULTS.failOn,
  },
  {
    name: 'check',
    type: 'boolean',
    group: 'Run',
    description: 'write nothing; exit 1 if a run would change the registry',
  },
  {
    name: 'dry-run',
    type: 'boolean',
    group: 'Run',
    description: 'write nothing; show what a run would do',
  },
  {
    name: 'jobs',
    type: 'integer',
    group: 'Run',
    placeholder: 'N',
    range: [1, 1024],
    description: 'how many files to read at once, in threads where there are hundreds',
    default: 'number of cores',
  },
  {
    name: 'trace',
    type: 'text',
    group: 'Run',
    placeholder: 'FILE',
    description: 'write where the time went, for chrome://tracing and other viewers of such traces',
    commandLineOnly: true,
  },
  {
    name: 'config',
    type: 'text',
    group: 'Run',
    placeholder: 'FILE',
    description: 'settings file (.json, .yaml); flags beat it',
    default: 'gnn-registry.config.json or .yaml where there is one',
    commandLineOnly: true,
  },
  {
    name: 'help',
    short: 'h',
    type: 'boolean',
    group: 'Run',
    description: 'show this help',
    commandLineOnly: true,
  },
  {
    name: 'version',
    type: 'boolean',
    group: 'Run',
    description: 'show the version',
    commandLineOnly: true,
  },
];

/**
 * Some flags of the step, as other commands have them.
 *
 * @param others - what a command says otherwise of a flag
 */
export function stepFlags(
  names: readonly string[],
  others: Readonly<Record<string, Partial<Flag>>> = {},
): Flag[] {
  return FLAGS.filter((flag) => names.includes(flag.name)).map((flag) => ({
    ...flag,
    ...others[flag.name],
  }));
}

/** The key of a flag in a settings file. */
export function keyOf(flag: Flag): string {
  return flag.key ?? flag.name.replaceAll('-', '_');
}

/** What a value of a flag must be, as a phrase that follows the flag's name. */
export function describeAllowed(flag: Flag): string {
  if (flag.choices !== undefined) return `must be one of ${flag.choices.join(', ')}`;
  if (flag.type === 'boolean') return 'must be true or false';
  if (flag.type === 'text') return 'must be a text that is not empty';
  const kind = flag.type === 'integer' ? 'an integer' : 'a number';
  const [least, most] = flag.range ?? [-Infinity, Infinity];
  return `must be ${kind} from ${least} to ${most}`;
}

/** How the results are shown. */
export interface Output {
  format: 'text' | 'json' | 'markdown' | 'ndjson' | 'csv' | 'openai' | 'mermaid' | 'dot';
  verbosity: 'quiet' | 'normal' | 'verbose';
}

/** Two keys that cannot both hold, or undefined. */
export function findConflict(settings: Flags): readonly [string, string] | undefined {
  if (settings.verbose === true && settings.quiet === true) return ['verbose', 'quiet'];
  if (settings.json === true && (settings.format ?? 'json') !== 'json') {
    return ['json', `format ${settings.format}`];
  }
  if (settings.json === false && settings.format === 'json') return ['no-json', 'format json'];
  return undefined;
}

/** How to show the results: what the flags say, else the settings file, else text. */
export function resolveOutput(flags: Flags, file: Flags): Output {
  // Each time the flags alone first: `--quiet` beats `verbose: true` of the file.
  const both = { ...file, ...flags };
  return {
    format: formatOf(flags) ?? formatOf(both) ?? 'text',
    verbosity: verbosityOf(flags) ?? verbosityOf(both) ?? 'normal',
  };
}

function formatOf(settings: Flags): Output['format'] | undefined {
  if (settings.format !== undefined) return settings.format;
  if (settings.json === undefined) return undefined;
  return settings.json ? 'json' : 'text';
}

function verbosityOf(settings: Flags): Output['verbosity'] | undefined {
  if (settings.quiet === true) return 'quiet';
  if (settings.verbose === true) return 'verbose';
  return undefined;
}

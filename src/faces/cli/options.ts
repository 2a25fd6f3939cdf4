import type { Settings } from '../../domain/model.js';
import { SCHEMAS, SETTINGS } from '../../operations/generated/schemas.js';
import { FLAG_GROUPS, type Flag } from './flag.js';
import { flagOf } from './operation-flag.js';

export type { Flag } from './flag.js';

/** The flags as they were given, by their keys. */
export type Flags = Omit<Settings, 'format'> & {
  format?: Output['format'];
  config?: string;
  source?: boolean;
  actor?: string;
  reason?: string;
  yes?: boolean;
  status?: string;
  tag?: string;
  replacement?: string;
  purge?: boolean;
  keep_others?: boolean;
  protect?: boolean;
  metrics?: string;
  only_differences?: boolean;
  from?: string;
  export_format?: string;
  path?: string;
  provider?: string;
  model_id?: string;
  endpoint?: string;
  region?: string;
  binding_config?: string;
  success_rate?: number;
  average_latency_ms?: number;
  cost_per_1000?: number;
  message?: string;
  keep?: number;
  archive_after?: number;
  delete_archived_after?: number;
  force?: boolean;
  trace?: string;
};

/** A setting as a flag: the schema of the settings file says what it may be. */
function settingFlag(
  key: keyof typeof SETTINGS,
  flag: Pick<Flag, 'group' | 'description'> & Partial<Flag>,
): Flag {
  return { ...flagOf(key, { ...SETTINGS[key], 'x-option': true }), ...flag };
}

/** Where the registry is, who changes it, and how the answer is shown. */
const OF_ALL: readonly Flag[] = [
  settingFlag('output_dir', {
    group: 'Output',
    placeholder: 'DIR',
    description: 'root of the output; the step writes to 4_model_registry_output in it',
  }),
  settingFlag('format', { group: 'Output', description: 'form of the results on stdout' }),
  settingFlag('json', { group: 'Output', description: 'the same as --format json' }),
  settingFlag('verbose', {
    group: 'Output',
    description: 'show every finding, timings, and the stack of an error',
  }),
  settingFlag('quiet', {
    short: 'q',
    group: 'Output',
    description: 'show errors only; of a list, the ids alone',
  }),
  settingFlag('registry_path', {
    group: 'Registry',
    placeholder: 'FILE',
    description: 'the registry file',
    default: "model_registry.json in the step's output",
  }),
  settingFlag('lock_timeout', {
    group: 'Registry',
    placeholder: 'SECONDS',
    description: "how many seconds to wait for the registry's lock",
  }),
  {
    name: 'actor',
    type: 'text',
    group: 'Registry',
    placeholder: 'NAME',
    description: 'who changes the registry, for the audit log',
    default: '$USER',
    commandLineOnly: true,
  },
];

/** What a run is told to do. */
const OF_RUN = Object.entries(SCHEMAS.run.input.properties).map(([key, it]) => flagOf(key, it));

const OF_SHELL: readonly Flag[] = [
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
 * Every flag of the step: what yargs parses, what a settings file may say, and the table of the
 * README are made from this.
 */
export const FLAGS: readonly Flag[] = FLAG_GROUPS.flatMap((group) =>
  [...OF_ALL, ...OF_RUN, ...OF_SHELL].filter((it) => it.group === group),
);

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

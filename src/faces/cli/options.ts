import type { Settings } from '../../domain/model.js';
import { SCHEMAS, SETTINGS } from '../../operations/generated/schemas.js';
import type { ReportFormat } from './render/reports/index.js';
import { FLAG_GROUPS, createFlag, type Flag } from './flag.js';

/** The values of the flags that were given, by their keys. */
export type Flags = Omit<Settings, 'format'> & {
  format?: Output['format'];
  config?: string;
  source?: boolean;
  actor?: string;
  reason?: string;
  yes?: boolean;
  force?: boolean;
  remove?: boolean;
  trace?: string;
  out?: string;
  http?: boolean;
  toolset?: string;
  read_only?: boolean;
  allow_destructive?: boolean;
  compat?: boolean;
  max_tokens?: number;
  workspace?: string;
  host?: string;
  port?: number;
  tokens?: string;
  cors?: string;
  weights?: string;
  rate_limit?: number;
  body_limit?: number;
  log_level?: string;
  role?: 'reader' | 'writer' | 'admin';
  expires?: number;
  partitions?: number;
};

/** Makes a flag from a setting; the schema of the settings file defines its values. */
function createSettingFlag(
  key: keyof typeof SETTINGS,
  flag: Pick<Flag, 'group' | 'description'> & Partial<Flag>,
): Flag {
  return { ...createFlag(key, { ...SETTINGS[key], 'x-option': true }), ...flag };
}

/** Flags for where the registry is, who changes it, and how the answer is shown. */
const COMMON_FLAGS: readonly Flag[] = [
  createSettingFlag('output_dir', {
    group: 'Output',
    placeholder: 'DIR',
    description: 'output folder; the step writes to 4_model_registry_output in it',
  }),
  createSettingFlag('format', { group: 'Output', description: 'format of the results on stdout' }),
  createSettingFlag('json', { group: 'Output', description: 'the same as --format json' }),
  createSettingFlag('verbose', {
    group: 'Output',
    description: 'show every finding, timings, and the stack of an error',
  }),
  createSettingFlag('quiet', {
    short: 'q',
    group: 'Output',
    description: 'show only errors, and only the ids of a list',
  }),
  createSettingFlag('registry_path', {
    group: 'Registry',
    placeholder: 'FILE',
    description: 'the registry file',
    default: 'model_registry.json in the output',
  }),
  createSettingFlag('database', {
    group: 'Registry',
    placeholder: 'URL',
    description: 'the PostgreSQL database that has the registry, in place of files',
    default: '$GNN_REGISTRY_DATABASE, if set',
  }),
  createSettingFlag('registry', {
    group: 'Registry',
    placeholder: 'NAME',
    description: 'the name of the registry in the database',
  }),
  createSettingFlag('lock_timeout', {
    group: 'Registry',
    placeholder: 'SECONDS',
    description: "seconds to wait for the registry's lock",
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

/** The options of a run. */
const RUN_FLAGS = Object.entries(SCHEMAS.run.input.properties).map(([key, property]) =>
  createFlag(key, property),
);

const SHELL_FLAGS: readonly Flag[] = [
  {
    name: 'trace',
    type: 'text',
    group: 'Run',
    placeholder: 'FILE',
    description: 'write a performance trace for chrome://tracing and other trace viewers',
    commandLineOnly: true,
  },
  {
    name: 'config',
    type: 'text',
    group: 'Run',
    placeholder: 'FILE',
    description: 'settings file (.json, .yaml); flags take precedence',
    default: 'gnn-registry.config.json, .yaml or .yml, if present',
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
 * Every flag of the step: what yargs parses, what a settings file may contain, and the README's
 * table are derived from this.
 */
export const FLAGS: readonly Flag[] = FLAG_GROUPS.flatMap((group) =>
  [...COMMON_FLAGS, ...RUN_FLAGS, ...SHELL_FLAGS].filter((flag) => flag.group === group),
);

/** The formats of what is not an operation: it has no report. */
export const PLAIN_FORMATS = { format: { choices: ['text', 'json'] } };

/**
 * Selects flags of the step for another command.
 *
 * @param overrides - properties of flags that differ in this command, by the flags' names
 */
export function stepFlags(
  names: readonly string[],
  overrides: Readonly<Record<string, Partial<Flag>>> = {},
): Flag[] {
  return FLAGS.filter((flag) => names.includes(flag.name)).map((flag) => ({
    ...flag,
    ...overrides[flag.name],
  }));
}

/** The key of a flag in a settings file. */
export function keyOf(flag: Flag): string {
  return flag.key ?? flag.name.replaceAll('-', '_');
}

/** Describes the allowed values of a flag, as a phrase that follows the flag's name. */
export function describeAllowed(flag: Flag): string {
  if (flag.choices !== undefined) return `must be one of ${flag.choices.join(', ')}`;
  if (flag.type === 'boolean') return 'must be true or false';
  if (flag.type === 'text') return 'must be a non-empty text';
  const kind = flag.type === 'integer' ? 'an integer' : 'a number';
  const [least, most] = flag.range ?? [-Infinity, Infinity];
  return `must be ${kind} from ${least} to ${most}`;
}

/** How the results are shown. */
export interface Output {
  format:
    | ReportFormat
    | 'text'
    | 'json'
    | 'ndjson'
    | 'csv'
    | 'openai'
    | 'mermaid'
    | 'dot'
    | 'svg'
    | 'html';
  verbosity: 'quiet' | 'normal' | 'verbose';
}

/** Finds two settings that contradict each other. */
export function findConflict(settings: Flags): readonly [string, string] | undefined {
  if (settings.verbose === true && settings.quiet === true) return ['verbose', 'quiet'];
  if (settings.json === true && (settings.format ?? 'json') !== 'json') {
    return ['json', `format ${settings.format}`];
  }
  if (settings.json === false && settings.format === 'json') return ['no-json', 'format json'];
  return undefined;
}

/** How to show the results: as the flags say, or else the settings file, or else as text. */
export function resolveOutput(flags: Flags, file: Flags): Output {
  // The flags alone come first, so that `--quiet` overrides `verbose: true` of the file.
  const both = { ...file, ...flags };
  return {
    format: chooseFormat(flags) ?? chooseFormat(both) ?? 'text',
    verbosity: chooseVerbosity(flags) ?? chooseVerbosity(both) ?? 'normal',
  };
}

function chooseFormat(settings: Flags): Output['format'] | undefined {
  if (settings.format !== undefined) return settings.format;
  if (settings.json === undefined) return undefined;
  return settings.json ? 'json' : 'text';
}

function chooseVerbosity(settings: Flags): Output['verbosity'] | undefined {
  if (settings.quiet === true) return 'quiet';
  if (settings.verbose === true) return 'verbose';
  return undefined;
}

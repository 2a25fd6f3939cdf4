/** Finds, reads and checks the settings file, and combines it with the flags. */
import { basename, extname, join, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import { chooseClock } from '../../domain/clock.js';
import { RegistryError } from '../../domain/errors.js';
import { hasKeys, isObject, keysOfPointer } from '../../domain/json.js';
import { MEGABYTE } from '../../domain/limits.js';
import { truncate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Settings } from '../../domain/model.js';
import { DEFAULT_SETTINGS, databaseOf, defaultOptions, userOf } from '../../domain/options.js';
import type { Environment, StepOptions } from '../../domain/options.js';
import { STEP_FOLDER } from '../../domain/step-folder.js';
import { NO_ALIASES } from '../../domain/yaml.js';
import { readUpTo } from '../../files/hash-file.js';
import { withOptions } from '../../operations/run-options.js';
import type { CliIo } from './io.js';
import { FLAGS, describeAllowed, findConflict, keyOf, type Flags } from './options.js';

/** The names of settings files that are read without being named. */
export const DEFAULT_FILES = [
  'gnn-registry.config.json',
  'gnn-registry.config.yaml',
  'gnn-registry.config.yml',
] as const;

/** Every key that a settings file may contain. */
export const SETTING_KEYS: readonly string[] = [
  ...FLAGS.filter((flag) => flag.commandLineOnly !== true).map(keyOf),
  ...Object.keys(DEFAULT_SETTINGS),
];

/**
 * Reads the settings file that is named, or else the one in the working directory, if any.
 *
 * @param file - the value of `--config`, relative to the working directory
 * @throws RegistryError `config-invalid`
 */
export async function readSettings(file: string | undefined, cwd: string): Promise<Settings> {
  const found = file === undefined ? await findDefault(cwd) : await readNamed(file, cwd);
  if (found === undefined) return {};
  const { validate } = await import('../../domain/generated/config-explained.js');
  const settings = normalizeKeys(found.name, await parse(found.name, found.bytes));
  if (!validate(settings)) throw describeProblem(found.name, settings, validate.errors?.[0]);
  // The type is generated from the schema that was just checked.
  const checked = settings as Settings;
  const conflict = findConflict(checked);
  if (conflict !== undefined) {
    throw createError(found.name, `${conflict[0]} and ${conflict[1]} cannot be combined`);
  }
  return checked;
}

/** The options of the step: flags override the file, which overrides the defaults. */
export function resolveOptions(
  flags: Flags,
  file: Settings,
  { cores, env }: Pick<CliIo, 'cores' | 'env'>,
): StepOptions {
  const both = { ...file, ...flags };
  const defaults = defaultOptions(cores);
  const options = {
    ...defaults,
    outputDir: both.output_dir ?? defaults.outputDir,
    registryPath: both.registry_path ?? defaults.registryPath,
    database: flags.database ?? databaseOf(env) ?? file.database ?? defaults.database,
    registry: both.registry ?? defaults.registry,
    lockTimeout: both.lock_timeout ?? defaults.lockTimeout,
    settings: resolveSettings(both),
  };
  // Then the flags alone, so that `--dry-run` overrides `check: true` of the file.
  return withOptions(withOptions(options, both), flags);
}

/** The folder of the step in an output folder, as shown to people. */
export function locateStepFolder(outputDir: string, cwd: string): string {
  const isStepFolder = basename(resolve(cwd, outputDir)) === STEP_FOLDER;
  return join(outputDir, isStepFolder ? '' : STEP_FOLDER);
}

/** What operations need from the process around the shell. @throws RegistryError `usage` */
export function createEnvironment({ actor }: Flags, io: CliIo): Environment {
  const { cwd, elapsed, env, readInput, readLogin, signal } = io;
  return {
    cwd,
    now: chooseClock(env['SOURCE_DATE_EPOCH'], io.now),
    elapsed,
    actor: actor ?? userOf(env, readLogin),
    ...(readInput && { readInput }),
    ...(signal && { signal }),
  };
}

function resolveSettings(settings: Flags): ResolvedSettings {
  const given = Object.entries(settings).filter(
    ([key, value]) => Object.hasOwn(DEFAULT_SETTINGS, key) && value !== undefined,
  );
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) };
}

interface FoundFile {
  /** As shown to people. */
  name: string;
  bytes: Uint8Array;
}

async function findDefault(cwd: string): Promise<FoundFile | undefined> {
  const found: FoundFile[] = [];
  for (const name of DEFAULT_FILES) {
    const bytes = await readBytes(name, cwd);
    if (bytes !== undefined) found.push({ name, bytes });
  }
  if (found.length > 1) {
    throw new RegistryError(
      'config-invalid',
      `there are several settings files: ${found.map(({ name }) => name).join(' and ')}`,
      'Keep one of them, or name one with --config.',
    );
  }
  return found[0];
}

async function readNamed(name: string, cwd: string): Promise<FoundFile> {
  if (!/\.(?:json|ya?ml)$/iu.test(name)) {
    throw createError(name, 'a settings file ends in .json, .yaml or .yml');
  }
  const bytes = await readBytes(name, cwd);
  if (bytes === undefined) {
    throw new RegistryError(
      'config-invalid',
      `${name}: the file does not exist`,
      'Check the path that --config names.',
    );
  }
  return { name, bytes };
}

/** Reads the bytes of a file; undefined if it does not exist. */
async function readBytes(name: string, cwd: string): Promise<Uint8Array | undefined> {
  try {
    return await readUpTo(resolve(cwd, name), 'it', MEGABYTE);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw createError(name, error.message, error);
  }
}

async function parse(name: string, bytes: Uint8Array): Promise<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return extname(name).toLowerCase() === '.json' ? JSON.parse(text) : await parseSettings(text);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw createError(name, `it cannot be read: ${reason}`, error);
  }
}

async function parseSettings(text: string): Promise<unknown> {
  const { parseYaml } = await import('../../domain/parse-yaml.js');
  const document = parseYaml(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS(NO_ALIASES) ?? {};
}

/** Replaces `-` in keys by `_`, and rejects unknown keys. */
function normalizeKeys(name: string, value: unknown): Record<string, unknown> {
  if (!isObject(value)) {
    throw createError(name, 'it must contain a mapping of keys to values');
  }
  const named = new Map<string, unknown>();
  for (const [written, item] of Object.entries(value)) {
    const key = written.replaceAll('-', '_');
    if (!SETTING_KEYS.includes(key)) {
      throw createError(
        name,
        `unknown key ${JSON.stringify(written)}${didYouMean(key, SETTING_KEYS)}`,
      );
    }
    if (named.has(key)) throw createError(name, `${key} appears twice`);
    named.set(key, item);
  }
  return Object.fromEntries(named);
}

/** Describes the validator's first error: the key, what is allowed, and what was found. */
function describeProblem(
  name: string,
  settings: Record<string, unknown>,
  error: ErrorObject | undefined,
): RegistryError {
  const path = keysOfPointer(error?.instancePath ?? '');
  const flag =
    path.length === 1 ? FLAGS.find((candidate) => keyOf(candidate) === path[0]) : undefined;
  const value = path.reduce<unknown>(getMember, settings);
  if (error?.propertyName !== undefined) {
    const found = `${describeRule(error)}, not ${preview(error.propertyName)}`;
    return createError(name, `a key of ${path.join('.')} ${found}`);
  }
  const allowed = flag === undefined ? describeRule(error) : describeAllowed(flag);
  const near =
    flag?.choices !== undefined && typeof value === 'string' ? didYouMean(value, flag.choices) : '';
  return createError(name, `${path.join('.')} ${allowed}, not ${preview(value)}${near}`);
}

function describeRule(error: ErrorObject | undefined): string {
  const limit = String(error?.params['limit']);
  switch (error?.keyword) {
    case 'enum':
      return `must be one of ${String(error.params['allowedValues']).replaceAll(',', ', ')}`;
    case 'type':
      return `must be ${TYPE_NAMES[String(error.params['type'])] ?? 'of another type'}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'minLength':
      return 'must be a non-empty text';
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${limit} items`;
    default:
      return error?.message ?? 'is not allowed';
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  object: 'a mapping of keys to values',
  string: 'a text',
};

function getMember(value: unknown, key: string): unknown {
  return hasKeys(value) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}

function preview(value: unknown): string {
  try {
    return truncate(JSON.stringify(value) ?? 'nothing', 60);
  } catch {
    return 'brackets within brackets without end';
  }
}

function createError(name: string, message: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'config-invalid',
    `${name}: ${message}`,
    'Correct the settings file; see schemas/config.schema.json for its keys and values.',
    cause === undefined ? undefined : { cause },
  );
}

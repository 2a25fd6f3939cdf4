/** The settings file: found, read, checked, and joined with the flags. */
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import { RegistryError } from '../../domain/errors.js';
import { keysOfPointer } from '../../domain/json.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import type { Settings } from '../../domain/model.js';
import { DEFAULT_SETTINGS, defaultOptions, type StepOptions } from '../../domain/options.js';
import { withOptions } from '../../operations/run-options.js';
import { suggest } from './arguments.js';
import { FLAGS, describeAllowed, findConflict, keyOf, type Flags } from './options.js';

const DEFAULT_FILES = ['gnn-registry.config.json', 'gnn-registry.config.yaml'] as const;

/** Every key that a settings file may have. */
export const SETTING_KEYS: readonly string[] = [
  ...FLAGS.filter((flag) => flag.commandLineOnly !== true).map(keyOf),
  ...Object.keys(DEFAULT_SETTINGS),
];

/**
 * The settings of a file: the one that is named, else the one in the working directory, else none.
 *
 * @param file - value of `--config`, from the working directory
 * @throws RegistryError `config-invalid`
 */
export async function readSettings(file: string | undefined, cwd: string): Promise<Settings> {
  const found = file === undefined ? await findDefault(cwd) : await readNamed(file, cwd);
  if (found === undefined) return {};
  const { validate } = await import('../../domain/generated/config.js');
  const settings = nameKeys(found.name, await parse(found.name, found.bytes));
  if (!validate(settings)) throw explain(found.name, settings, validate.errors?.[0]);
  // The schema that was just checked is the one that the type is made from.
  const checked = settings as Settings;
  const conflict = findConflict(checked);
  if (conflict !== undefined) {
    throw invalid(found.name, `${conflict[0]} and ${conflict[1]} exclude each other`);
  }
  return checked;
}

/** What the step is asked to do: flags beat the file, the file beats the defaults. */
export function resolveOptions(flags: Flags, file: Settings, cores: number): StepOptions {
  const both = { ...file, ...flags };
  const defaults = defaultOptions(cores);
  const options = {
    ...defaults,
    outputDir: both.output_dir ?? defaults.outputDir,
    registryPath: both.registry_path ?? defaults.registryPath,
    lockTimeout: both.lock_timeout ?? defaults.lockTimeout,
    settings: resolveSettings(both),
  };
  // Then the flags alone, so that `--dry-run` beats `check: true` of the file.
  return withOptions(withOptions(options, both), flags);
}

function resolveSettings(settings: Flags): ResolvedSettings {
  const given = Object.entries(settings).filter(
    ([key, value]) => Object.hasOwn(DEFAULT_SETTINGS, key) && value !== undefined,
  );
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) };
}

interface FoundFile {
  /** As people know it. */
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
      `there are two settings files: ${DEFAULT_FILES.join(' and ')}`,
      'Keep one of them, or name one with --config.',
    );
  }
  return found[0];
}

async function readNamed(name: string, cwd: string): Promise<FoundFile> {
  if (!/\.(?:json|ya?ml)$/iu.test(name)) {
    throw invalid(name, 'a settings file ends in .json, .yaml or .yml');
  }
  const bytes = await readBytes(name, cwd);
  if (bytes === undefined) {
    throw new RegistryError(
      'config-invalid',
      `${name}: there is no such file`,
      'Check the path that --config names.',
    );
  }
  return { name, bytes };
}

/** The bytes of a file, or undefined where there is none. */
async function readBytes(name: string, cwd: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(resolve(cwd, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return undefined;
    throw invalid(name, `it cannot be read (${code})`, error);
  }
}

async function parse(name: string, bytes: Uint8Array): Promise<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return extname(name).toLowerCase() === '.json' ? JSON.parse(text) : await parseYaml(text);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw invalid(name, `it cannot be read: ${reason}`, error);
  }
}

async function parseYaml(text: string): Promise<unknown> {
  // The default export: in the bundle a CommonJS package has no other.
  const { default: yaml } = await import('yaml');
  const document = yaml.parseDocument(text, { version: '1.2', strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  // No aliases: a few lines of them can stand for gigabytes.
  return document.toJS({ maxAliasCount: 0 }) ?? {};
}

/** The mapping with `_` for `-` in its keys, all of them known. */
function nameKeys(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(name, 'it must hold a mapping of keys to values');
  }
  const named = new Map<string, unknown>();
  for (const [written, item] of Object.entries(value)) {
    const key = written.replaceAll('-', '_');
    if (!SETTING_KEYS.includes(key)) {
      throw invalid(name, `unknown key ${JSON.stringify(written)}${suggest(key, SETTING_KEYS)}`);
    }
    if (named.has(key)) throw invalid(name, `${key} is there twice`);
    named.set(key, item);
  }
  return Object.fromEntries(named);
}

/** The validator's first finding, with the key, what is allowed there, and what stands there. */
function explain(
  name: string,
  settings: Record<string, unknown>,
  error: ErrorObject | undefined,
): RegistryError {
  const path = keysOfPointer(error?.instancePath ?? '');
  const flag = path.length === 1 ? FLAGS.find((one) => keyOf(one) === path[0]) : undefined;
  const value = path.reduce<unknown>(enter, settings);
  if (error?.propertyName !== undefined) {
    const found = `${allowedBy(error)}, not ${preview(error.propertyName)}`;
    return invalid(name, `a key of ${path.join('.')} ${found}`);
  }
  const allowed = flag === undefined ? allowedBy(error) : describeAllowed(flag);
  const near =
    flag?.choices !== undefined && typeof value === 'string' ? suggest(value, flag.choices) : '';
  return invalid(name, `${path.join('.')} ${allowed}, not ${preview(value)}${near}`);
}

function allowedBy(error: ErrorObject | undefined): string {
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
      return 'must be a text that is not empty';
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

function enter(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function invalid(name: string, message: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'config-invalid',
    `${name}: ${message}`,
    'Correct the settings file; schemas/config.schema.json has its keys and values.',
    cause === undefined ? undefined : { cause },
  );
}

/** The text of a settings file with every setting, its default and what it does. Pure. */
import { stringify } from 'yaml';
import { DEFAULT_SETTINGS } from '../../../domain/options.js';
import type { Property } from '../../../operations/schema.js';
import { SETTINGS } from '../../../operations/generated/schemas.js';
import { keyOf, FLAGS } from '../options.js';

const HEADER = `# Settings of gnn-registry, for commands that are called in this folder. What is commented out has its
# default; flags of the command line take precedence.
`;

/** Writes a settings file that sets only the given keys. All others are comments. */
export function writeSettings(set: Readonly<Record<string, string>>): string {
  const settings: Readonly<Record<string, Property>> = SETTINGS;
  const keys = [...Object.keys(set), ...Object.keys(settings).filter((it) => !(it in set))];
  const blocks = keys.map((key) => {
    const { description = '' } = settings[key] ?? {};
    const value = set[key];
    const line =
      value === undefined ? `# ${describeDefault(key, settings[key])}` : format(key, value);
    return `\n# ${description}\n${line}\n`;
  });
  return [HEADER, ...blocks].join('');
}

function describeDefault(key: string, { type, default: value }: Property = {}): string {
  const all: Readonly<Record<string, unknown>> = DEFAULT_SETTINGS;
  const known = value ?? all[key] ?? (type === 'boolean' ? false : undefined);
  // Without a default of its own, only what stands for a value can be shown.
  return known === undefined ? `${key}: ${findPlaceholder(key)}` : format(key, known);
}

function findPlaceholder(key: string): string {
  return FLAGS.find((flag) => keyOf(flag) === key)?.placeholder ?? '';
}

function format(key: string, value: unknown): string {
  return stringify({ [key]: value }, { lineWidth: 0 }).trimEnd();
}

/** Makes the commands of the shell from the table of operations. Pure. */
import type { Operation } from '../../operations/operation.js';
import { getType } from '../../operations/schema.js';
import type { Command, Positional } from './command.js';
import { formatCall } from './operation-call.js';
import { createFlag, getProperty, type Flag } from './flag.js';
import { getExtras, type Extras } from './extras.js';
import { stepFlags } from './options.js';

/** Flags that locate the registry. */
export const WHERE: readonly string[] = [
  'output-dir',
  'registry-path',
  'database',
  'registry',
  'config',
];

/** Flags for how the results are shown. */
const SHOWN = ['format', 'json', 'verbose', 'quiet', 'help', 'version'];

/** Additional flags of commands that write. */
const WRITING = ['lock-timeout', 'actor'];

/** An additional flag of commands that destroy something. */
const YES: Flag = {
  name: 'yes',
  short: 'y',
  type: 'boolean',
  group: 'Run',
  description: 'do not ask; needed where there is no terminal to ask on',
  commandLineOnly: true,
};

/** An operation as a command of the shell. */
export function createCommand(name: string, operation: Operation): Command {
  const { input, summary, topic } = operation;
  const extras = getExtras(name);
  const words = input['x-words'] ?? [];
  return {
    name,
    operation,
    topic,
    summary,
    examples: [
      ...operation.examples.map(
        ([given, meaning]) => [formatCall(name, operation, given), meaning] as const,
      ),
      ...(extras.examples ?? []),
    ],
    positionals: words.map((key) => createPositional(key, operation, extras)),
    flags: listFlags(operation, extras),
    load: async () => {
      const { runOperation } = await import('./run-operation.js');
      return (call) => runOperation(call, operation);
    },
  };
}

function createPositional(
  key: string,
  { input }: Operation,
  { ownWords = [], descriptions }: Extras,
): Positional {
  const property = getProperty(input.properties, key);
  const isOptional = !input.required.includes(key) || ownWords.includes(key);
  const isOne = ['string', 'integer'].includes(getType(property) ?? '');
  const isMany = !isOne || property['x-joined'] === true;
  return {
    name: property['x-placeholder'] ?? key.toUpperCase(),
    description: descriptions?.[key] ?? property.description ?? '',
    ...(property.enum && { choices: property.enum }),
    ...(isOptional && { optional: true }),
    ...(isMany && { many: true }),
  };
}

function listFlags(operation: Operation, extras: Extras): Flag[] {
  const { input, kind } = operation;
  const words = new Set([...(input['x-words'] ?? []), ...(extras.withoutFlags ?? [])]);
  const own = [
    ...Object.entries(input.properties)
      .filter(([key]) => !words.has(key))
      .map(([key, property]) => {
        const description = extras.descriptions?.[key];
        return createFlag(key, { ...property, ...(description !== undefined && { description }) });
      }),
    ...(extras.flags ?? []),
  ];
  // An input of the operation replaces a common flag of the same name.
  const taken = new Set(own.map((flag) => flag.name));
  if (extras.isNeverQuiet === true) taken.add('quiet');
  const place = operation.needsNoRegistry === true ? ['config'] : WHERE;
  const writing = kind === 'query' || operation.needsNoRegistry === true ? [] : WRITING;
  const common = stepFlags(
    [...writing, ...place, ...SHOWN].filter((name) => !taken.has(name)),
    overrideCommonFlags(operation, extras, taken),
  );
  return [...own, ...common, ...(kind === 'destroy' ? [YES] : [])];
}

function overrideCommonFlags(
  { list }: Operation,
  { formats = [] }: Extras,
  taken: ReadonlySet<string>,
): Record<string, Partial<Flag>> {
  if (taken.has('format')) return { json: { description: 'print JSON' } };
  const choices = ['text', 'json', ...(list === undefined ? [] : ['ndjson', 'csv']), ...formats];
  return { format: { choices } };
}

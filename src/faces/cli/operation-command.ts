/** Commands of the shell, made from the table of operations. Pure. */
import type { Operation } from '../../operations/operation.js';
import { getType } from '../../operations/schema.js';
import type { Command, Positional } from './command.js';
import { callOf } from './operation-call.js';
import { flagOf, propertyOf } from './operation-flag.js';
import { extrasOf, type Extras } from './extras.js';
import { stepFlags, type Flag } from './options.js';

/** Where the registry is. */
const WHERE = ['output-dir', 'registry-path', 'config'];

/** How the results are shown. */
const SHOWN = ['format', 'json', 'verbose', 'quiet', 'help', 'version'];

/** What a change needs besides. */
const WRITING = ['lock-timeout', 'actor'];

/** For what destroys something. */
const YES: Flag = {
  name: 'yes',
  short: 'y',
  type: 'boolean',
  group: 'Run',
  description: 'do not ask; needed where there is no terminal to ask on',
  commandLineOnly: true,
};

/** An operation as a command of the shell. */
export function commandOf(name: string, operation: Operation): Command {
  const { input, summary } = operation;
  const extras = extrasOf(name);
  const words = input['x-words'] ?? [];
  return {
    name,
    operation,
    summary,
    examples: [
      ...operation.examples.map(
        ([given, meaning]) => [callOf(name, operation, given), meaning] as const,
      ),
      ...(extras.examples ?? []),
    ],
    positionals: words.map((key) => positionalOf(key, operation, extras)),
    flags: flagsOf(operation, extras),
    load: async () => {
      const { runOperation } = await import('./run-operation.js');
      return (call) => runOperation(call, operation);
    },
  };
}

function positionalOf(
  key: string,
  { input }: Operation,
  { ownWords = [], descriptions }: Extras,
): Positional {
  const property = propertyOf(input.properties, key);
  const isOptional = !input.required.includes(key) || ownWords.includes(key);
  const isMany = getType(property) !== 'string' || property['x-joined'] === true;
  return {
    name: property['x-placeholder'] ?? key.toUpperCase(),
    description: descriptions?.[key] ?? property.description ?? '',
    ...(isOptional && { optional: true }),
    ...(isMany && { many: true }),
  };
}

function flagsOf(operation: Operation, extras: Extras): Flag[] {
  const { input, kind } = operation;
  const words = new Set(input['x-words']);
  const own = [
    ...Object.entries(input.properties)
      .filter(([key]) => !words.has(key))
      .map(([key, property]) => {
        const description = extras.descriptions?.[key];
        return flagOf(key, { ...property, ...(description !== undefined && { description }) });
      }),
    ...(extras.flags ?? []),
  ];
  // What an operation calls so is not what the shell calls so.
  const taken = new Set(own.map((it) => it.name));
  const common = stepFlags(
    [...(kind === 'query' ? [] : WRITING), ...WHERE, ...SHOWN].filter((it) => !taken.has(it)),
    commonTexts(operation, extras, taken),
  );
  return [...own, ...common, ...(kind === 'destroy' ? [YES] : [])];
}

function commonTexts(
  { list }: Operation,
  { formats = [] }: Extras,
  taken: ReadonlySet<string>,
): Record<string, Partial<Flag>> {
  if (taken.has('format')) return { json: { description: 'print JSON' } };
  const choices = ['text', 'json', ...(list === undefined ? [] : ['ndjson', 'csv']), ...formats];
  return { format: { choices } };
}

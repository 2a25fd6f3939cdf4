/** Words text for callers over HTTP: names operations as routes, and inputs as fields. Pure. */
import { own } from '../../domain/json.js';
import {
  wordWith,
  type OperationMention,
  type OptionMention,
  type Wording,
} from '../../domain/wording.js';
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS } from '../../operations/table.js';

/** Options that a person sets when the service is started. */
const OF_THE_SERVICE: ReadonlySet<string> = new Set([
  'output_dir',
  'registry_path',
  'target_dir',
  'lock_timeout',
  'config',
]);

/** Words a text for callers over HTTP. */
export function wordForHttp(words: Wording): string {
  return wordWith(words, { operation: formatCall, option: formatOption });
}

function formatCall({ name, inputs }: OperationMention): string {
  const operation = own<Operation>(OPERATIONS, name);
  if (operation === undefined) return `the command \`gnn-registry ${name}\``;
  const words = operation.input['x-words'] ?? [];
  const given = inputs.map((input, index) =>
    typeof input === 'string'
      ? formatField(words[index] ?? words.at(-1), input)
      : formatOption(input),
  );
  const call = `\`${operation.http}\``;
  return given.length === 0 ? call : `${call} with ${given.join(', ')}`;
}

function formatField(key: string | undefined, value: string): string {
  return key === undefined ? JSON.stringify(value) : `\`${key}: ${JSON.stringify(value)}\``;
}

function formatOption({ name, value }: OptionMention): string {
  if (OF_THE_SERVICE.has(name)) {
    const flag = `--${name.replaceAll('_', '-')}`;
    return `\`${value === null ? flag : `${flag} ${value}`}\` of the service`;
  }
  return value === null ? `\`${name}\`` : formatField(name, value);
}

/** Words text for AI clients: names operations as tools, and inputs as arguments. Pure. */
import { own } from '../../domain/json.js';
import {
  wordWith,
  type OperationMention,
  type OptionMention,
  type Wording,
} from '../../domain/wording.js';
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS } from '../../operations/table.js';
import type { Tool } from './tool.js';
import { LEFT_OUT, toToolName, toToolset } from './toolsets.js';

/** Options that a person sets when the server is started. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  'output_dir',
  'registry_path',
  'target_dir',
  'lock_timeout',
  'config',
]);

/**
 * Returns how a server words its texts.
 *
 * @param tools - those that its client is offered: of another, the text says where it is
 */
export function wordForClients(tools: ReadonlyMap<string, Tool>): (words: Wording) => string {
  return (words) =>
    wordWith(words, { operation: (it) => formatCall(it, tools), option: formatOption });
}

function formatCall({ name, inputs }: OperationMention, tools: ReadonlyMap<string, Tool>): string {
  const operation = own<Operation>(OPERATIONS, name);
  if (operation === undefined || Object.hasOwn(LEFT_OUT, name)) {
    return `the command \`gnn-registry ${name}\``;
  }
  const words = operation.input['x-words'] ?? [];
  const given = inputs.map((input, index) =>
    typeof input === 'string'
      ? formatInput(words[index] ?? words.at(-1), input)
      : formatOption(input),
  );
  const tool = toToolName(name);
  const call = given.length === 0 ? `\`${tool}\`` : `\`${tool}\` with ${given.join(', ')}`;
  return tools.has(tool) ? call : `${call} (toolset ${toToolset(operation)})`;
}

function formatInput(key: string | undefined, value: string): string {
  return key === undefined ? JSON.stringify(value) : `\`${key}: ${JSON.stringify(value)}\``;
}

function formatOption({ name, value }: OptionMention): string {
  if (OF_THE_SERVER.has(name)) {
    const flag = `--${name.replaceAll('_', '-')}`;
    return `\`${value === null ? flag : `${flag} ${value}`}\` of the server`;
  }
  return value === null ? `\`${name}\`` : formatInput(name, value);
}

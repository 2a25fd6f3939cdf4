/** Which operations are tools, and what they are called. Pure. */
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS, type OperationName, type Operations } from '../../operations/table.js';

/** What a client is offered unless it asks for more: enough to find, write, check and release a model. */
export const DEFAULT_TOOLS = [
  'search',
  'describe',
  'list',
  'versions',
  'diff',
  'check',
  'register',
  'promote',
] as const satisfies readonly OperationName[];

/** The tools that are not called what their operation is called. A client asks for a model by `get`. */
const NAMES: Partial<Readonly<Record<string, string>>> = { describe: 'get', get: 'get_entry' };

/** What a tool is called with unless a call says otherwise: rows of a list that tell enough to choose one. */
export const DEFAULT_INPUTS: Partial<Readonly<Record<string, object>>> = {
  list: { columns: 'id,name,version,kind,status,health,tags,description' },
};

/** Operations that no client is offered, and why. */
export const LEFT_OUT: Partial<Readonly<Record<OperationName, string>>> = {
  merge: 'git calls it with files of its own, while it merges',
};

/** The name of a tool: `tag_add` for `tag add`. */
export function toToolName(operationName: string): string {
  return NAMES[operationName] ?? operationName.replaceAll(' ', '_');
}

/** The toolset of an operation: its topic, as `life-cycle`. */
export function toToolset({ topic }: Pick<Operation, 'topic'>): string {
  return topic.toLowerCase().replaceAll(' ', '-');
}

/** Every toolset. A tool that is always offered is in one of them, too. */
export function listToolsets(operations: Operations = OPERATIONS): readonly string[] {
  return [...new Set(Object.values(operations).map(toToolset))];
}

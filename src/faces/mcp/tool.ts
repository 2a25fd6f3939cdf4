/** A tool for AI clients, made from an operation. */
import type { ToolAnnotations } from '@modelcontextprotocol/server';
import type { Operation } from '../../operations/operation.js';
import type { InputSchema, Property } from '../../operations/schema.js';

/** What an answer has, in few words: a JSON Schema that leaves open what is deeper. */
export interface Outline {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, { readonly type?: unknown }>>;
  readonly required?: readonly string[];
}

/** What a tool is called with. */
export interface ToolInput {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  readonly dependentRequired?: NonNullable<InputSchema['dependentRequired']>;
}

/** A tool, and the operation behind it. */
export interface Tool {
  /** Such as `tag_add`. */
  readonly name: string;
  /** Such as `tag add`. */
  readonly operationName: string;
  readonly operation: Operation;
  readonly description: string;
  readonly input: ToolInput;
  readonly outline: Outline;
  readonly annotations: ToolAnnotations;
}

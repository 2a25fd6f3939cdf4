/** The part of a JSON Schema (draft 2020-12) that faces read. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** The type of an input. */
type PropertyType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** One input of an operation; null removes a value that was set before. */
export interface Property extends Schema {
  readonly type?: PropertyType | readonly [PropertyType, 'null'];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly 'x-placeholder'?: string;
  readonly 'x-flag'?: string;
  readonly 'x-short'?: string;
  readonly 'x-group'?: 'Input' | 'Output' | 'Registry' | 'Validation' | 'Run';
  readonly 'x-default'?: string;
  readonly 'x-option'?: true;
  readonly 'x-negatable'?: true;
  readonly 'x-joined'?: true;
  readonly 'x-path'?: true;
}

/** Returns the type of an input other than null. */
export function getType({ type }: Property): PropertyType | undefined {
  return typeof type === 'object' ? type[0] : type;
}

/** Whether null is a value of the input, rather than the same as omitting it. */
export function isNullable(property: Property | undefined): boolean {
  return typeof property?.type === 'object';
}

/** The input of an operation; `schemas/generate-operations.mjs` documents the annotations. */
export interface InputSchema extends Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  /** Inputs that have no meaning without others. */
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly 'x-words'?: readonly string[];
}

/** The input and output of an operation. */
export interface OperationSchemas {
  readonly input: InputSchema;
  readonly output: Schema;
  /** The keys of the objects in each list of the output. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

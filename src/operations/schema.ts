/** A JSON Schema (draft 2020-12), as far as faces look into one. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** What an input is. */
type PropertyType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** One input of an operation; null takes back what was said before. */
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
  readonly 'x-joined'?: true;
}

/** What an input is where it is not null. */
export function typeOf({ type }: Property): PropertyType | undefined {
  return typeof type === 'object' ? type[0] : type;
}

/** Whether null says something of an input, and is not as good as left out. */
export function isNullable(property: Property | undefined): boolean {
  return typeof property?.type === 'object';
}

/** The input of an operation: `schemas/generate-operations.mjs` says what the annotations mean. */
export interface InputSchema extends Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  /** Inputs that say nothing without others. */
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly 'x-words'?: readonly string[];
}

/** What an operation takes and what it answers. */
export interface OperationSchemas {
  readonly input: InputSchema;
  readonly output: Schema;
}

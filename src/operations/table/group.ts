import { SCHEMAS } from '../generated/schemas.js';
import type { Operation } from '../operation.js';
import type { OperationSchemas } from '../schema.js';

type SchemaName = keyof typeof SCHEMAS;

type Group = {
  readonly [Name in SchemaName]?: Omit<Operation, keyof OperationSchemas | 'topic'>;
};

/**
 * Defines a group of operations: adds the schemas that have their names, and keeps the types of each.
 *
 * @param topic - what the group is about, for help and lists of routes; several groups may share it
 */
export function defineGroup<const Rows extends Group>(topic: string, rows: Rows): Defined<Rows> {
  const defined: Partial<Record<string, object>> = {};
  for (const [name, row] of Object.entries(rows)) {
    defined[name] = { ...SCHEMAS[name as SchemaName], topic, ...row };
  }
  return defined as Defined<Rows>;
}

type Defined<Rows extends Group> = {
  readonly [Name in keyof Rows & SchemaName]: (typeof SCHEMAS)[Name] & {
    readonly topic: string;
  } & Rows[Name];
};

/** The errors of resolving a reference to a model or version. */
export const REFERENCE_ERRORS = [
  'model-unknown',
  'version-unknown',
  'reference-ambiguous',
] as const;

/** The errors of reading the archived bytes of a version. */
export const ARCHIVE_ERRORS = ['archive-missing', 'archive-damaged'] as const;

/** The types of the methods that are generated from the table of operations. */
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { HandedOf, InputOf, OperationName } from '../../operations/table.js';

/** An entry as the registry hands it out: read-only, because it is the registry's own. */
export type ReadonlyEntry = Readonly<Entry>;

/** One version as the registry hands it out. */
export type ReadonlyVersion = Readonly<VersionEntry>;

/** `keep_others` → `keepOthers`. */
type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;

/** An optional input may also be null. */
type OrNull<Value> = undefined extends Value ? Value | null : Value;

/**
 * The inputs of an operation that are not separate parameters. Their keys may also be written as in
 * JSON.
 */
export type MethodOptions<Name extends OperationName, Parameter extends keyof InputOf<Name>> = {
  [Key in keyof Omit<InputOf<Name>, Parameter> as CamelCase<Key>]: OrNull<InputOf<Name>[Key]>;
} & Partial<{
  [Key in keyof Omit<InputOf<Name>, Parameter>]: OrNull<InputOf<Name>[Key]>;
}>;

/** Makes entries and versions read-only. */
type Shared<Value> = Value extends Entry
  ? ReadonlyEntry
  : Value extends VersionEntry
    ? ReadonlyVersion
    : Value extends (infer Item)[]
      ? Shared<Item>[]
      : Value;

/** The result of a synchronous method. */
export type Returned<Name extends OperationName> = Shared<HandedOf<Name>>;

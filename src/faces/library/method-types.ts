/** The types of the methods that are made from the table of operations. */
import type { Entry, VersionEntry } from '../../domain/model.js';
import type { HandedOf, InputOf, OperationName } from '../../operations/table.js';

/** An entry as the registry hands it out: to be read, for it is the registry's own. */
export type ReadonlyEntry = Readonly<Entry>;

/** One version as the registry hands it out. */
export type ReadonlyVersion = Readonly<VersionEntry>;

/** `keep_others` → `keepOthers`. */
type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;

/** Null is as good as left out. */
type OrNull<Value> = undefined extends Value ? Value | null : Value;

/**
 * The inputs of an operation that are no parameters of their own. Their keys may be written as in
 * JSON too.
 */
export type MethodOptions<Name extends OperationName, Parameter extends keyof InputOf<Name>> = {
  [Key in keyof Omit<InputOf<Name>, Parameter> as CamelCase<Key>]: OrNull<InputOf<Name>[Key]>;
} & Partial<{
  [Key in keyof Omit<InputOf<Name>, Parameter>]: OrNull<InputOf<Name>[Key]>;
}>;

/** Entries and versions are handed out to be read. */
type Shared<Value> = Value extends Entry
  ? ReadonlyEntry
  : Value extends VersionEntry
    ? ReadonlyVersion
    : Value extends (infer Item)[]
      ? Shared<Item>[]
      : Value;

/** What a method answers at once. */
export type Returned<Name extends OperationName> = Shared<HandedOf<Name>>;

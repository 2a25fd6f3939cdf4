/** The types of the methods that are generated from the table of operations. */
import type { Entry, FrontMatterValue, VersionEntry } from '../../domain/model.js';
import type { HandedOf, InputOf, OperationName } from '../../operations/table.js';

/** A value that is handed out: frozen at every depth, or a copy of bytes. */
export type DeepReadonly<Value> = [Value, FrontMatterValue] extends [FrontMatterValue, Value]
  ? ReadonlyValue
  : Value extends Uint8Array
    ? Value
    : Value extends object
      ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
      : Value;

/** Any JSON value; named, since the compiler would go down for ever. */
type ReadonlyValue =
  | string
  | number
  | boolean
  | null
  | readonly ReadonlyValue[]
  | { readonly [key: string]: ReadonlyValue };

/** An entry as the registry hands it out: read-only at every depth, because it is the registry's own. */
export type ReadonlyEntry = DeepReadonly<Entry>;

/** One version as the registry hands it out. */
export type ReadonlyVersion = DeepReadonly<VersionEntry>;

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

/** The result of a synchronous method. */
export type Returned<Name extends OperationName> = DeepReadonly<HandedOf<Name>>;

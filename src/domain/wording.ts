/**
 * Text that names operations and their inputs without saying how they are asked for: a shell has
 * flags, a library methods, a file neither. Each face words it in its own way.
 */

/** Something that can be done with a registry. */
export interface OperationMention {
  readonly kind: 'operation';
  /** Such as `alias rm`; `run` is the step itself. */
  readonly name: string;
  /** What it is asked with, in the order of the shell. */
  readonly inputs: readonly (string | OptionMention)[];
}

/** An input of an operation, or of all of them. */
export interface OptionMention {
  readonly kind: 'option';
  /** As in settings files and in JSON: `lock_timeout`. */
  readonly name: string;
  /** Null where only the input is named, or where it is a switch. */
  readonly value: string | null;
}

/** Plain text, or text with mentions in it. */
export type Wording = string | readonly (string | OperationMention | OptionMention)[];

/** Names an operation: `operation('delete', id, option('purge'))`. */
export function operation(
  name: string,
  ...inputs: readonly (string | OptionMention)[]
): OperationMention {
  return { kind: 'operation', name, inputs };
}

/** Names an input by its key: `option('target_dir')`. */
export function option(name: string, value: string | null = null): OptionMention {
  return { kind: 'option', name, value };
}

type Part = Wording | OperationMention | OptionMention;

/** A template of text and mentions; a string where nothing is mentioned. */
export function wording(texts: TemplateStringsArray, ...values: readonly Part[]): Wording {
  const parts = texts.flatMap((text, index) => [text, ...partsOf(values[index] ?? '')]);
  return parts.every((it) => typeof it === 'string') ? parts.join('') : parts;
}

/**
 * Text that no face words: for files, logs and programs.
 *
 * @returns operations and inputs by their names, in back quotes
 */
export function wordPlainly(words: Wording): string {
  return wordWith(words, { operation: plainOperation, option: plainOption });
}

/** How a face names what it offers. */
export interface Vocabulary {
  readonly operation: (mention: OperationMention) => string;
  readonly option: (mention: OptionMention) => string;
}

/** Text in the words of a face. */
export function wordWith(words: Wording, vocabulary: Vocabulary): string {
  const told = partsOf(words).map((it) => {
    if (typeof it === 'string') return it;
    return it.kind === 'option' ? vocabulary.option(it) : vocabulary.operation(it);
  });
  return told.join('');
}

function partsOf(part: Part): Exclude<Wording, string> {
  if (typeof part === 'string') return [part];
  return 'kind' in part ? [part] : part;
}

function plainOperation({ name, inputs }: OperationMention): string {
  if (name === 'run' && inputs.length === 0) return 'the step';
  const words = inputs.filter((it) => typeof it === 'string');
  const options = inputs.filter((it) => typeof it !== 'string').map(plainOption);
  const call = `\`${[name, ...words].join(' ')}\``;
  return options.length === 0 ? call : `${call} with ${options.join(' and ')}`;
}

function plainOption({ name, value }: OptionMention): string {
  return value === null ? `\`${name}\`` : `\`${name}: ${value}\``;
}

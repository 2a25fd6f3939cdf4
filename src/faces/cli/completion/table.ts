/** What the completion scripts know of the commands: made from their table, and the same for each shell. */
import { KNOWN_TAGS } from '../../../operations/mutations/tags.js';
import { HEALTH_STATUSES } from '../../../domain/generated/values.js';
import type { Command, Positional } from '../command.js';
import type { Flag } from '../options.js';
import { SHELLS } from './shells.js';

/** What may stand at a place of the command line. */
export type Source =
  /** A flag without a value. */
  | { readonly kind: 'switch' }
  /** Something that nobody can guess. */
  | { readonly kind: 'text' }
  | { readonly kind: 'file' }
  | { readonly kind: 'dir' }
  /** A model; behind an `@` one of its versions. */
  | { readonly kind: 'id' }
  /** A model, a version or a file. */
  | { readonly kind: 'id_or_file' }
  | { readonly kind: 'word'; readonly list: readonly string[] };

/** A word, and what it means. */
export interface Offer {
  readonly name: string;
  readonly meaning: string;
}

export interface CompletionTable {
  /** The first words of all commands. */
  readonly first: readonly Offer[];
  /** The second words of those that have some, by the first one. */
  readonly members: ReadonlyMap<string, readonly Offer[]>;
  /** The flags of each command, by its name. */
  readonly flags: ReadonlyMap<string, readonly Offer[]>;
  /** What stands behind a flag. */
  readonly values: readonly FlagValue[];
  /** What stands behind a command's name, word by word. */
  readonly words: readonly CommandWord[];
}

export interface FlagValue {
  /** Null for all commands that are not named before. */
  readonly command: string | null;
  /** With its dashes. */
  readonly flag: string;
  readonly source: Source;
}

export interface CommandWord {
  readonly command: string;
  /** From 0; null for this place and all behind it. */
  readonly at: number | null;
  readonly source: Source;
}

/** Without a command the step runs. */
const STEP = 'run';

const TEXT: Source = { kind: 'text' };

const BY_NAME: Readonly<Record<string, Source>> = {
  REF: { kind: 'id' },
  ID: { kind: 'id' },
  CHILD: { kind: 'id' },
  PARENT: { kind: 'id' },
  A: { kind: 'id_or_file' },
  B: { kind: 'id_or_file' },
  FILE: { kind: 'file' },
  DIR: { kind: 'dir' },
  TAG: { kind: 'word', list: KNOWN_TAGS },
  STATUS: { kind: 'word', list: HEALTH_STATUSES },
  SHELL: { kind: 'word', list: SHELLS },
};

/** The table of the scripts. */
export function tabulate(commands: readonly Command[]): CompletionTable {
  const first = firstWords(commands);
  const help = { name: 'help', meaning: 'tell about a command' };
  return {
    first: [...first, help],
    members: membersOf(commands),
    flags: new Map(commands.map(({ name, flags }) => [name, flags.flatMap(offersOf)])),
    values: valuesOf(commands),
    words: [
      ...commands.flatMap(wordsOf),
      { command: 'help', at: 0, source: { kind: 'word', list: first.map((it) => it.name) } },
    ],
  };
}

function firstWords(commands: readonly Command[]): Offer[] {
  const offers = new Map<string, Offer>();
  for (const { name, summary } of commands) {
    const [word = ''] = name.split(' ');
    const meaning = name === word ? summary : `${name}, and more`;
    if (name === word || !offers.has(word)) offers.set(word, { name: word, meaning });
  }
  return [...offers.values()];
}

function membersOf(commands: readonly Command[]): Map<string, Offer[]> {
  const members = new Map<string, Offer[]>();
  for (const { name, summary } of commands) {
    const [word = '', second] = name.split(' ');
    if (second === undefined) continue;
    members.set(word, [...(members.get(word) ?? []), { name: second, meaning: summary }]);
  }
  return members;
}

function offersOf({ name, short, description }: Flag): Offer[] {
  const long = { name: `--${name}`, meaning: description };
  return short === undefined ? [long] : [long, { name: `-${short}`, meaning: description }];
}

/** The commands whose flag is another one than in most of them, and then the others at once. */
function valuesOf(commands: readonly Command[]): FlagValue[] {
  const uses = new Map<string, { command: string; source: Source }[]>();
  for (const { name, flags } of commands) {
    for (const flag of flags) {
      for (const { name: written } of offersOf(flag)) {
        const use = { command: name, source: sourceOf(flag) };
        uses.set(written, [...(uses.get(written) ?? []), use]);
      }
    }
  }
  return [...uses].flatMap(([flag, all]): FlagValue[] => {
    // What stands before any command is a flag of the step.
    const usual = (all.find((it) => it.command === STEP) ?? all[0])?.source ?? TEXT;
    const others = all.filter((it) => JSON.stringify(it.source) !== JSON.stringify(usual));
    return [
      ...others.map(({ command, source }) => ({ command, flag, source })),
      { command: null, flag, source: usual },
    ];
  });
}

function sourceOf({ type, choices, placeholder = '' }: Flag): Source {
  if (choices !== undefined) return { kind: 'word', list: choices };
  if (type === 'boolean') return { kind: 'switch' };
  return BY_NAME[placeholder] ?? TEXT;
}

function wordsOf({ name, positionals }: Command): CommandWord[] {
  return positionals.map(({ many, ...positional }, index) => ({
    command: name,
    at: many === true ? null : index,
    source: wordOf(positional),
  }));
}

function wordOf({ name }: Omit<Positional, 'many'>): Source {
  return BY_NAME[name] ?? TEXT;
}
